extension Descent {
    // MARK: - Lists

    /// Adds terms separated by commas, with an optional comma at the end; stands on the closing token afterwards.
    func add(to terms: inout [Term], until end: TokenKind) throws(Unparsable) {
        repeat {
            terms.append(try expression(pairs: false))
        } while try goesOn(until: end)
    }

    /// Whether another element follows in a list that `end` closes, and what separates it is read.
    private func goesOn(until end: TokenKind) throws(Unparsable) -> Bool {
        if token.kind == end { return false }
        guard token.kind == .comma else { throw unexpected("expected \",\" or \"\(end.name)\"") }
        try scan()
        return token.kind != end
    }

    /// A list whose first element began with a term, up to and with its end.
    private func list(
        _ first: Term.Kind, from start: Start, until end: TokenKind
    ) throws(Unparsable) -> [Term] {
        var terms: [Term] = []
        terms.append(try expression(continuing: first, from: start, pairs: false))
        if try goesOn(until: end) { try add(to: &terms, until: end) }
        try scan()
        return terms
    }

    /// A comma may stand before the first element, which then is no head of a comprehension.
    private func mayComprehend() throws(Unparsable) -> Bool {
        guard token.kind == .comma else { return true }
        try scan()
        return false
    }

    // MARK: - Arrays

    func array() throws(Unparsable) -> Term.Kind {
        try scan()
        if token.kind == .rightBracket { return try empty(.array([])) }
        let mayComprehend = try mayComprehend()
        let start = here
        let head = try term()
        if token.kind == .or, mayComprehend {
            if let comprehension = try arrayComprehension(head, from: start) { return comprehension }
        }
        return .array(try list(head, from: start, until: .rightBracket))
    }

    private func empty(_ kind: Term.Kind) throws(Unparsable) -> Term.Kind {
        try scan()
        return kind
    }

    // MARK: - Comprehensions

    private func arrayComprehension(
        _ head: Term.Kind, from start: Start
    ) throws(Unparsable) -> Term.Kind? {
        let head = node(head, from: start)
        guard let body = try comprehensionBody(until: .rightBracket) else { return nil }
        return .arrayComprehension(head, body)
    }

    private func setComprehension(
        _ head: Term.Kind, from start: Start
    ) throws(Unparsable) -> Term.Kind? {
        let head = node(head, from: start)
        guard let body = try comprehensionBody(until: .rightBrace) else { return nil }
        return .setComprehension(head, body)
    }

    private func objectComprehension(
        _ key: Term, _ value: Term.Kind, from start: Start
    ) throws(Unparsable) -> Term.Kind? {
        let value = node(value, from: start)
        guard let body = try comprehensionBody(until: .rightBrace) else { return nil }
        return .objectComprehension(key: key, value: value, body)
    }

    /// Behind `[x`, `{x` or `{x: y`, standing on `|`: the body of a comprehension, up to and with the closing token.
    ///
    /// nil when there is none, but a union that a comma follows; the descent then stands on the `|` again.
    private func comprehensionBody(until end: TokenKind) throws(Unparsable) -> Body? {
        guard !unions.contains(token.start) else { return nil }
        let mark = mark
        attempts += 1
        let body = try? closedBody(until: end)
        attempts -= 1
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

    private func closedBody(until end: TokenKind) throws(Unparsable) -> Body {
        try scan()
        let body = try body(until: end)
        try scan()
        return body
    }

    // MARK: - Sets and objects

    func setOrObject() throws(Unparsable) -> Term.Kind {
        try scan()
        if token.kind == .rightBrace { return try empty(.object([])) }
        let mayComprehend = try mayComprehend()
        let start = here
        let head = try term()
        if token.kind == .or, mayComprehend {
            if let comprehension = try setComprehension(head, from: start) { return comprehension }
            return .set(try list(head, from: start, until: .rightBrace))
        }
        return try setOrObject(head, from: start, mayComprehend: mayComprehend)
    }

    private func setOrObject(
        _ head: Term.Kind, from start: Start, mayComprehend: Bool
    ) throws(Unparsable) -> Term.Kind {
        let first = try expression(continuing: head, from: start, pairs: false)
        switch token.kind {
        case .colon: return try object(first, mayComprehend: mayComprehend)
        case .rightBrace, .comma: return .set(try set(first))
        default: throw unexpected("non-terminated set")
        }
    }

    private func set(_ first: Term) throws(Unparsable) -> [Term] {
        var terms = [first]
        if try goesOn(until: .rightBrace) { try add(to: &terms, until: .rightBrace) }
        try scan()
        return terms
    }

    private func object(_ key: Term, mayComprehend: Bool) throws(Unparsable) -> Term.Kind {
        try scan()
        let start = here
        let value = try term()
        if mayComprehend, token.kind == .or {
            if let comprehension = try objectComprehension(key, value, from: start) { return comprehension }
        }
        return .object(try entries(key, value, from: start))
    }

    private func entries(
        _ key: Term, _ value: Term.Kind, from start: Start
    ) throws(Unparsable) -> [ObjectEntry] {
        var entries: [ObjectEntry] = []
        try addEntry(key, value, from: start, to: &entries)
        guard token.kind == .rightBrace || token.kind == .comma else { throw unexpected("non-terminated object") }
        while try goesOn(until: .rightBrace) { entries.append(try entry()) }
        try scan()
        return entries
    }

    private func addEntry(
        _ key: Term, _ value: Term.Kind, from start: Start, to entries: inout [ObjectEntry]
    ) throws(Unparsable) {
        let value = try expression(continuing: value, from: start, pairs: false)
        entries.append(ObjectEntry(key: key, value: value))
    }

    private func entry() throws(Unparsable) -> ObjectEntry {
        let key = try expression(pairs: false)
        guard token.kind == .colon else { throw unexpected("expected \":\"") }
        try scan()
        return ObjectEntry(key: key, value: try expression(pairs: false))
    }
}
