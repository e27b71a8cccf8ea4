/// Thrown through the recursive descent when it cannot go on; what is wrong lies in ``Descent/errors``.
struct Unparsable: Error {}

/// The recursive descent over one text: the lexer, the current token and what has been found wrong so far.
///
/// It follows OPA's parser decision by decision, since which texts are legal, how ambiguous ones are read and what
/// the messages say all follow from the order in which alternatives are tried. Where OPA parses a piece again after
/// a failed attempt, this one goes on from what it has, so that nested attempts stay cheap.
final class Descent {
    /// A place to come back to after a failed attempt.
    struct Mark {
        var position: Lexer.Position
        var token: Token
        var previousEnd: Int
        var wildcards: Int
        var depth: Int
    }

    /// Where a node of the tree begins.
    struct Start {
        var offset: Int
        var line: Int
        var column: Int
    }

    var lexer: Lexer
    let file: String
    let dialect: Dialect
    var token = Token(kind: .end, start: 0, end: 0, line: 1, column: 1, isSpaced: false, startsLine: false)
    /// Where the token before the current one ended.
    var previousEnd = 0
    var wildcards = 0
    var depth = 0
    var errors: [PolicyError] = []
    /// What the next message adds in parentheses.
    var hint: String?
    /// Whether `import future.keywords.not` was seen: `not` then takes a body.
    var negatesBodies = false
    /// Above 0 while an attempt is made that may be taken back; its messages are not even put together.
    var attempts = 0
    /// Offsets of `|` behind which no comprehension was found, so that they are not tried again.
    var unions: Set<Int> = []
    /// Offsets of `{` behind a `not` that are known to begin a block.
    var blocks: Set<Int> = []

    init(_ bytes: [UInt8], file: String, dialect: Dialect) {
        self.file = file
        self.dialect = dialect
        lexer = Lexer(bytes, keywords: dialect == .v1 ? .all : [])
    }

    /// Checks the text as a whole and reads the first token.
    func begin() throws(Unparsable) {
        if lexer.bytes.count > Parser.maximumLength {
            throw fail("text is longer than \(Parser.maximumLength) bytes", at: place(of: token))
        }
        if let flaw = TextFlaw(in: lexer.bytes) {
            throw fail(
                flaw.message, at: Location(file: file, line: flaw.line, column: flaw.column, offset: flaw.offset))
        }
        try scan()
    }

    // MARK: - Moving on

    func scan() throws(Unparsable) {
        previousEnd = token.end
        token = lexer.next()
        if token.kind == .illegal { throw failIllegal() }
    }

    private func failIllegal() -> Unparsable {
        let problem = lexer.problem
        lexer.problem = nil
        return failHere(problem.map { "\($0)" } ?? "illegal token")
    }

    var mark: Mark {
        Mark(
            position: lexer.position, token: token, previousEnd: previousEnd, wildcards: wildcards, depth: depth)
    }

    func goBack(to mark: Mark) {
        lexer.position = mark.position
        lexer.problem = nil
        token = mark.token
        previousEnd = mark.previousEnd
        wildcards = mark.wildcards
        depth = mark.depth
        hint = nil
    }

    /// Tries an alternative; when it fails the descent stands where it failed, and only ``goBack(to:)`` makes sense.
    func attempt<Result>(
        _ alternative: (Descent) throws(Unparsable) -> Result
    ) -> Result? {
        attempts += 1
        defer { attempts -= 1 }
        do {
            return try alternative(self)
        } catch {
            return nil
        }
    }

    /// Counts a level of nesting; the caller takes it back when all went well. (When not, ``goBack(to:)`` does.)
    ///
    /// The functions that call each other are kept small, so that their frames are: what they need only sometimes is
    /// done by functions of its own.
    func descend() throws(Unparsable) {
        depth += 1
        if depth > Parser.maximumDepth { throw failTooDeep() }
    }

