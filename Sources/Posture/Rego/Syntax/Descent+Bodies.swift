extension Descent {
    // MARK: - Bodies

    /// Expressions that `;` or line breaks separate; stands on the closing token afterwards.
    mutating func body(until end: TokenKind) throws(Unparsable) -> Body {
        if token.kind == end { throw fail("found empty body", at: place(of: token)) }
        var body: Body = []
        while true {
            body.append(try literal())
            if token.kind == .semicolon {
                try scan()
                continue
            }
            if token.kind == end { return body }
            guard token.startsLine else { throw unexpected("expected \\n or ; or \(end.name)") }
        }
    }

    /// `{ … }` with its braces.
    mutating func block() throws(Unparsable) -> Body {
        guard token.kind == .leftBrace else { throw unexpected("expected {") }
        try descend()
        defer { depth -= 1 }
        try scan()
        let body = try body(until: .rightBrace)
        try scan()
        return body
    }

    // MARK: - Expressions

    /// One expression of a body with its `not` and its `with`s.
    mutating func literal() throws(Unparsable) -> Expression {
        let start = token
        try descend()
        defer { depth -= 1 }
        if isKeywordReference { return try comparisonOrAssignment(from: start, isNegated: false) }
        switch token.kind {
        case .some:
            return try someDeclaration()
        case .every:
            return try every()
        case .not:
            try scan()
            if negatesBodies { return try negatedBody(from: start) }
            if token.kind == .some { throw unexpected("illegal negation of 'some'") }
            if token.kind == .every { throw unexpected("illegal negation of 'every'") }
            return try comparisonOrAssignment(from: start, isNegated: true)
        default:
            return try comparisonOrAssignment(from: start, isNegated: false)
        }
    }

    /// A term, or two with `:=` or `=` between them, and its `with`s.
    private mutating func comparisonOrAssignment(
        from start: Token, isNegated: Bool
    ) throws(Unparsable) -> Expression {
        let operandStart = token
        var first: Term?
        if !isNegated, isKeywordReference { first = try referenceTail(try variable(), from: operandStart) }
        var term = try expression(from: operandStart, first: first, pairs: true)
        if token.kind == .assign || token.kind == .unify {
            let path = token.kind == .assign ? InfixOperator.assignPath : InfixOperator.unifyPath
            try scan()
            let right = try expression(pairs: true)
            term = Term(.call(path, [term, right]), at: place(from: operandStart))
        }
        return try finish(.term(term), isNegated: isNegated, from: start)
    }

    private mutating func finish(
        _ kind: Expression.Kind, isNegated: Bool = false, from start: Token
    ) throws(Unparsable) -> Expression {
        let with = try withModifiers()
        return Expression(kind: kind, isNegated: isNegated, with: with, location: place(from: start))
    }

    /// `not` where `future.keywords.not` was imported: it holds when its body has no answer, and all that the operand
    /// needs belongs to that body.
    private mutating func negatedBody(from start: Token) throws(Unparsable) -> Expression {
        if token.kind == .leftBrace { return try finish(.negatedBody(try negatedBlock()), from: start) }
        if token.kind == .some { throw unexpected("illegal negation of 'some'") }
        if token.kind == .every { throw unexpected("illegal negation of 'every'") }
        let operandStart = token
        let operand = try expression(pairs: true)
        let expression = Expression(kind: .term(operand), location: place(from: operandStart))
        return try finish(.negatedBody([expression]), from: start)
    }

    private mutating func negatedBlock() throws(Unparsable) -> Body {
        let mark = mark
        let collection = attempt { (descent) throws(Unparsable) in try descent.setOrObject() }
        goBack(to: mark)
        switch collection?.kind {
        case .object(let entries)? where !entries.isEmpty: throw notABody(collection, "object")
        case .set(let terms)? where terms.count > 1: throw notABody(collection, "set")
        case .objectComprehension?: throw notABody(collection, "objectcomprehension")
        case .setComprehension?:
            let inner = source(collection).dropFirst().dropLast()
            hint = "write `not ({\(inner)})` for the comprehension, or `not {(\(inner))}` for the set union"
            throw fail(
                "ambiguous `{ ... | ... }` operand: read as a body holding a set-union expression, "
                    + "not as a comprehension", at: place(of: token))
        default: return try block()
        }
    }

    private mutating func notABody(_ collection: Term?, _ what: String) -> Unparsable {
        let text = source(collection)
        hint = "write `not (\(text))` to negate the value, or `not {\(text)}` for a body holding it"
        return fail("`{...}` in an operand position must contain expression(s), got: \(what)", at: place(of: token))
    }

    private func source(_ term: Term?) -> String {
        guard let location = term?.location else { return "" }
        return String(decoding: lexer.bytes[location.offset..<location.offset + location.length], as: UTF8.self)
    }

    mutating func withModifiers() throws(Unparsable) -> [WithModifier] {
        var modifiers: [WithModifier] = []
        while token.kind == .with, !isKeywordReference {
            let start = token
            try scan()
            guard token.kind == .identifier else { throw unexpected("expected ident") }
            let target = try term()
            switch target.kind {
            case .variable, .reference: break
            default: throw unexpected("expected with target path")
            }
            guard token.kind == .as else { throw unexpected("expected as keyword") }
            try scan()
            let value = try expression(pairs: true)
            modifiers.append(WithModifier(target: target, value: value, location: place(from: start)))
        }
        return modifiers
    }

    // MARK: - Quantifiers

    private mutating func someDeclaration() throws(Unparsable) -> Expression {
        let start = token
        let mark = mark
        let membership = attempt { (descent) throws(Unparsable) -> Term? in
            try descent.scan()
            let term = try descent.expression(pairs: true)
            if case .call = term.kind { return term }
            return nil
        }
        if let term = membership ?? nil {
            switch term.kind {
            case .call(Self.membership, let operands):
                return try finish(.someIn(key: nil, value: operands[0], domain: operands[1]), from: start)
            case .call(Self.pairMembership, let operands):
                return try finish(
                    .someIn(key: operands[0], value: operands[1], domain: operands[2]), from: start)
            default:
                throw unexpected("expected `x in xs` or `x, y in xs` expression")
            }
        }
        goBack(to: mark)
        if !lexer.keywords.contains(.in), wouldBeMembership(start) {
            hint = "`import future.keywords.in` for `some x in xs` expressions"
        }
        var names: [Term] = []
        repeat {
            try scan()
            guard token.kind == .identifier else { throw unexpected("expected var") }
            names.append(try variable())
        } while token.kind == .comma
        hint = nil
        return Expression(kind: .some(names), location: place(from: start))
    }

    /// Whether `some` would begin `some x in xs` if `in` were a keyword.
    private mutating func wouldBeMembership(_ start: Token) -> Bool {
        let mark = mark
        let keywords = lexer.keywords
        lexer.keywords.insert(.in)
        defer {
            lexer.keywords = keywords
            goBack(to: mark)
        }
        let term = attempt { (descent) throws(Unparsable) -> Term in
            try descent.scan()
            return try descent.expression(pairs: true)
        }
        if case .call(let path, _)? = term?.kind { return path == Self.membership || path == Self.pairMembership }
        return false
    }

    private mutating func every() throws(Unparsable) -> Expression {
        let start = token
        try scan()
        let term = try expression(pairs: true)
        let kind: (key: Term?, value: Term, domain: Term)
        switch term.kind {
        case .call(Self.membership, let operands): kind = (nil, operands[0], operands[1])
        case .call(Self.pairMembership, let operands): kind = (operands[0], operands[1], operands[2])
        default: throw unexpected("expected `x[, y] in xs { ... }` expression")
        }
        if let key = kind.key, !key.isName { throw unexpected("expected key to be a variable") }
        guard kind.value.isName else { throw unexpected("expected value to be a variable") }
        guard token.kind == .leftBrace else { throw unexpected("missing body") }
        let body = try block()
        return try finish(.every(key: kind.key, value: kind.value, domain: kind.domain, body: body), from: start)
    }
}

extension Term {
    /// Whether this is a variable that a declaration may introduce.
    fileprivate var isName: Bool {
        if case .variable(let name) = kind { return name != "input" && name != "data" }
        return false
    }
}
