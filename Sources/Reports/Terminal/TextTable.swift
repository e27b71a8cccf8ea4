/// Rows of cells in aligned columns. Flexible columns give way when the line is too short; when that is not enough,
/// each row becomes a few lines of `title: text`.
struct TextTable {
    enum Alignment {
        case left, right
    }

    struct Column {
        var title: String
        var alignment: Alignment = .left
        /// Whether texts of this column are cut when the table does not fit.
        var isFlexible = false
    }

    struct Cell {
        let text: String
        let paint: (String) -> String

        init(_ text: String, paint: @escaping (String) -> String = { $0 }) {
            self.text = text
            self.paint = paint
        }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []
    /// Titles that stand above rows, by the place of the row.
    private var sections: [Int: String] = [:]

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// Starts a part of the table that has a title of its own.
    mutating func add(section title: String) { sections[rows.count] = title }

    private func section(_ row: Int, _ style: TerminalStyle) -> [String] {
        sections[row].map { [""] + [style.bold($0)] } ?? []
    }

    /// The lines of the table, two spaces between columns, a rule below the titles.
    func lines(_ style: TerminalStyle, indent: String = "") -> [String] {
        var widths = columns.map { DisplayWidth.of($0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell.text)) }
        }
        var excess = indent.count + widths.reduce(0, +) + 2 * (columns.count - 1) - style.width
        // The widest flexible column gives way first.
        let flexible = columns.indices.filter { columns[$0].isFlexible }
        while excess > 0, let widest = flexible.max(by: { widths[$0] < widths[$1] }), widths[widest] > 16 {
            widths[widest] -= 1
            excess -= 1
        }
        if excess > 0 { return folded(style, indent: indent) }
        func line(_ cells: [Cell]) -> String {
            var line = indent
            for (index, cell) in cells.enumerated() {
                let text = TerminalStyle.cut(cell.text, to: widths[index])
                let padding = String(repeating: " ", count: max(widths[index] - DisplayWidth.of(text), 0))
                let isLast = index == cells.count - 1
                switch columns[index].alignment {
                case .left: line += cell.paint(text) + (isLast ? "" : padding)
                case .right: line += padding + cell.paint(text)
                }
                if !isLast { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
        let titles = line(columns.map { Cell($0.title) { style.bold($0) } })
        let rule = indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return [titles, style.faint(rule)]
            + rows.enumerated().flatMap { section($0.offset, style) + [line($0.element)] }
    }

    /// For narrow terminals: a line for each cell.
    private func folded(_ style: TerminalStyle, indent: String) -> [String] {
        rows.enumerated().flatMap { index, row -> [String] in
            section(index, style)
                + zip(columns, row).flatMap { column, cell -> [String] in
                    guard !cell.text.isEmpty else { return [] }
                    let title = column.title.isEmpty ? "" : "\(column.title): "
                    let space = indent + "  "
                    return TerminalStyle.folded(title + cell.text, to: style.width - space.count).enumerated().map {
                        let start = $0.offset == 0 ? indent : space
                        guard $0.offset == 0 else { return start + cell.paint($0.element) }
                        return start + style.faint(title) + cell.paint(String($0.element.dropFirst(title.count)))
                    }
                } + [""]
        }.dropLast()
    }
}
