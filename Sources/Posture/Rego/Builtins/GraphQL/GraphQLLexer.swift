extension GraphQL {
    struct Token {
        enum Kind: String {
            case invalid = "<Invalid>"
            case end = "<EOF>"
            case bang = "!"
            case dollar = "$"
            case ampersand = "&"
            case parenOpen = "("
            case parenClose = ")"
            case spread = "..."
            case colon = ":"
            case equals = "="
            case at = "@"
            case bracketOpen = "["
            case bracketClose = "]"
            case braceOpen = "{"
            case braceClose = "}"
            case pipe = "|"
            case name = "Name"
            case integer = "Int"
            case float = "Float"
            case string = "String"
            case blockString = "BlockString"
            case comment = "Comment"
        }

        var kind: Kind
        var value = ""
        var position: Position

        /// The token as messages have it.
        var text: String { value.isEmpty ? kind.rawValue : kind.rawValue + " " + GraphQL.quote(value) }
    }

    /// Cuts a text into tokens (specification, section 2.1).
    struct Lexer {
        private let input: [UInt8]
        private var index = 0
        private var line = 1
        /// Bytes before the present line that begin a scalar, and those read so far: their difference is the column.
        private var lineStart = 0
        private var scalars = 0

        init(_ input: [UInt8]) { self.input = input }

        /// The next token; after the end always the end. Text that is no token gives an invalid one.
        mutating func next() -> Token {
            skipSpace()
            let start = position
            guard index < input.count else { return Token(kind: .end, position: start) }
            let byte = input[index]
            switch byte {
            case UInt8(ascii: "!"): return punctuation(.bang)
            case UInt8(ascii: "$"): return punctuation(.dollar)
            case UInt8(ascii: "&"): return punctuation(.ampersand)
            case UInt8(ascii: "("): return punctuation(.parenOpen)
            case UInt8(ascii: ")"): return punctuation(.parenClose)
            case UInt8(ascii: ":"): return punctuation(.colon)
            case UInt8(ascii: "="): return punctuation(.equals)
            case UInt8(ascii: "@"): return punctuation(.at)
            case UInt8(ascii: "["): return punctuation(.bracketOpen)
            case UInt8(ascii: "]"): return punctuation(.bracketClose)
            case UInt8(ascii: "{"): return punctuation(.braceOpen)
            case UInt8(ascii: "}"): return punctuation(.braceClose)
            case UInt8(ascii: "|"): return punctuation(.pipe)
            case UInt8(ascii: "."): return starts(with: "...") ? punctuation(.spread, length: 3) : invalid()
            case UInt8(ascii: "#"): return comment()
            case UInt8(ascii: "\""): return starts(with: "\"\"\"") ? blockString() : string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
            case UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                let from = index
                while index < input.count, Lexer.isNameByte(input[index]) { advance() }
                return Token(kind: .name, value: text(from), position: start)
            default: return invalid()
            }
        }

        private var position: Position { Position(line: line, column: scalars - lineStart + 1) }

        private func invalid() -> Token { Token(kind: .invalid, position: position) }

        private func starts(with text: String) -> Bool { input[index...].starts(with: text.utf8) }

        private func text(_ from: Int) -> String { String(decoding: input[from..<index], as: UTF8.self) }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }

        /// One byte on. Bytes inside a sequence of UTF-8 do not count as scalars.
        private mutating func advance() {
            if input[index] & 0xC0 != 0x80 { scalars += 1 }
            index += 1
        }

        private mutating func advance(_ count: Int) { for _ in 0..<count { advance() } }

        private mutating func newLine() {
            line += 1
            lineStart = scalars
        }

        private mutating func punctuation(_ kind: Token.Kind, length: Int = 1) -> Token {
            let token = Token(kind: kind, position: position)
            advance(length)
            return token
        }

        /// Commas are space, too, and so is the byte order mark.
        private mutating func skipSpace() {
            while index < input.count {
                switch input[index] {
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","):
                    advance()
                case UInt8(ascii: "\n"):
                    advance()
                    newLine()
                case UInt8(ascii: "\r"):
                    advance()
                    newLine()
                    if index < input.count, input[index] == UInt8(ascii: "\n") { advance() }
                case 0xEF where starts(with: "\u{FEFF}"):
                    advance(3)
                default: return
                }
            }
        }

        private mutating func comment() -> Token {
            let start = position
            let from = index
            while index < input.count, input[index] > 0x1F || input[index] == 9 { advance() }
            return Token(kind: .comment, value: text(from), position: start)
        }

        private mutating func number() -> Token {
            let start = position
            let from = index
            func digits() -> Int { input[index...].prefix { (0x30...0x39).contains($0) }.count }
            if input[index] == UInt8(ascii: "-") { advance() }
            if index < input.count, input[index] == UInt8(ascii: "0") {
                advance()
                if digits() > 0 { return invalid() }
            } else {
                guard digits() > 0 else { return invalid() }
                advance(digits())
            }
            var isFloat = false
            if index < input.count, input[index] == UInt8(ascii: ".") {
                isFloat = true
                advance()
                guard digits() > 0 else { return invalid() }
                advance(digits())
            }
            if index < input.count, input[index] | 0x20 == UInt8(ascii: "e") {
                isFloat = true
                advance()
                if index < input.count, input[index] == UInt8(ascii: "-") || input[index] == UInt8(ascii: "+") {
                    advance()
                }
                guard digits() > 0 else { return invalid() }
                advance(digits())
            }
            return Token(kind: isFloat ? .float : .integer, value: text(from), position: start)
        }
    }
}

