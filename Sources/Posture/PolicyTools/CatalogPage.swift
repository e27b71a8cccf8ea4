import PolicyLibrary

/// A page of text about one entry of a library.
struct CatalogPage {
    private(set) var lines: [String] = []
    private let width: Int

    init(width: Int) { self.width = width }

    mutating func title(_ text: String) { lines += [text, String(repeating: "─", count: min(text.count, width))] }

    /// A line with a name and a value; nothing when the value is empty.
    mutating func field(_ name: String, _ value: String) {
        if value.isEmpty { return }
        for (index, part) in CatalogPage.folded(value, to: width - 12).enumerated() {
            lines.append((index == 0 ? name : "").padded(to: 12) + part)
        }
    }

    /// A heading and a paragraph.
    mutating func text(_ name: String, _ text: String) {
        if text.isEmpty { return }
        lines += ["", name]
        for paragraph in text.split(separator: "\n") {
            lines += CatalogPage.folded(String(paragraph), to: width - 2).map { "  " + $0 }
        }
    }

    /// A heading and a line for each entry.
    mutating func list(_ name: String, _ entries: [String]) {
        if entries.isEmpty { return }
        lines += ["", name] + entries.map { "  " + $0 }
    }

    mutating func code(_ rule: PolicyRule) {
        for text in [rule.text, rule.enumerator].compactMap(\.self) {
            lines +=
                ["", text.file] + text.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        }
    }

    static func number(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }

    private static func folded(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
