/// Rows of cells in aligned columns. One column gives way when the line is too short.
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

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines of the table, two spaces between columns, a rule below the titles.
    func lines(_ style: TerminalStyle, indent: String = "") -> [String] {
        var widths = columns.map(\.title.count)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.text.count) }
        }
        let total = indent.count + widths.reduce(0, +) + 2 * (columns.count - 1)
        if total > style.width, let flexible = columns.firstIndex(where: \.isFlexible) {
            widths[flexible] = max(widths[flexible] - (total - style.width), 12)
        }
        func line(_ cells: [Cell]) -> String {
            var line = indent
            for (index, cell) in cells.enumerated() {
                let text = TerminalStyle.cut(cell.text, to: widths[index])
                let padding = String(repeating: " ", count: widths[index] - text.count)
                let isLast = index == cells.count - 1
                switch columns[index].alignment {
                case .left: line += cell.paint(text) + (isLast ? "" : padding)
                case .right: line += padding + cell.paint(text)
                }
                if !isLast { line += "  " }
            }
            return line
        }
        let titles = line(columns.map { Cell($0.title) { style.bold($0) } })
        let rule = indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return [titles, style.faint(rule)] + rows.map(line)
    }
}