    private func failTooDeep() -> Unparsable {
        failHere("max recursion depth (\(Parser.maximumDepth)) exceeded")
    }

    func freshWildcard() -> String {
        defer { wildcards += 1 }
        return "$\(wildcards)"
    }

    // MARK: - Places and text

    func place(of token: Token) -> Location {
        Location(
            file: file, line: token.line, column: token.column, offset: token.start,
            length: token.end - token.start)
    }

    /// Where the current token begins.
    var here: Start { Start(offset: token.start, line: token.line, column: token.column) }

    /// From there to the end of what was read last.
    func place(from start: Start) -> Location {
        Location(
            file: file, line: start.line, column: start.column, offset: start.offset,
            length: max(previousEnd - start.offset, 0))
    }

    /// A term that reaches from there to the end of what was read last.
    func node(_ kind: Term.Kind, from start: Start) -> Term { Term(kind, at: place(from: start)) }

    func text(of token: Token) -> String { String(decoding: lexer.bytes[token.start..<token.end], as: UTF8.self) }

    /// Whether the token is a keyword that begins a reference here, as in `not.x` and `if["x"]`.
    var isKeywordReference: Bool {
        guard token.kind.isKeyword else { return false }
        let next = lexer.byte(at: token.end)
        return next == UInt8(ascii: ".") || next == UInt8(ascii: "[")
    }

    /// Whether the token is the operator `in`, and not the name at the start of a rule or expression such as `in.x`.
    var isMembership: Bool {
        guard token.kind == .in, isKeywordReference else { return token.kind == .in }
        return !token.startsLine && lexer.byte(at: token.end) == UInt8(ascii: "[")
    }

    // MARK: - Failing

    func fail(
        _ message: @autoclosure () -> String, code: PolicyError.Code = .parse, at location: Location
    ) -> Unparsable {
        guard attempts == 0 else { return Unparsable() }
        var message = message()
        if let hint { message += " (hint: \(hint))" }
        hint = nil
        errors.append(PolicyError(code, message, at: location))
        return Unparsable()
    }

    func failHere(_ message: @autoclosure () -> String) -> Unparsable {
        fail(message(), at: place(of: token))
    }

    /// The current token cannot stand here.
    func unexpected(_ note: @autoclosure () -> String = "") -> Unparsable {
        guard attempts == 0 else { return Unparsable() }
        let what = token.kind.isKeyword ? "keyword" : "token"
        let note = note()
        let head = "unexpected \(token.kind.name) \(what)"
        return fail(note.isEmpty ? head : "\(head): \(note)", at: place(of: token))
    }
}

/// The first byte of a text that no policy may hold.
private struct TextFlaw {
    var message: String
    var offset = 0
    var line = 1
    var column = 1

    init?(in bytes: [UInt8]) {
        guard let (message, offset) = Self.find(in: bytes) else { return nil }
        self.message = message
        self.offset = offset
        for byte in bytes[..<offset] {
            column += 1
            if byte == .newline { (line, column) = (line + 1, 1) }
        }
    }

    private static func find(in bytes: [UInt8]) -> (String, Int)? {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0 { return ("illegal null character", index) }
            if byte < 0x80 {
                index += 1
                continue
            }
            let length = sequenceLength(bytes, index)
            if length == 0 { return ("illegal utf-8 character", index) }
            if length == 3, index > 0, byte == 0xEF, bytes[index + 1] == 0xBB, bytes[index + 2] == 0xBF {
                return ("illegal byte-order mark", index)
            }
            index += length
        }
        return nil
    }

    /// The length of the well-formed sequence of UTF-8 (RFC 3629) at an offset, 0 when there is none.
    private static func sequenceLength(_ bytes: [UInt8], _ index: Int) -> Int {
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + offset < bytes.count && range.contains(bytes[index + offset])
        }
        switch bytes[index] {
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
        case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
        default: return 0
        }
    }
}
