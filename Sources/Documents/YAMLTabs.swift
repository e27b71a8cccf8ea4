import CLibYAML

/// Repairs tabs between tokens that end in a comment or a line end.
///
/// YAML allows them; libyaml refuses them where a block could begin, and some published manifests have them. The
/// scanner itself says where they are, so tabs inside scalars are left alone: each time it stops at one, the byte
/// becomes a space, in the copy and in the scanner's own buffer, and it goes on.
enum YAMLTabs {
    /// How often a text is scanned at most.
    static var rounds: Int { 4 }

    /// The text with such tabs replaced by spaces, so that every other byte keeps its place; nil when there are none.
    static func repair(_ text: [UInt8]) -> [UInt8]? {
        var result = text
        var found = false
        text.withUnsafeBufferPointer { bytes in
            var parser = yaml_parser_t()
            guard yaml_parser_initialize(&parser) != 0 else { return }
            defer { yaml_parser_delete(&parser) }
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            var token = yaml_token_t()
            while true {
                if yaml_parser_scan(&parser, &token) != 0 {
                    let isEnd = token.type == YAML_STREAM_END_TOKEN || token.type == YAML_NO_TOKEN
                    yaml_token_delete(&token)
                    if isEnd { return }
                    continue
                }
                guard let offset = offset(of: &parser, in: bytes), let pointer = parser.buffer.pointer else { return }
                result[offset] = UInt8(ascii: " ")
                found = true
                pointer.pointee = UInt8(ascii: " ")
                parser.error = YAML_NO_ERROR
            }
        }
        return found ? result : nil
    }

    /// The offset of the tab that stopped the scanner, when only blanks stand between it and a comment or line end.
    static func offset(
        of parser: UnsafeMutablePointer<yaml_parser_t>, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let buffer = parser.pointee.buffer
        guard let pointer = buffer.pointer, let last = buffer.last else { return nil }
        let offset = Int(parser.pointee.offset) - (last - pointer)
        guard offset >= 0, offset < bytes.count, bytes[offset] == UInt8(ascii: "\t"), pointer < last,
            pointer.pointee == UInt8(ascii: "\t")
        else { return nil }
        let next = bytes[offset...].first { $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: " ") }
        switch next {
        case nil, UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return offset
        default: return nil
        }
    }
}
