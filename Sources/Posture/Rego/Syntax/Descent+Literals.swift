extension Descent {
    // MARK: - Numbers

    /// A number, its sign already read; OPA lets it begin with its point.
    mutating func number(sign: String, from start: Token) throws(Unparsable) -> Term {
        var text = sign
        if token.kind == .dot {
            text += "0."
            try scan()
            guard token.kind == .number else { throw unexpected("expected number") }
            let digits = lexer.bytes[token.start..<token.end]
            if digits.contains(UInt8(ascii: ".")) { throw unexpected("invalid float") }
        } else if token.end - token.start > 1, lexer.bytes[token.start] == UInt8(ascii: "0"),
            lexer.bytes[token.start + 1].isDigit
        {
            throw unexpected("expected number without leading zero")
        }
        text += self.text(of: token)
        if isTooBig(text.utf8) { throw fail("number too big", at: place(of: token)) }
        try scan()
        return Term(.number(text), at: place(from: start))
    }

    /// Whether the number's binary exponent is beyond ±100,000, where OPA draws the line.
    private func isTooBig(_ text: some Sequence<UInt8>) -> Bool {
        var magnitude = 0
        var exponent = 0
        var exponentIsNegative = false
        var isFraction = false
        var isExponent = false
        var isZero = true
        for byte in text {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
            case UInt8(ascii: "-") where isExponent: exponentIsNegative = true
            case _ where !byte.isDigit: break
            case _ where isExponent: exponent = min(exponent * 10 + Int(byte & 15), 1_000_000_000)
            default:
                if isZero, byte != UInt8(ascii: "0") {
                    isZero = false
                    if isFraction { magnitude -= 1 }
                } else if isZero, isFraction {
                    magnitude -= 1
                }
                if !isZero, !isFraction { magnitude += 1 }
            }
        }
        guard !isZero else { return false }
        let tens = magnitude + (exponentIsNegative ? -exponent : exponent)
        return abs(tens) > 30_102
    }

    // MARK: - Strings

    mutating func string() throws(Unparsable) -> Term {
        let location = place(of: token)
        let inner = lexer.bytes[token.start + 1..<token.end - 1]
        let text: String
        if token.kind == .rawString || !inner.contains(UInt8(ascii: "\\")) {
            text = String(decoding: inner, as: UTF8.self)
        } else if let unescaped = unescape(inner) {
            text = unescaped
        } else {
            let literal = self.text(of: token)
            throw fail("illegal string literal: \(literal)", at: location)
        }
        try scan()
        return Term(.string(text), at: location)
    }

    /// `$"…"` and `` $`…` ``: literal pieces and expressions in turn.
    mutating func template() throws(Unparsable) -> Term {
        let start = token
        let isRaw = token.kind == .rawTemplate
        var parts: [TemplatePart] = []
        while true {
            let piece = lexer.scanTemplatePiece(isRaw: isRaw)
            let problem = lexer.problem
            lexer.problem = nil
            if piece.end == .problem { throw fail("\(problem ?? "illegal token")", at: place(of: start)) }
            if !piece.bytes.isEmpty {
                guard let text = templateText(piece.bytes, isRaw: isRaw) else {
                    throw fail("illegal string literal", at: place(of: start))
                }
                parts.append(.text(text))
            }
            if piece.end == .template { break }
            token.end = lexer.index
            try scan()
            parts.append(try templateExpression())
            guard token.kind == .rightBrace else {
                throw fail("expected } to end template string expression", at: place(of: token))
            }
        }
        token.end = lexer.index
        try scan()
        return Term(.template(parts), at: place(from: start))
    }

    private mutating func templateExpression() throws(Unparsable) -> TemplatePart {
        let start = token
        if token.kind == .rightBrace { throw unexpected() }
        let expression = try literal()
        func refuse(_ what: String) -> Unparsable {
            fail("unexpected \(what) in template-string expression", at: place(of: start))
        }
        if expression.isNegated { throw refuse("negation ('not')") }
        switch expression.kind {
        case .term(let term):
            if case .call(let path, _) = term.kind {
                if path == InfixOperator.assignPath { throw refuse("assignment (':=')") }
                if path == InfixOperator.unifyPath { throw refuse("unification ('=')") }
            }
            return expression.with.isEmpty ? .expression(term) : .modified(term, expression.with)
        case .some, .someIn: throw refuse("'some'")
        case .every: throw refuse("'every'")
        case .negatedBody: throw refuse("negation ('not')")
        }
    }

    private func templateText(_ range: Range<Int>, isRaw: Bool) -> String? {
        let piece = lexer.bytes[range]
        guard piece.contains(UInt8(ascii: "\\")) else { return String(decoding: piece, as: UTF8.self) }
        guard isRaw else { return unescape(piece) }
        var bytes: [UInt8] = []
        var index = piece.startIndex
        while index < piece.endIndex {
            if piece[index] == UInt8(ascii: "\\"), index + 1 < piece.endIndex,
                piece[index + 1] == UInt8(ascii: "{")
            {
                index += 1
            }
            bytes.append(piece[index])
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Escapes

    /// Resolves the escapes of JSON and `\{`; surrogate pairs join, lone surrogates become U+FFFD. nil when an escape
    /// is malformed or a bare control character stands between escapes.
    private func unescape(_ literal: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(literal.count)
        var index = literal.startIndex
        while index < literal.endIndex {
            let byte = literal[index]
            index += 1
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard index < literal.endIndex else { return nil }
            let escaped = literal[index]
            index += 1
            switch escaped {
            case UInt8(ascii: "b"): bytes.append(8)
            case UInt8(ascii: "f"): bytes.append(12)
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "u"):
                guard let scalar = unicodeEscape(literal, &index) else { return nil }
                bytes.append(contentsOf: String(scalar).utf8)
            default: bytes.append(escaped)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func unicodeEscape(_ literal: ArraySlice<UInt8>, _ index: inout Int) -> Unicode.Scalar? {
        guard let first = hexadecimal(literal, index) else { return nil }
        index += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, index + 1 < literal.endIndex, literal[index] == UInt8(ascii: "\\"),
            literal[index + 1] == UInt8(ascii: "u"), let second = hexadecimal(literal, index + 2),
            0xDC00...0xDFFF ~= second
        else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func hexadecimal(_ literal: ArraySlice<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= literal.endIndex else { return nil }
        var value: UInt32 = 0
        for byte in literal[start..<start + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte & 15)
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt32((byte & 15) + 9)
            default: return nil
            }
        }
        return value
    }
}
