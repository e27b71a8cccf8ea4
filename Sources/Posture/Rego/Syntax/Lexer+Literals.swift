extension Lexer {
    /// Reads a number. A letter right behind it belongs to it and makes it illegal, so that `0a2b` is one mistake.
    mutating func scanNumber() -> TokenKind {
        skipDigits()
        if byte(at: index) == UInt8(ascii: ".") {
            index += 1
            if !skipDigits() { problem = "expected fraction" }
        }
        if byte(at: index) | 0x20 == UInt8(ascii: "e") {
            index += 1
            if byte(at: index) == UInt8(ascii: "+") || byte(at: index) == UInt8(ascii: "-") { index += 1 }
            if !skipDigits() { problem = problem ?? "expected exponent" }
        }
        if byte(at: index).isLetter {
            problem = problem ?? "illegal number format"
            while byte(at: index).isLetter || byte(at: index).isDigit { index += 1 }
        }
        return .number
    }

    @discardableResult
    private mutating func skipDigits() -> Bool {
        let start = index
        while byte(at: index).isDigit { index += 1 }
        return index > start
    }

    /// Reads the rest of a string whose opening quote is behind ``index``.
    mutating func scanString() -> TokenKind {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return .string
            case .newline:
                problem = problem ?? "non-terminated string"
                return .illegal
            case UInt8(ascii: "\\"):
                skipEscape(allowsBrace: false)
            default:
                index += 1
            }
        }
        problem = problem ?? "non-terminated string"
        return .illegal
    }

    private mutating func skipEscape(allowsBrace: Bool) {
        index += 1
        switch byte(at: index) {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 1
        case UInt8(ascii: "u"):
            index = min(index + 5, bytes.count)
        case UInt8(ascii: "{") where allowsBrace:
            index += 1
        default:
            problem = problem ?? "illegal escape sequence"
        }
    }

    mutating func scanRawString() -> TokenKind {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "`") { return .rawString }
            if byte == .newline { startLine() }
        }
        problem = "non-terminated string"
        return .illegal
    }

    private mutating func startLine() {
        line += 1
        lineStart = index
    }

    mutating func scanTemplateStart() -> TokenKind {
        switch byte(at: index) {
        case UInt8(ascii: "\""):
            index += 1
            return .template
        case UInt8(ascii: "`"):
            index += 1
            return .rawTemplate
        default:
            problem = "illegal $ character"
            return .illegal
        }
    }

    /// How a literal piece of a template string ends.
    enum TemplatePieceEnd { case expression, template, problem }

    /// Reads a literal piece of a template string up to and with the `{` or the closing quote; the piece's bytes are
    /// those before that.
    mutating func scanTemplatePiece(isRaw: Bool) -> (bytes: Range<Int>, end: TemplatePieceEnd) {
        let start = index
        let quote = isRaw ? UInt8(ascii: "`") : UInt8(ascii: "\"")
        while index < bytes.count {
            switch bytes[index] {
            case quote:
                index += 1
                return (start..<index - 1, .template)
            case UInt8(ascii: "{"):
                index += 1
                return (start..<index - 1, .expression)
            case UInt8(ascii: "\\"):
                if !isRaw {
                    skipEscape(allowsBrace: true)
                    if problem != nil { return (start..<index, .problem) }
                } else {
                    index += byte(at: index + 1) == UInt8(ascii: "{") ? 2 : 1
                }
            case .newline:
                if !isRaw {
                    problem = "non-terminated string"
                    return (start..<index, .problem)
                }
                index += 1
                startLine()
            default:
                index += 1
            }
        }
        problem = "non-terminated string"
        return (start..<index, .problem)
    }
}
