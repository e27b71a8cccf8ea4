import Documents

/// A value as a fix writes it into YAML: booleans, numbers and lists of plain words as they are, all else as a string.
struct FixValue: Hashable {
    /// The text on one line.
    let text: String

    init(_ value: String) {
        if ["true", "false"].contains(value) || FixValue.isNumber(value) {
            text = value
        } else if let list = FixValue.list(value) {
            text = list
        } else {
            text = FixValue.string(value)
        }
    }

    /// A key, quoted where it has to be.
    static func key(_ key: String) -> String { string(key) }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.first, first.isASCII, first.isNumber, digits.utf8.count <= 18 else { return false }
        if first == "0" && digits.count > 1 && !digits.dropFirst().hasPrefix(".") { return false }
        return digits.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } && digits.count(where: { $0 == "." }) <= 1
            && digits.last != "."
    }

    /// `[NET_RAW, ALL]`; nil when it is anything else.
    private static func list(_ text: String) -> String? {
        guard text.hasPrefix("["), text.hasSuffix("]"), text.count >= 2 else { return nil }
        let inner = text.dropFirst().dropLast()
        if inner.allSatisfy({ $0 == " " }) { return "[]" }
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isPlain) }) else { return nil }
        return "[\(parts.joined(separator: ", "))]"
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_./".contains(character))
    }

    /// Words that YAML readers of old and new take for something else than a string.
    private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    private static func string(_ text: String) -> String {
        if let first = text.first, first.isASCII, first.isLetter, text.allSatisfy(isPlain),
            !reserved.contains(text.lowercased())
        {
            return text
        }
        return Document.build { arena in arena.string(text) }.root.asJSON
    }
}

extension Node {
    fileprivate var asJSON: String { JSONWriter.compact.string(self) }
}
