extension Descent {
    // MARK: - Bodies

    /// Expressions that `;` or line breaks separate; stands on the closing token afterwards.
    func body(until end: TokenKind) throws(Unparsable) -> Body {
        if token.kind == end { throw failHere("found empty body") }
        var body: Body = []
        while true {
            body.append(try literal())
            if token.kind == .semicolon {
                try scan()
                continue
            }
            if token.kind == end { return body }
            guard token.startsLine else { throw unseparated(body, end) }
        }
    }

    private func unseparated(_ body: Body, _ end: TokenKind) -> Unparsable {
        if case .term(let term)? = body.last?.kind, case .variable("every") = term.kind {
            hint = "`import future.keywords.every` for `every x in xs { ... }` expressions"
        }
        return unexpected("expected \\n or ; or \(end.name)")
    }

    /// `{ … }` with its braces.
    func block() throws(Unparsable) -> Body {
        guard token.kind == .leftBrace else { throw unexpected("expected {") }
        try descend()
        try scan()
        let body = try body(until: .rightBrace)
        try scan()
        depth -= 1
        return body
    }

    // MARK: - Expressions

    /// One expression of a body with its `not` and its `with`s.
    func literal() throws(Unparsable) -> Expression {
        let start = here
        try descend()
        let isNegated = token.kind == .not && !isKeywordReference && !negatesBodies
        let kind = try statement()
        depth -= 1
        if token.kind == .with, kind.takesWith {
            return try modified(kind, isNegated: isNegated, from: start)
        }
        return Expression(kind: kind, isNegated: isNegated, location: place(from: start))
    }

    private func modified(
        _ kind: Expression.Kind, isNegated: Bool, from start: Start
    ) throws(Unparsable) -> Expression {
        let modifiers = try withModifiers()
        return Expression(kind: kind, isNegated: isNegated, with: modifiers, location: place(from: start))
    }

    private func statement() throws(Unparsable) -> Expression.Kind {
        if isKeywordReference { return try termStatement() }
        switch token.kind {
        case .some: return try someDeclaration()
        case .every: return try every()
        case .not:
            try scan()
            try checkNegation()
            return negatesBodies ? try negatedBody() : try termStatement(isNegated: true)
        default: return try termStatement()
        }
    }

    private func checkNegation() throws(Unparsable) {
        if token.kind == .some { throw unexpected("illegal negation of 'some'") }
        if token.kind == .every { throw unexpected("illegal negation of 'every'") }
    }

    /// A term, or two with `:=` or `=` between them.
    private func termStatement(isNegated: Bool = false) throws(Unparsable) -> Expression.Kind {
        let start = here
        let left = try isKeywordReference && !isNegated ? keywordReference() : expression(pairs: true)
        guard token.kind == .assign || token.kind == .unify else { return .term(left) }
        return try binding(left, from: start)
    }

    private func binding(_ left: Term, from start: Start) throws(Unparsable) -> Expression.Kind {
        let path = token.kind == .assign ? InfixOperator.assignPath : InfixOperator.unifyPath
        try scan()
        let right = try expression(pairs: true)
        return .term(node(.call(path, [left, right]), from: start))
    }

    private func keywordReference() throws(Unparsable) -> Term {
        let start = here
        let first = try referenceTail(try variable(), from: start)
        return try expression(continuing: first, from: start, pairs: true)
    }

    /// `not` where `future.keywords.not` was imported: it holds when its body has no answer, and all that the operand
    /// needs belongs to that body.
    private func negatedBody() throws(Unparsable) -> Expression.Kind {
        if token.kind == .leftBrace {
            if !blocks.contains(token.start) { try checkBlock() }
            return .negatedBody(try block())
        }
        let operand = try expression(pairs: true)
        return .negatedBody([Expression(kind: .term(operand), location: operand.location)])
    }

    /// What looks like a collection behind `not` is refused, since it was read as one before the import.
    private func checkBlock() throws(Unparsable) {
        let mark = mark
        let collection = attempt { (descent) throws(Unparsable) in try descent.termNode() }
        goBack(to: mark)
        switch collection?.kind {
        case .object(let entries)? where !entries.isEmpty: throw notABody(collection, "object")
        case .set(let terms)? where terms.count > 1: throw notABody(collection, "set")
        case .objectComprehension?: throw notABody(collection, "objectcomprehension")
        case .setComprehension?:
            let inner = source(collection).dropFirst().dropLast()
            hint = "write `not ({\(inner)})` for the comprehension, or `not {(\(inner))}` for the set union"
            throw failHere(
                "ambiguous `{ ... | ... }` operand: read as a body holding a set-union expression, "
                    + "not as a comprehension")
        default: blocks.insert(token.start)
        }
    }

