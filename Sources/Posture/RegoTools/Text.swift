extension String {
    /// Line breaks and tabs spelled as escapes, and cut at `limit` characters.
    func onOneLine(_ limit: Int = .max) -> String {
        var line = ""
        for character in self {
            switch character {
            case "\n": line += "\\n"
            case "\r\n": line += "\\r\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            default: line.append(character)
            }
        }
        return line.count > limit ? line.prefix(limit) + "…" : line
    }

    /// Filled up with spaces.
    func padded(to width: Int, onTheLeft: Bool = false) -> String {
        let fill = String(repeating: " ", count: Swift.max(0, width - count))
        return onTheLeft ? fill + self : self + fill
    }

    /// Cut at `limit` characters, which `...` shows.
    func cut(at limit: Int) -> String { count > limit ? prefix(limit) + "..." : self }
}
