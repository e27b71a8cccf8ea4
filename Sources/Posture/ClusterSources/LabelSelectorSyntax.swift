/// Checks label selectors before a server is asked to.
public enum LabelSelectorSyntax {
    /// - Throws: ``ClusterSourceError/badLabelSelector(_:why:)``.
    public static func check(_ text: String) throws(ClusterSourceError) {
        func bad(_ why: String) -> ClusterSourceError { .badLabelSelector(text, why: why) }
        var requirements: [String] = []
        var depth = 0
        var current = ""
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth < 0 || depth > 1 { throw bad("the parentheses do not match") }
            if character == "," && depth == 0 {
                requirements.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        if depth != 0 { throw bad("the parentheses do not match") }
        requirements.append(current)
        for requirement in requirements {
            if let why = problem(of: requirement) { throw bad(why) }
        }
    }

    private static func problem(of requirement: String) -> String? {
        if let open = requirement.firstIndex(of: "(") {
            let words = requirement[..<open].split(separator: " ")
            guard words.count == 2, words[1] == "in" || words[1] == "notin", isKey(words[0]) else {
                return "before \"(\" stands KEY in or KEY notin"
            }
            let rest = requirement[requirement.index(after: open)...].split(
                separator: ")", omittingEmptySubsequences: false)
            guard rest.count == 2, rest[1].allSatisfy({ $0 == " " }) else { return "nothing may follow \")\"" }
            let values = rest[0].split(separator: ",", omittingEmptySubsequences: false)
            return values.allSatisfy { isValue(trimmed($0)) } ? nil : "a value is malformed"
        }
        for mark in ["!=", "==", "="] {
            guard let range = requirement.firstRange(of: mark) else { continue }
            guard isKey(trimmed(requirement[..<range.lowerBound])) else { return "a key is malformed" }
            return isValue(trimmed(requirement[range.upperBound...])) ? nil : "a value is malformed"
        }
        var key = trimmed(requirement[...])
        if key.isEmpty { return "there is an empty requirement" }
        if key.first == "!" { key = trimmed(key.dropFirst()) }
        return isKey(key) ? nil : "a key is malformed"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// A name of at most 63 characters, perhaps after a DNS name and a slash.
    private static func isKey(_ text: Substring) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, !name.isEmpty, isValue(name) else { return false }
        guard parts.count == 2 else { return true }
        return !parts[0].isEmpty && parts[0].utf8.count <= 253 && parts[0].utf8.allSatisfy(isNameByte)
    }

    private static func isValue(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        guard text.utf8.count <= 63, text.utf8.allSatisfy(isNameByte) else { return false }
        return [text.utf8.first, text.utf8.last].allSatisfy { $0.map { !"-._".utf8.contains($0) } ?? false }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
