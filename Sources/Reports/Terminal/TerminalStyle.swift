import PolicyLibrary

/// How text looks at a terminal: colours, or none, and how much fits on a line.
public struct TerminalStyle: Sendable {
    public var isColored: Bool
    public var width: Int

    /// - Parameter width: columns; what is no terminal gets a width that suits files.
    public init(isColored: Bool, width: Int) {
        self.isColored = isColored
        self.width = min(max(width, 60), 140)
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

    /// The text, cut to `width` with an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        text.utf8.count <= width || text.count <= width ? text : text.prefix(max(width - 1, 1)) + "…"
    }

    /// The text in lines of at most `width`, broken at spaces; a longer word stays whole.
    static func folded(_ text: String, to width: Int) -> [String] {
        if text.utf8.count <= width { return text.isEmpty ? [] : [text] }
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