// MARK: Strings

extension GraphQL.Lexer {
    private mutating func string() -> GraphQL.Token {
        advance()
        // Positions of strings are behind their quotes, as in gqlparser.
        let start = position
        var bytes: [UInt8] = []
        while index < input.count {
            let byte = input[index]
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return GraphQL.Token(kind: .string, value: String(decoding: bytes, as: UTF8.self), position: start)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return invalid() }
                bytes.append(contentsOf: escaped)
            case 0..<0x20 where byte != 9:
                return invalid()
            default:
                bytes.append(byte)
                advance()
            }
        }
        return invalid()
    }

    /// What the escape at the present place stands for. After an error one byte is read.
    private mutating func escape() -> [UInt8]? {
        guard index + 1 < input.count else { return nil }
        let plain: UInt8
        switch input[index + 1] {
        case UInt8(ascii: "u"):
            let digits =
                index + 6 < input.count ? String(decoding: input[(index + 2)..<(index + 6)], as: UTF8.self) : ""
            guard digits.utf8.allSatisfy({ HexText.value(of: $0) != nil }), let code = UInt32(digits, radix: 16) else {
                advance()
                return nil
            }
            advance(6)
            return Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "b"): plain = 8
        case UInt8(ascii: "f"): plain = 12
        case UInt8(ascii: "n"): plain = 10
        case UInt8(ascii: "r"): plain = 13
        case UInt8(ascii: "t"): plain = 9
        default:
            advance()
            return nil
        }
        advance(2)
        return [plain]
    }

    private mutating func blockString() -> GraphQL.Token {
        advance(3)
        let column = position.column
        var bytes: [UInt8] = []
        while index < input.count {
            let byte = input[index]
            if byte == UInt8(ascii: "\"") {
                let quotes = input[index...].prefix { $0 == UInt8(ascii: "\"") }.count
                if quotes >= 3 {
                    bytes.append(contentsOf: repeatElement(byte, count: quotes - 3))
                    let start = GraphQL.Position(line: line, column: column)
                    advance(quotes)
                    let value = String(decoding: GraphQL.Lexer.unindented(bytes), as: UTF8.self)
                    return GraphQL.Token(kind: .blockString, value: value, position: start)
                }
            }
            if byte < 0x20 && byte != 9 && byte != 10 && byte != 13 { return invalid() }
            if byte == UInt8(ascii: "\\"), index + 4 < input.count, starts(with: "\\\"\"\"") {
                bytes.append(contentsOf: "\"\"\"".utf8)
                advance(4)
            } else if byte == 13 {
                advance()
                if index < input.count, input[index] == 10 { advance() }
                bytes.append(10)
                newLine()
            } else {
                bytes.append(byte)
                advance()
                if byte == 10 { newLine() }
            }
        }
        return invalid()
    }

    /// Without blank lines at both ends, and without the indentation that all lines share. The first line counts when
    /// the shared indentation is found but keeps its own, as in gqlparser.
    private static func unindented(_ text: [UInt8]) -> [UInt8] {
        var lines = text.split(separator: 10, omittingEmptySubsequences: false)
        func indentation(_ line: ArraySlice<UInt8>) -> Int? {
            line.firstIndex { $0 != UInt8(ascii: " ") && $0 != 9 }.map { $0 - line.startIndex }
        }
        if let shared = lines.compactMap(indentation).min(), shared > 0 {
            for place in lines.indices.dropFirst() { lines[place] = lines[place].dropFirst(shared) }
        }
        guard let first = lines.firstIndex(where: { indentation($0) != nil }),
            let last = lines.lastIndex(where: { indentation($0) != nil })
        else { return [] }
        return Array(lines[first...last].joined(separator: [10]))
    }
}
