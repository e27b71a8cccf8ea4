extension Descent {
    // MARK: - Lists

    /// Terms separated by commas, with an optional comma at the end; stands on the closing token afterwards.
    mutating func terms(until end: TokenKind, after first: Term? = nil) throws(Unparsable) -> [Term] {
        var terms: [Term] = []
        if let first {
            terms.append(first)
            if token.kind == end { return terms }
        }
        while true {
            terms.append(try expression(pairs: false))
            if token.kind == end { return terms }
            guard token.kind == .comma else { throw unexpected("expected \",\" or \"\(end.name)\"") }
            try scan()
            if token.kind == end { return terms }
        }
    }

    /// The rest of a list whose first term has been read, up to and with its end.
    private mutating func restOfTerms(_ first: Term, until end: TokenKind) throws(Unparsable) -> [Term] {
        if token.kind == end {
            try scan()
            return [first]
        }
        guard token.kind == .comma else { throw unexpected("expected \",\" or \"\(end.name)\"") }
        try scan()
        let list = try terms(until: end, after: first)
        try scan()
        return list
    }

    // MARK: - Arrays

    mutating func array() throws(Unparsable) -> Term {
        let start = token
        try scan()
        if token.kind == .rightBracket {
            try scan()
            return Term(.array([]), at: place(from: start))
        }
        let mayComprehend = token.kind != .comma
        if !mayComprehend { try scan() }
        let headStart = token
        var head = try term()
        if token.kind == .or, mayComprehend, let body = try comprehensionBody(until: .rightBracket) {
            return Term(.arrayComprehension(head, body), at: place(from: start))
        }
        if token.kind != .rightBracket, token.kind != .comma {
            head = try expression(from: headStart, first: head, pairs: false)
        }
        let list = try restOfTerms(head, until: .rightBracket)
        return Term(.array(list), at: place(from: start))
    }

    /// Behind `[x`, `{x` or `{x: y`, standing on `|`: the body of a comprehension, up to and with the closing token.
    ///
    /// nil when there is none, but a union that a comma follows; the descent then stands on the `|` again.
    private mutating func comprehensionBody(until end: TokenKind) throws(Unparsable) -> Body? {
        guard !unions.contains(token.start) else { return nil }
        let mark = mark
        let body = attempt { (descent) throws(Unparsable) in try descent.closedBody(until: end) }
        if let body { return body }
        if token.kind == .comma {
            unions.insert(mark.token.start)
            goBack(to: mark)
            return nil
        }
        // Not a union either. Within an attempt nobody asks why; outside, read once more for the message.
        guard attempts == 0 else { throw Unparsable() }
        goBack(to: mark)
        return try closedBody(until: end)
    }

    private mutating func closedBody(until end: TokenKind) throws(Unparsable) -> Body {
        try scan()
        let body = try body(until: end)
        try scan()
        return body
    }

    // MARK: - Sets and objects

    mutating func setOrObject() throws(Unparsable) -> Term {
        let start = token
        try scan()
        if token.kind == .rightBrace {
            try scan()
            return Term(.object([]), at: place(from: start))
        }
        let mayComprehend = token.kind != .comma
        if !mayComprehend { try scan() }
        let headStart = token
        var head = try term()
        switch token.kind {
        case .or where mayComprehend:
            if let body = try comprehensionBody(until: .rightBrace) {
                return Term(.setComprehension(head, body), at: place(from: start))
            }
            head = try expression(from: headStart, first: head, pairs: false)
            return try set(head, from: start)
        case .rightBrace, .comma:
            return try set(head, from: start)
        case .colon:
            return try object(head, mayComprehend: mayComprehend, from: start)
        default:
            break
        }
        head = try expression(from: headStart, first: head, pairs: false)
        switch token.kind {
        case .rightBrace, .comma: return try set(head, from: start)
        case .colon: return try object(head, mayComprehend: mayComprehend, from: start)
        default: throw unexpected("non-terminated set")
        }
    }

    private mutating func set(_ first: Term, from start: Token) throws(Unparsable) -> Term {
        let list = try restOfTerms(first, until: .rightBrace)
        return Term(.set(list), at: place(from: start))
    }

    private mutating func object(
        _ key: Term, mayComprehend: Bool, from start: Token
    ) throws(Unparsable) -> Term {
        try scan()
        let valueStart = token
        var value = try term()
        if mayComprehend, token.kind == .or {
            if let body = try comprehensionBody(until: .rightBrace) {
                return Term(.objectComprehension(key: key, value: value, body), at: place(from: start))
            }
        }
        value = try expression(from: valueStart, first: value, pairs: false)
        guard token.kind == .rightBrace || token.kind == .comma else { throw unexpected("non-terminated object") }
        var entries = [ObjectEntry(key: key, value: value)]
        while token.kind == .comma {
            try scan()
            if token.kind == .rightBrace { break }
            entries.append(try entry())
            guard token.kind == .comma || token.kind == .rightBrace else {
                throw unexpected("expected \",\" or \"}\"")
            }
        }
        try scan()
        return Term(.object(entries), at: place(from: start))
    }

    private mutating func entry() throws(Unparsable) -> ObjectEntry {
        let key = try expression(pairs: false)
        guard token.kind == .colon else { throw unexpected("expected \":\"") }
        try scan()
        return ObjectEntry(key: key, value: try expression(pairs: false))
    }
}
