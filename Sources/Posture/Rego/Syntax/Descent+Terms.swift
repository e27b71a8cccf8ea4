extension Descent {
    // The functions of the descent give kinds without their places, which are one word: the caller knows where the
    // term began and makes the node.

    // MARK: - Infix operators

    /// A term with infix operators. `pairs` allows `k, v in xs`, which lists of terms do not.
    func expression(pairs: Bool) throws(Unparsable) -> Term {
        let start = here
        return node(try expressionKind(pairs: pairs), from: start)
    }

    private func expressionKind(pairs: Bool) throws(Unparsable) -> Term.Kind {
        let start = here
        let left = try operators(floor: 1)
        guard token.kind == .in || pairs && token.kind == .comma else { return left }
        return try memberships(left, from: start, pairs: pairs)
    }

    /// The same, for a caller that has read the first operand.
    func expression(
        continuing first: Term.Kind, from start: Start, pairs: Bool
    ) throws(Unparsable) -> Term {
        let left = try chain(first, from: start, floor: 1)
        return node(try memberships(left, from: start, pairs: pairs), from: start)
    }

    static let membership = ["internal", "member_2"]
    static let pairMembership = ["internal", "member_3"]

    private func memberships(
        _ first: Term.Kind, from start: Start, pairs: Bool
    ) throws(Unparsable) -> Term.Kind {
        var left = first
        if pairs, token.kind == .comma, let pair = try pairMembership(behind: left, from: start) { left = pair }
        let outerDepth = depth
        while isMembership {
            try descend()
            left = try call(Self.membership, left, from: start, floor: 1)
        }
        depth = outerDepth
        return left
    }

    /// `, v in xs` behind a key; nil, and nothing read, when this is no such thing.
    private func pairMembership(
        behind key: Term.Kind, from start: Start
    ) throws(Unparsable) -> Term.Kind? {
        let mark = mark
        attempts += 1
        let pair = try? pairMembershipOrThrow(behind: key, from: start)
        attempts -= 1
        if pair == nil { goBack(to: mark) }
        return pair
    }

    private func pairMembershipOrThrow(
        behind key: Term.Kind, from start: Start
    ) throws(Unparsable) -> Term.Kind {
        let key = node(key, from: start)
        try descend()
        try scan()
        let value = try operatorsNode(floor: 1)
        guard token.kind == .in else { throw Unparsable() }
        try scan()
        let domain = try operatorsNode(floor: 1)
        depth -= 1
        return .call(Self.pairMembership, [key, value, domain])
    }

    /// A term with operators that bind at least as strongly as `floor`.
    private func operators(floor: Int) throws(Unparsable) -> Term.Kind {
        let start = here
        let left = try term()
        guard let infix = InfixOperator(token.kind), infix.strength >= floor else { return left }
        return try chain(left, from: start, floor: floor)
    }

    private func operatorsNode(floor: Int) throws(Unparsable) -> Term {
        let start = here
        return node(try operators(floor: floor), from: start)
    }

    /// The operators behind a first operand, associating to the left.
    private func chain(
        _ first: Term.Kind, from start: Start, floor: Int
    ) throws(Unparsable) -> Term.Kind {
        let outerDepth = depth
        var left = first
        while let infix = InfixOperator(token.kind), infix.strength >= floor {
            try descend()
            left = try call(infix.path, left, from: start, floor: infix.strength + 1)
        }
        depth = outerDepth
        return left
    }

    /// Reads an operator and its right operand.
    private func call(
        _ path: [String], _ left: Term.Kind, from start: Start, floor: Int
    ) throws(Unparsable) -> Term.Kind {
        let left = node(left, from: start)
        try scan()
        return .call(path, [left, try operatorsNode(floor: floor)])
    }

    // MARK: - Terms

    /// A term without infix operators: a scalar, variable, reference, call, collection or comprehension.
    func term() throws(Unparsable) -> Term.Kind {
        let start = here
        try descend()
        var kind = try operand()
        if continuesReference { kind = try reference(kind, from: start) }
        depth -= 1
        return kind
    }

    func termNode() throws(Unparsable) -> Term {
        let start = here
        return node(try term(), from: start)
    }

    private func operand() throws(Unparsable) -> Term.Kind {
        switch token.kind {
        case .null: return try scalar(.null)
        case .true: return try scalar(.boolean(true))
        case .false: return try scalar(.boolean(false))
        case .number, .dot: return try number(sign: "")
        case .minus: return try negative()
        case .string, .rawString: return try string()
        case .template, .rawTemplate: return try template()
        case .identifier, .contains: return try variable()
        case .leftBracket: return try array()
        case .leftBrace: return try setOrObject()
        case .leftParenthesis: return try parenthesised()
        default: throw unexpected()
        }
    }

    private func scalar(_ kind: Term.Kind) throws(Unparsable) -> Term.Kind {
        try scan()
        return kind
    }

    func variable() throws(Unparsable) -> Term.Kind {
        let isWildcard = token.end - token.start == 1 && lexer.bytes[token.start] == UInt8(ascii: "_")
        let name = isWildcard ? freshWildcard() : text(of: token)
        try scan()
        return .variable(name)
    }

    private func parenthesised() throws(Unparsable) -> Term.Kind {
        try scan()
        let start = here
        let inner = try expressionKind(pairs: true)
        guard token.kind == .rightParenthesis else { throw failHere("non-terminated expression") }
        try scan()
        if continuesReference, inner.name == "ref" { throw illegalHead(inner, from: start) }
        return inner
    }

    /// `-1`, `-.5`, and `-x` for `0 - x`.
    private func negative() throws(Unparsable) -> Term.Kind {
        let zero = node(.number("0"), from: here)
        try scan()
        switch token.kind {
        case .number, .dot: return try number(sign: "-")
        case .identifier: return .call(InfixOperator.minus.path, [zero, try termNode()])
        default: throw unexpected("expected number")
        }
    }

    // MARK: - References and calls

    /// Whether what stands next without space goes on with a reference.
    private var continuesReference: Bool { !token.isSpaced && token.continuesReference }

    /// What may follow a term without space: `.name`, `[key]` and `(arguments)`, any number of times.
    func referenceTail(_ head: Term.Kind, from start: Start) throws(Unparsable) -> Term.Kind {
        continuesReference ? try reference(head, from: start) : head
    }

    func reference(_ head: Term.Kind, from start: Start) throws(Unparsable) -> Term.Kind {
        guard head.canHeadReference else { throw illegalHead(head, from: start) }
        var parts = [node(head, from: start)]
        repeat {
            switch token.kind {
            case .dot: try addField(to: &parts)
            case .leftBracket: try addIndex(to: &parts)
            default: parts = [try call(parts, from: start)]
            }
        } while continuesReference
        return parts.count == 1 ? parts[0].kind : .reference(parts)
    }

    private func illegalHead(_ head: Term.Kind, from start: Start) -> Unparsable {
        fail("illegal ref (head cannot be \(head.name))", at: place(from: start))
    }

    private func addIndex(to parts: inout [Term]) throws(Unparsable) {
        try scan()
        parts.append(try expression(pairs: true))
        guard token.kind == .rightBracket else { throw unexpected("expected [") }
        try scan()
    }

    private func addField(to parts: inout [Term]) throws(Unparsable) {
        let dot = token
        try scan()
        if token.isSpaced { throw spaceBehind(dot) }
        guard token.kind == .identifier || token.kind.isKeyword else { throw unexpected("expected identifier") }
        parts.append(Term(.string(text(of: token)), at: place(of: token)))
        try scan()
    }

    private func spaceBehind(_ dot: Token) -> Unparsable {
        let place = Location(file: file, line: dot.line, column: dot.column + 1, offset: dot.end, length: 1)
        return fail("unexpected whitespace token: expected identifier", at: place)
    }

    private func call(_ callee: [Term], from start: Start) throws(Unparsable) -> Term {
        guard let path = Self.path(callee) else { throw undefinedFunction(callee, from: start) }
        try scan()
        var arguments: [Term] = []
        if token.kind != .rightParenthesis { try add(to: &arguments, until: .rightParenthesis) }
        try scan()
        return node(arguments.isEmpty && path == ["set"] ? .set([]) : .call(path, arguments), from: start)
    }

    private func undefinedFunction(_ callee: [Term], from start: Start) -> Unparsable {
        fail("undefined function \(Self.text(of: callee))", code: .type, at: place(from: start))
    }

    private static func text(of callee: [Term]) -> String {
        guard callee.count > 1 else { return callee[0].text }
        return Term(.reference(callee), at: callee[0].location).text
    }

    /// The names of a variable followed by strings, nil for any other reference.
    static func path(_ parts: [Term]) -> [String]? {
        var path: [String] = []
        path.reserveCapacity(parts.count)
        for (index, part) in parts.enumerated() {
            switch part.kind {
            case .variable(let name) where index == 0: path.append(name)
            case .string(let name) where index > 0: path.append(name)
            default: return nil
            }
        }
        return path
    }
}

extension Term.Kind {
    /// Whether `.x`, `[x]` or `(x)` may follow.
    var canHeadReference: Bool {
        switch self {
        case .variable, .array, .object, .set, .arrayComprehension, .setComprehension, .objectComprehension, .call:
            true
        case .null, .boolean, .number, .string, .template, .reference: false
        }
    }

    /// The name that messages use.
    var name: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .variable(let name): name == "data" || name == "input" ? "ref" : "var"
        case .reference: "ref"
        case .array: "array"
        case .object: "object"
        case .set: "set"
        case .arrayComprehension: "arraycomprehension"
        case .setComprehension: "setcomprehension"
        case .objectComprehension: "objectcomprehension"
        case .call: "call"
        case .template: "templatestring"
        }
    }
}