    private func notABody(_ collection: Term?, _ what: String) -> Unparsable {
        let text = source(collection)
        hint = "write `not (\(text))` to negate the value, or `not {\(text)}` for a body holding it"
        return failHere("`{...}` in an operand position must contain expression(s), got: \(what)")
    }

    private func source(_ term: Term?) -> String {
        guard let location = term?.location else { return "" }
        return String(decoding: lexer.bytes[location.offset..<location.offset + location.length], as: UTF8.self)
    }

    private func withModifiers() throws(Unparsable) -> [WithModifier] {
        var modifiers: [WithModifier] = []
        try descend()
        while token.kind == .with, !isKeywordReference { modifiers.append(try withModifier()) }
        depth -= 1
        return modifiers
    }

    private func withModifier() throws(Unparsable) -> WithModifier {
        let start = here
        try scan()
        guard token.kind == .identifier else { throw unexpected("expected ident") }
        let target = try termNode()
        switch target.kind {
        case .variable, .reference: break
        default: throw unexpected("expected with target path")
        }
        guard token.kind == .as else { throw unexpected("expected as keyword") }
        try scan()
        let value = try expression(pairs: true)
        return WithModifier(target: target, value: value, location: place(from: start))
    }

    // MARK: - Quantifiers

    private func someDeclaration() throws(Unparsable) -> Expression.Kind {
        let mark = mark
        attempts += 1
        let term = try? expressionBehindKeyword()
        attempts -= 1
        switch term {
        case .call(Self.membership, let operands)?:
            return .someIn(key: nil, value: operands[0], domain: operands[1])
        case .call(Self.pairMembership, let operands)?:
            return .someIn(key: operands[0], value: operands[1], domain: operands[2])
        case .call?:
            throw unexpected("expected `x in xs` or `x, y in xs` expression")
        default:
            goBack(to: mark)
            return .some(try declaredNames())
        }
    }

    private func expressionBehindKeyword() throws(Unparsable) -> Term.Kind {
        try scan()
        return try expression(pairs: true).kind
    }

    private func declaredNames() throws(Unparsable) -> [Term] {
        if attempts == 0, !lexer.keywords.contains(.in), wouldBeMembership() {
            hint = "`import future.keywords.in` for `some x in xs` expressions"
        }
        var names: [Term] = []
        repeat {
            try scan()
            guard token.kind == .identifier else { throw unexpected("expected var") }
            let start = here
            names.append(node(try variable(), from: start))
        } while token.kind == .comma
        return names
    }

    /// Whether `some` would begin `some x in xs` if `in` were a keyword.
    private func wouldBeMembership() -> Bool {
        let mark = mark
        let keywords = lexer.keywords
        lexer.keywords.insert(.in)
        defer {
            lexer.keywords = keywords
            goBack(to: mark)
        }
        let term = attempt { (descent) throws(Unparsable) in try descent.expressionBehindKeyword() }
        if case .call(let path, _)? = term { return path == Self.membership || path == Self.pairMembership }
        return false
    }

    private func every() throws(Unparsable) -> Expression.Kind {
        let membership = try expressionBehindKeyword()
        try checkQuantifier(membership)
        guard token.kind == .leftBrace else { throw unexpected("missing body") }
        return Self.every(membership, try block())
    }

    private func checkQuantifier(_ membership: Term.Kind) throws(Unparsable) {
        switch membership {
        case .call(Self.membership, let operands):
            guard operands[0].isName else { throw unexpected("expected value to be a variable") }
        case .call(Self.pairMembership, let operands):
            guard operands[0].isName else { throw unexpected("expected key to be a variable") }
            guard operands[1].isName else { throw unexpected("expected value to be a variable") }
        default:
            throw unexpected("expected `x[, y] in xs { ... }` expression")
        }
    }

    private static func every(_ membership: Term.Kind, _ body: Body) -> Expression.Kind {
        guard case .call(_, let operands) = membership, operands.count >= 2 else { return .negatedBody(body) }
        return .every(
            key: operands.count == 3 ? operands[0] : nil, value: operands[operands.count - 2],
            domain: operands[operands.count - 1], body: body)
    }
}

extension Expression.Kind {
    /// `some x, y` alone has no `with`.
    fileprivate var takesWith: Bool {
        if case .some = self { return false }
        return true
    }
}

extension Term {
    /// Whether this is a variable that a declaration may introduce.
    fileprivate var isName: Bool {
        if case .variable(let name) = kind { return name != "input" && name != "data" }
        return false
    }
}
