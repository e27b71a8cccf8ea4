package import Documents

/// Rows about entries of a library, for people and for programs.
package struct CatalogTable {
    private let titles: [String]
    private var rows: [[String]] = []
    /// Columns whose cells are lists, separated by commas for people.
    private let lists: Set<Int>

    init(_ titles: [String], lists: Set<Int> = []) {
        self.titles = titles
        self.lists = lists
    }

    mutating func add(_ cells: [[String]]) { rows.append(cells.map { $0.joined(separator: "\u{1F}") }) }

    /// Aligned lines of at most `width` characters; the last column is cut.
    package func lines(width: Int) -> [String] {
        let shown = [titles] + rows.map { row in row.map { $0.split(separator: "\u{1F}").joined(separator: ", ") } }
        let widths = titles.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
        return shown.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line += isLast ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return line.count > width ? line.prefix(width - 1) + "…" : line
        }
    }

    /// An array of objects, keyed by the titles in small letters.
    package var document: Document {
        Document.build { arena in
            arena.array(
                rows.map { row in
                    arena.object(
                        zip(titles, row).enumerated().map { column, cell in
                            let parts = cell.1.split(separator: "\u{1F}").map { arena.string(String($0)) }
                            return (
                                key: arena.string(cell.0.lowercased()),
                                value: lists.contains(column) ? arena.array(parts) : arena.string(cell.1)
                            )
                        })
                })
        }
    }
}
