import Documents

/// What `list` and `config view` show: rows under titles, in the forms that people and programs read.
public struct ListTable {
    /// A column: its title for people, its key for programs.
    public struct Column: Sendable {
        let title: String
        let key: String
        let isList: Bool

        /// - Parameter isList: whether its cells are lists; programs get arrays, CSV the elements joined by semicolons.
        public init(_ title: String, key: String, isList: Bool = false) {
            self.title = title
            self.key = key
            self.isList = isList
        }
    }

    /// The forms.
    public enum Format: String, Sendable, CaseIterable {
        case pretty = "pretty-print"
        case json, yaml, csv
    }

    private let columns: [Column]
    private var rows: [[[String]]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row: for each column its elements, one for those that are no lists.
    public mutating func add(_ cells: [[String]]) { rows.append(cells) }

    /// Writes the table. A table of one column is a plain list for programs, too.
    ///
    /// - Parameter hidden: keys of columns that JSON and YAML leave out.
    public func write(
        _ format: Format, _ style: TerminalStyle, leavingOut hidden: [String] = [], to output: ReportOutput
    ) {
        switch format {
        case .pretty: writeTable(style, to: output)
        case .csv:
            output.write(CSVReport.line(columns.map(\.title)))
            for row in rows { output.write(CSVReport.line(row.map { $0.joined(separator: ";") })) }
        case .json:
            let arena = Arena()
            output.write(tree(arena, leavingOut: hidden), .pretty)
            output.write("\n")
        case .yaml:
            let arena = Arena()
            output.write(bytes: YAMLWriter().bytes(tree(arena, leavingOut: hidden)))
        }
    }

    private func writeTable(_ style: TerminalStyle, to output: ReportOutput) {
        if columns.count == 1 {
            for row in rows { output.write(line: VisibleText.line(row[0].joined(separator: ", "))) }
            return
        }
        var table = TextTable(columns.map { TextTable.Column(title: $0.title, isFlexible: true) })
        for row in rows { table.add(row.map { TextTable.Cell(VisibleText.line($0.joined(separator: ", "))) }) }
        for line in table.lines(style) { output.write(line: line) }
    }

    private func tree(_ arena: Arena, leavingOut hidden: [String]) -> Value {
        func value(_ cell: [String], _ column: Column) -> Value {
            column.isList ? arena.array(cell.map { arena.string($0) }) : arena.string(cell.first ?? "")
        }
        return arena.array(
            rows.map { row in
                if columns.count == 1 { return value(row[0], columns[0]) }
                let entries = zip(row, columns).filter { !hidden.contains($0.1.key) }
                return arena.object(entries.map { (arena.string($0.1.key), value($0.0, $0.1)) })
            })
    }
}
