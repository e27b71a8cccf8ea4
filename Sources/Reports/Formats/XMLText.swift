/// Texts as XML and HTML take them.
enum XMLText {
    /// Without the characters that mean something, and without those that XML 1.0 has no place for.
    static func escaped(_ text: String) -> String { escape(VisibleText.line(text)) }

    /// The same, with line breaks kept.
    static func block(_ text: String) -> String { escape(VisibleText.block(text)) }

    private static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case UInt8(ascii: "\""): result += "&quot;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
