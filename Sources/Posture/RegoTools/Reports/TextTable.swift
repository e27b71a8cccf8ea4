/// A table in a frame of `+`, `-` and `|`.
struct TextTable {
    let titles: [String]
    let rows: [[String]]
    /// Columns whose cells stand at the right.
    var rightAligned: Set<Int> = []

    var text: String {
        let widths = titles.indices.map { column in
            max(titles[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        let rule = "+" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+") + "+"
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = line(
            zip(titles, widths).map { title, width in
                let left = (width - title.count) / 2
                return (String(repeating: " ", count: left) + title).padded(to: width)
            })
        let body = rows.map { row in
            line(row.indices.map { row[$0].padded(to: widths[$0], onTheLeft: rightAligned.contains($0)) })
        }
        return ([rule, head, rule] + body + [rule]).joined(separator: "\n")
    }
}
