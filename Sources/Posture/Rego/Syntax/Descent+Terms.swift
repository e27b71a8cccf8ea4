extension Descent {
    // MARK: - Infix operators

    /// A term with infix operators. `pairs` allows `k, v in xs`, which lists of terms do not.
    mutating func expression(pairs: Bool) throws(Unparsable) -> Term {
        try expression(from: token, first: nil, pairs: pairs)
    }

    /// The same, for a caller that has read the first operand.
    mutating func expression(from start: Token, first: Term?, pairs: Bool) throws(Unparsable) -> Term {
        let outerDepth = depth
        defer { depth = outerDepth }
        var left = try relation(from: start, first: first)
        if pairs, token.kind == .comma {
            let mark = mark
            let pair = attempt { (descent) throws(Unparsable) -> (Term, Term)? in
                try descent.scan()
                let middle = try descent.relation(from: descent.token, first: nil)
                guard descent.isMembership else { return nil }
                try descent.scan()
                return (middle, try descent.relation(from: descent.token, first: nil))
            }
            if let pair = pair ?? nil {
                left = Term(.call(Self.pairMembership, [left, pair.0, pair.1]), at: place(from: start))
            } else {
                goBack(to: mark)
            }
        }
        while isMembership {
            try descend()
            try scan()
            let right = try relation(from: token, first: nil)
            left = Term(.call(Self.membership, [left, right]), at: place(from: start))
        }
        return left
    }

    static let membership = ["internal", "member_2"]
    static let pairMembership = ["internal", "member_3"]

    private mutating func relation(from start: Token, first: Term?) throws(Unparsable) -> Term {
        try operators(from: start, first: first, floor: 1)
    }

    /// Operators that bind at least as strongly as `floor`, associating to the left.
    private mutating func operators(from start: Token, first: Term?, floor: Int) throws(Unparsable) -> Term {
        let outerDepth = depth
        defer { depth = outerDepth }
        var left = if let first { first } else { try term() }
        while let infix = InfixOperator(token.kind), infix.strength >= floor {
            try descend()
            try scan()
            let right = try operators(from: token, first: nil, floor: infix.strength + 1)
            left = Term(.call(infix.path, [left, right]), at: place(from: start))
        }
        return left
    }

    // MARK: - Terms

    /// A term without infix operators: a scalar, variable, reference, call, collection or comprehension.
    mutating func term() throws(Unparsable) -> Term {
        let start = token
        try descend()
        defer { depth -= 1 }
        let head: Term
        switch token.kind {
        case .null: head = try scalar(.null)
        case .true: head = try scalar(.boolean(true))
        case .false: head = try scalar(.boolean(false))
        case .number, .dot: head = try number(sign: "", from: start)
        case .minus: head = try negative()
        case .string, .rawString: head = try string()
        case .template, .rawTemplate: head = try template()
        case .identifier, .contains: head = try variable()
        case .leftBracket: head = try array()
        case .leftBrace: head = try setOrObject()
        case .leftParenthesis: head = try parenthesised()
        default: throw unexpected()
        }
        return try referenceTail(head, from: start)
    }

    private mutating func scalar(_ kind: Term.Kind) throws(Unparsable) -> Term {
        let location = place(of: token)
        try scan()
        return Term(kind, at: location)
    }

    mutating func variable() throws(Unparsable) -> Term {
        let location = place(of: token)
        let isWildcard = token.end - token.start == 1 && lexer.bytes[token.start] == UInt8(ascii: "_")
        let name = isWildcard ? freshWildcard() : text(of: token)
        try scan()
        return Term(.variable(name), at: location)
    }

    private mutating func parenthesised() throws(Unparsable) -> Term {
        let start = token
        try scan()
        var inner = try expression(pairs: true)
        guard token.kind == .rightParenthesis else { throw fail("non-terminated expression", at: place(of: token)) }
        try scan()
        if inner.kind.name == "ref", continuesReference {
            throw fail("illegal ref (head cannot be ref)", at: inner.location)
        }
        inner.location = place(from: start)
        return inner
    }

    /// `-1`, `-.5`, and `-x` for `0 - x`.
    private mutating func negative() throws(Unparsable) -> Term {
        let start = token
        try scan()
        switch token.kind {
        case .number, .dot:
            return try number(sign: "-", from: start)
        case .identifier:
            let operand = try term()
            let zero = Term(.number("0"), at: place(of: start))
            return Term(.call(InfixOperator.minus.path, [zero, operand]), at: place(from: start))
        default:
            throw unexpected("expected number")
        }
    }

    // MARK: - References and calls

    /// What may follow a term without space: `.name`, `[key]` and `(arguments)`, any number of times.
    mutating func referenceTail(_ head: Term, from start: Token) throws(Unparsable) -> Term {
        guard continuesReference else { return head }
        return try reference(head, from: start)
    }

    private var continuesReference: Bool { !token.isSpaced && token.continuesReference }

    mutating func reference(_ head: Term, from start: Token) throws(Unparsable) -> Term {
        guard head.canHeadReference else {
            throw fail("illegal ref (head cannot be \(head.kind.name))", at: head.location)
        }
        var parts = [head]
        repeat {
            switch token.kind {
            case .dot:
                parts.append(try fieldName())
            case .leftBracket:
                try scan()
                let key = try expression(pairs: true)
                guard token.kind == .rightBracket else { throw unexpected("expected [") }
                try scan()
                parts.append(key)
            default:
                parts = [try call(parts, from: start)]
            }
        } while continuesReference
        if parts.count == 1 { return parts[0] }
        return Term(.reference(parts), at: place(from: start))
    }

    private mutating func fieldName() throws(Unparsable) -> Term {
        let spot = Location(file: file, line: token.line, column: token.column + 1, offset: token.end, length: 1)
        try scan()
        if token.isSpaced {
            throw fail("unexpected whitespace token: expected identifier", at: spot)
        }
        guard token.kind == .identifier || token.kind.isKeyword else { throw unexpected("expected identifier") }
        let name = Term(.string(text(of: token)), at: place(of: token))
        try scan()
        return name
    }

    private mutating func call(_ callee: [Term], from start: Token) throws(Unparsable) -> Term {
        guard let path = Self.path(callee) else {
            throw fail("undefined function \(Self.text(of: callee))", code: .type, at: place(from: start))
        }
        try scan()
        var arguments: [Term] = []
        if token.kind != .rightParenthesis { arguments = try terms(until: .rightParenthesis) }
        try scan()
        if arguments.isEmpty, path == ["set"] { return Term(.set([]), at: place(from: start)) }
        return Term(.call(path, arguments), at: place(from: start))
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

/// The infix operators with the built-ins behind them.
enum InfixOperator {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case or, and, plus, minus, times, divide, remainder

    init?(_ kind: TokenKind) {
        switch kind {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        case .or: self = .or
        case .and: self = .and
        case .plus: self = .plus
        case .minus: self = .minus
        case .times: self = .times
        case .divide: self = .divide
        case .remainder: self = .remainder
        default: return nil
        }
    }

    /// How strongly it binds: comparison, then union, intersection, sums, products.
    var strength: Int {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 1
        case .or: 2
        case .and: 3
        case .plus, .minus: 4
        case .times, .divide, .remainder: 5
        }
    }

    /// The name of its built-in as the path of a call.
    var path: [String] {
        switch self {
        case .equal: Self.equalPath
        case .notEqual: Self.notEqualPath
        case .less: Self.lessPath
        case .lessOrEqual: Self.lessOrEqualPath
        case .greater: Self.greaterPath
        case .greaterOrEqual: Self.greaterOrEqualPath
        case .or: Self.orPath
        case .and: Self.andPath
        case .plus: Self.plusPath
        case .minus: Self.minusPath
        case .times: Self.timesPath
        case .divide: Self.dividePath
        case .remainder: Self.remainderPath
        }
    }

    static let unifyPath = ["eq"]
    static let assignPath = ["assign"]
    private static let equalPath = ["equal"]
    private static let notEqualPath = ["neq"]
    private static let lessPath = ["lt"]
    private static let lessOrEqualPath = ["lte"]
    private static let greaterPath = ["gt"]
    private static let greaterOrEqualPath = ["gte"]
    private static let orPath = ["or"]
    private static let andPath = ["and"]
    private static let plusPath = ["plus"]
    private static let minusPath = ["minus"]
    private static let timesPath = ["mul"]
    private static let dividePath = ["div"]
    private static let remainderPath = ["rem"]
}

extension Term {
    /// Whether `.x`, `[x]` or `(x)` may follow.
    var canHeadReference: Bool {
        switch kind {
        case .variable, .array, .object, .set, .arrayComprehension, .setComprehension, .objectComprehension, .call:
            true
        case .null, .boolean, .number, .string, .template, .reference: false
        }
    }
}

extension Term.Kind {
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
