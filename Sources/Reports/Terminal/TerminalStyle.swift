import PolicyLibrary

/// How text looks at a terminal: colours, or none, and how much fits on a line.
public struct TerminalStyle: Sendable {
    public var isColored: Bool
    public var width: Int

    /// - Parameter width: columns; what is no terminal gets a width that suits files.
    public init(isColored: Bool, width: Int) {
        self.isColored = isColored
        self.width = min(max(width, 24), 140)
    }

    private func wrapped(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    func bold(_ text: String) -> String { wrapped(text, "1") }
    func faint(_ text: String) -> String { wrapped(text, "2") }
    func good(_ text: String) -> String { wrapped(text, "32") }
    func bad(_ text: String) -> String { wrapped(text, "31") }
    func careful(_ text: String) -> String { wrapped(text, "33") }

    func severity(_ severity: Severity, _ text: String) -> String {
        switch severity {
        case .critical: wrapped(text, "1;38;5;1")
        case .high: wrapped(text, "38;5;196")
        case .medium: wrapped(text, "38;5;166")
        case .low: wrapped(text, "38;5;220")
        case .unknown: text
        }
    }

    /// The text, cut to `width` columns with an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        if DisplayWidth.of(text) <= width { return text }
        var result = ""
        var used = 1
        for character in text {
            used += DisplayWidth.of(character)
            if used > max(width, 1) { break }
            result.append(character)
        }
        return result + "…"
    }

    /// The text in lines of at most `width` columns, broken at spaces; a longer word stays whole, so that paths and
    /// commands can be copied.
    static func folded(_ text: String, to width: Int) -> [String] {
        if text.utf8.count <= width { return text.isEmpty ? [] : [text] }
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            let length = DisplayWidth.of(String(word))
            if !line.isEmpty && used + 1 + length > width {
                lines.append(line)
                line = ""
                used = 0
            }
            line += line.isEmpty ? String(word) : " \(word)"
            used += (used == 0 ? 0 : 1) + length
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
