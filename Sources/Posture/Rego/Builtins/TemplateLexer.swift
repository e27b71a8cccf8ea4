/// Cuts a template into text and actions, and actions into tokens.
struct TemplateLexer {
    /// What comes next in a template.
    enum Piece {
        case text(ArraySlice<UInt8>)
        case comment
        case action([(token: TemplateToken, position: Int)])
    }

    let text: [UInt8]
    private(set) var index = 0

    init(_ text: [UInt8]) { self.text = text }

    /// The next piece; nil at the end.
    mutating func next() throws(BuiltinError) -> Piece? {
        guard index < text.count else { return nil }
        let start = index
        while index < text.count, !text[index...].starts(with: "{{".utf8) { index += 1 }
        var literal = text[start..<index]
        guard index < text.count else { return .text(literal) }
        let mark = index + 2
        let trims =
            text[mark...].first == UInt8(ascii: "-") && mark + 1 < text.count
            && TemplateLexer.isSpace(text[mark + 1])
        if trims {
            while let last = literal.last, TemplateLexer.isSpace(last) { literal.removeLast() }
        }
        // The action stays for the next call.
        if !literal.isEmpty { return .text(literal) }
        index = trims ? mark + 2 : mark
        if text[index...].starts(with: "/*".utf8) {
            index += 2
            while index < text.count, !text[index...].starts(with: "*/".utf8) { index += 1 }
            guard index < text.count else { throw failure("unclosed comment") }
            index += 2
            guard closeAction() else { throw failure("comment ends before closing delimiter") }
            return .comment
        }
        return .action(try tokens())
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    /// Passes over `}}` or ` -}}`, with the space that the latter trims.
    private mutating func closeAction() -> Bool {
        var place = index
        while place < text.count, TemplateLexer.isSpace(text[place]) { place += 1 }
        if place > index, text[place...].starts(with: "-}}".utf8) {
            index = place + 3
            while index < text.count, TemplateLexer.isSpace(text[index]) { index += 1 }
            return true
        }
        guard text[index...].starts(with: "}}".utf8) else { return false }
        index += 2
        return true
    }

    private mutating func tokens() throws(BuiltinError) -> [(token: TemplateToken, position: Int)] {
        var tokens: [(token: TemplateToken, position: Int)] = []
        while true {
            let end = index
            if closeAction() {
                tokens.append((.space, end))
                return tokens
            }
            guard index < text.count else { throw failure("unclosed action") }
            let start = index
            let byte = text[index]
            if TemplateLexer.isSpace(byte) {
                while index < text.count, TemplateLexer.isSpace(text[index]), !atTrimmedClose { index += 1 }
                // Space before the closing ` -}}` belongs to it.
                if index == start { throw failure("unexpected space in action") }
                tokens.append((.space, start))
                continue
            }
            tokens.append((try token(byte), start))
        }
    }

    private var atTrimmedClose: Bool { text[(index + 1)...].starts(with: "-}}".utf8) }

    private mutating func token(_ byte: UInt8) throws(BuiltinError) -> TemplateToken {
        switch byte {
        case UInt8(ascii: "."):
            index += 1
            if index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
                index -= 1
                return .number(word(extra: "+-."))
            }
            return .field(word())
        case UInt8(ascii: "$"):
            index += 1
            return .variable(word())
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): return try quoted(byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            index += 1
            return .number(String(Unicode.Scalar(byte)) + word(extra: "+-."))
        case UInt8(ascii: ":"):
            guard text[index...].starts(with: ":=".utf8) else { throw failure("expected :=") }
            index += 2
            return .symbol(":=")
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: "="):
            index += 1
            return .symbol(String(Unicode.Scalar(byte)))
        default:
            let name = word()
            guard !name.isEmpty else { throw failure("unexpected \(GoQuote.text([byte])) in command") }
            return .word(name)
        }
    }

    private mutating func word(extra: String = "") -> String {
        let start = index
        while index < text.count {
            let byte = text[index]
            let isWord =
                byte >= 0x80 || byte == UInt8(ascii: "_") || byte &- UInt8(ascii: "0") <= 9
                || (byte | 0x20) &- UInt8(ascii: "a") < 26 || extra.utf8.contains(byte)
            guard isWord else { break }
            index += 1
        }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func quoted(_ quote: UInt8) throws(BuiltinError) -> TemplateToken {
        index += 1
        var result: [UInt8] = []
        while index < text.count, text[index] != quote {
            if quote != UInt8(ascii: "`"), text[index] == UInt8(ascii: "\n") { break }
            if quote != UInt8(ascii: "`"), text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
                index += 1
                try escape(&result)
            } else {
                result.append(text[index])
            }
            index += 1
        }
        guard index < text.count, text[index] == quote else { throw failure("unterminated quoted string") }
        index += 1
        // A character in single quotes is its number.
        guard quote == UInt8(ascii: "'") else { return .string(result) }
        return .number(String(String(decoding: result, as: UTF8.self).unicodeScalars.first?.value ?? 0))
    }

    private mutating func escape(_ result: inout [UInt8]) throws(BuiltinError) {
        switch text[index] {
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): result.append(text[index])
        case UInt8(ascii: "u"):
            let digits = String(decoding: text[(index + 1)...].prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
                throw failure("bad escape in string")
            }
            result.append(codePoint: scalar)
            index += 4
        default: throw failure("bad escape in string")
        }
    }

    /// A complaint with the line reached so far.
    func failure(_ message: String) -> BuiltinError {
        let line = 1 + text[..<min(index, text.count)].count { $0 == 10 }
        return .failure("template: template:\(line): \(message)")
    }
}

extension GoQuote {
    /// `bytes` in double quotes.
    static func text(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        bytes.withUnsafeBufferPointer { append($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
