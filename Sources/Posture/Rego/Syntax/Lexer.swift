/// Cuts the bytes of a policy into tokens, one at a time and on demand.
///
/// It makes no strings and allocates nothing but the list of comments. What is wrong with a token is left in
/// ``problem`` and the token is ``TokenKind/illegal``.
struct Lexer: ~Copyable {
    /// A place to come back to.
    struct Position {
        var index: Int
        var line: Int
        var lineStart: Int
        var commentCount: Int
    }

    /// A comment from its `#` to the end of the line.
    struct Comment {
        var start: Int
        var end: Int
        var line: Int
        var column: Int
    }

    let bytes: [UInt8]
    var index = 0
    var line = 1
    var lineStart = 0
    var keywords: KeywordSet
    var problem: StaticString?
    var comments: [Comment] = []

    init(_ bytes: [UInt8], keywords: KeywordSet) {
        self.bytes = bytes
        self.keywords = keywords
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            index = 3
            lineStart = 3
        }
    }

    var position: Position {
        get { Position(index: index, line: line, lineStart: lineStart, commentCount: comments.count) }
        set {
            index = newValue.index
            line = newValue.line
            lineStart = newValue.lineStart
            comments.removeLast(comments.count - newValue.commentCount)
        }
    }

    /// All comments of a text that parses.
    static func comments(of bytes: [UInt8], dialect: Dialect) -> [Comment] {
        guard bytes.contains(UInt8(ascii: "#")) else { return [] }
        let descent = Descent(bytes, file: "", dialect: dialect)
        guard (try? descent.begin()) != nil,
            (try? descent.wholeModule(text: "", readsAnnotations: false)) != nil
        else { return [] }
        return descent.lexer.comments
    }

    /// The byte at an offset, 0 past the end.
    func byte(at offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func next() -> Token {
        let before = index
        let startsLine = skipSpace()
        var token = Token(
            kind: .end, start: index, end: index, line: line, column: index - lineStart + 1,
            isSpaced: index > before, startsLine: startsLine)
        if index < bytes.count {
            token.kind = scan()
            if problem != nil { token.kind = .illegal }
            token.end = index
        } else if let last = bytes.indices.last {
            // The end is where the last byte is, as in OPA.
            let isAfterBreak = last == lineStart - 1
            let start = isAfterBreak ? (bytes[..<last].lastIndex(of: .newline) ?? -1) + 1 : lineStart
            token.line = isAfterBreak ? line - 1 : line
            token.column = max(last - start, 0) + 1
        }
        return token
    }

    private mutating func skipSpace() -> Bool {
        var startsLine = false
        while index < bytes.count {
            switch bytes[index] {
            case .space, .tab, .carriageReturn:
                index += 1
            case .newline:
                index += 1
                line += 1
                lineStart = index
                startsLine = true
            case UInt8(ascii: "#"):
                let start = index
                while index < bytes.count, bytes[index] != .newline { index += 1 }
                comments.append(Comment(start: start, end: index, line: line, column: start - lineStart + 1))
            default:
                return startsLine
            }
        }
        return startsLine
    }

    private mutating func scan() -> TokenKind {
        let first = bytes[index]
        if first.isLetter { return scanWord() }
        if first.isDigit { return scanNumber() }
        index += 1
        switch first {
        case UInt8(ascii: "\""): return scanString()
        case UInt8(ascii: "`"): return scanRawString()
        case UInt8(ascii: "$"): return scanTemplateStart()
        case UInt8(ascii: "["): return .leftBracket
        case UInt8(ascii: "]"): return .rightBracket
        case UInt8(ascii: "{"): return .leftBrace
        case UInt8(ascii: "}"): return .rightBrace
        case UInt8(ascii: "("): return .leftParenthesis
        case UInt8(ascii: ")"): return .rightParenthesis
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: ";"): return .semicolon
        case UInt8(ascii: "."): return .dot
        case UInt8(ascii: "+"): return .plus
        case UInt8(ascii: "-"): return .minus
        case UInt8(ascii: "*"): return .times
        case UInt8(ascii: "/"): return .divide
        case UInt8(ascii: "%"): return .remainder
        case UInt8(ascii: "&"): return .and
        case UInt8(ascii: "|"): return .or
        case UInt8(ascii: ":"): return takesEqualsSign() ? .assign : .colon
        case UInt8(ascii: "="): return takesEqualsSign() ? .equal : .unify
        case UInt8(ascii: "<"): return takesEqualsSign() ? .lessOrEqual : .less
        case UInt8(ascii: ">"): return takesEqualsSign() ? .greaterOrEqual : .greater
        case UInt8(ascii: "!"):
            if takesEqualsSign() { return .notEqual }
            problem = "illegal ! character"
            return .illegal
        default:
            return .illegal
        }
    }

    private mutating func takesEqualsSign() -> Bool {
        guard byte(at: index) == UInt8(ascii: "=") else { return false }
        index += 1
        return true
    }

    private mutating func scanWord() -> TokenKind {
        let start = index
        repeat { index += 1 } while index < bytes.count && (bytes[index].isLetter || bytes[index].isDigit)
        let length = index - start
        guard length <= 8, length >= 2 else { return .identifier }
        return keyword(start, length)
    }

    private func keyword(_ start: Int, _ length: Int) -> TokenKind {
        func spells(_ word: StaticString) -> Bool {
            guard word.utf8CodeUnitCount == length else { return false }
            let pointer = word.utf8Start
            for offset in 0..<length where bytes[start + offset] != pointer[offset] { return false }
            return true
        }
        switch bytes[start] {
        case UInt8(ascii: "a"): if spells("as") { return .as }
        case UInt8(ascii: "c"): if keywords.contains(.contains), spells("contains") { return .contains }
        case UInt8(ascii: "d"): if spells("default") { return .default }
        case UInt8(ascii: "e"):
            if spells("else") { return .else }
            if keywords.contains(.every), spells("every") { return .every }
        case UInt8(ascii: "f"): if spells("false") { return .false }
        case UInt8(ascii: "i"):
            if keywords.contains(.in), spells("in") { return .in }
            if keywords.contains(.if), spells("if") { return .if }
            if spells("import") { return .import }
        case UInt8(ascii: "n"):
            if spells("not") { return .not }
            if spells("null") { return .null }
        case UInt8(ascii: "p"): if spells("package") { return .package }
        case UInt8(ascii: "s"): if spells("some") { return .some }
        case UInt8(ascii: "t"): if spells("true") { return .true }
        case UInt8(ascii: "w"): if spells("with") { return .with }
        default: break
        }
        return .identifier
    }
}

extension UInt8 {
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// Whether a name of the language may begin with this byte.
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 || self == UInt8(ascii: "_") }
    var isDigit: Bool { self &- 0x30 < 10 }
}
