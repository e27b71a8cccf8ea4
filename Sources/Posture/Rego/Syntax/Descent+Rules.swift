/// What the text of a rule had that its tree does not keep and the checks of v1 ask for.
struct RuleForm {
    var rule: Int
    var location: Location
    var isFunction: Bool
    /// For the rule and each of its `else` branches: whether it has a body, and `if` before it.
    var bodies: [(isWritten: Bool, hasIf: Bool, location: Location)]
    var hasContains: Bool
    /// A head alone, without value and body.
    var isBare: Bool
}

extension Descent {
    // MARK: - Rules

    /// Reads a rule with its `else` branches and chained bodies, or a fact.
    func rules(into module: inout ModuleDraft) throws(Unparsable) {
        let start = here
        let mark = mark
        var isDefault = false
        if token.kind == .default, !isKeywordReference {
            try scan()
            isDefault = true
        }
        guard token.kind == .identifier || isKeywordReference else {
            if isDefault {
                goBack(to: mark)
                throw unexpected()
            }
            return try fact(into: &module)
        }
        let parsed = try head(isDefault: isDefault)
        if isDefault { return try defaultRule(parsed, from: start, into: &module) }

        var head = parsed.head
        let startsNextRule = token.startsLine && isKeywordReference
        if token.kind != .if || startsNextRule, token.kind != .leftBrace {
            let isPlainFact = parsed.hasContains || head.value != nil && !parsed.isSpaced
            guard isPlainFact, token.kind != .semicolon, token.kind != .with else {
                goBack(to: mark)
                return try fact(into: &module)
            }
            return add(head, body: [], [], from: start, hasContains: parsed.hasContains, into: &module)
        }
        let hasIf = token.kind == .if
        makeSet(&head, unless: hasIf || parsed.hasContains)
        let body = try ruleBody()
        var bodies = [(isWritten: true, hasIf: hasIf, location: place(from: start))]
        var branches: [ElseBranch] = []
        if token.kind == .else, !isKeywordReference {
            try checkElse(head)
            branches = try elseBranches(head, &bodies)
        }
        module.add(
            Rule(isDefault: false, head: head, body: body, elseBranches: branches, location: place(from: start)),
            RuleForm(
                rule: 0, location: place(from: start), isFunction: head.arguments != nil, bodies: bodies,
                hasContains: parsed.hasContains, isBare: false))
        try chainedBodies(
            head, hasIf: hasIf, hasContains: parsed.hasContains, hasElse: !branches.isEmpty, into: &module)
    }

    /// `p[x]` without `if` is a set with the element `x`.
    private func makeSet(_ head: inout RuleHead, unless isOther: Bool) {
        guard !isOther, head.arguments == nil, head.key == nil, head.value == nil, head.reference.count == 2 else {
            return
        }
        head.key = head.reference.removeLast()
    }

    private func chainedBodies(
        _ head: RuleHead, hasIf: Bool, hasContains: Bool, hasElse: Bool, into module: inout ModuleDraft
    ) throws(Unparsable) {
        while token.kind == .leftBrace {
            if hasElse { throw fail("expected else keyword", at: place(of: token)) }
            let start = here
            let body = try block()
            let location = place(from: start)
            var head = head
            head.location = location
            if let arguments = head.arguments { head.arguments = renewWildcards(arguments) }
            module.add(
                Rule(isDefault: false, head: head, body: body, location: location),
                RuleForm(
                    rule: 0, location: location, isFunction: head.arguments != nil,
                    bodies: [(true, hasIf, location)], hasContains: hasContains, isBare: false))
        }
    }

    private func renewWildcards(_ arguments: [Term]) -> [Term] {
        var renewed: [Term] = []
        for var argument in arguments {
            if case .variable(let name) = argument.kind, name.utf8.first == UInt8(ascii: "$") {
                argument.kind = .variable(freshWildcard())
            }
            renewed.append(argument)
        }
        return renewed
    }

    func add(
        _ head: RuleHead, body: Body, _ branches: [ElseBranch], from start: Start, hasContains: Bool,
        isBare: Bool = false, into module: inout ModuleDraft
    ) {
        let location = place(from: start)
        module.add(
            Rule(isDefault: false, head: head, body: body, elseBranches: branches, location: location),
            RuleForm(
                rule: 0, location: location, isFunction: head.arguments != nil,
                bodies: [(false, false, location)], hasContains: hasContains, isBare: isBare))
    }

    /// The body of a rule: `if` with one expression, `if` with a block, or a block.
    ///
    /// Behind `if` an expression is tried before a block, so `if {"a": 1}` is an object and `if {x | y}` a
    /// comprehension; a set is never meant, since it would always be true.
    private func ruleBody() throws(Unparsable) -> Body {
        guard token.kind == .if else { return try block() }
        try scan()
        guard token.kind == .leftBrace else { return [try literal()] }
        let mark = mark
        if let expression = attempt({ (descent) throws(Unparsable) in try descent.literal() }) {
            if case .term(let term) = expression.kind, case .set = term.kind {
                goBack(to: mark)
                return try block()
            }
            return [expression]
        }
        goBack(to: mark)
        return try block()
    }

    // MARK: - Else

    private func checkElse(_ head: RuleHead) throws(Unparsable) {
        if head.reference.dropFirst().contains(where: { !$0.isGround }) {
            throw fail("else keyword cannot be used on rules with variables in head", at: place(of: token))
        }
        if head.key != nil {
            throw fail("else keyword cannot be used on multi-value rules", at: place(of: token))
        }
    }

    private func elseBranches(
        _ head: RuleHead, _ bodies: inout [(isWritten: Bool, hasIf: Bool, location: Location)]
    ) throws(Unparsable) -> [ElseBranch] {
        var branches: [ElseBranch] = []
        while token.kind == .else, !isKeywordReference {
            let start = here
            // Each branch has wildcards of its own in OPA; only their numbers matter here.
            if let arguments = head.arguments { _ = renewWildcards(arguments) }
            try scan()
            var value: Term?
            let isAssignment = token.kind == .assign
            switch token.kind {
            case .leftBrace, .if:
                break
            case .assign, .unify:
                try scan()
                value = try expression(pairs: true)
            default:
                throw unexpected("expected else value term or rule body")
            }
            guard token.kind == .if || token.kind == .leftBrace else {
                branches.append(
                    ElseBranch(value: value, body: [], location: place(from: start), isAssignment: isAssignment))
                bodies.append((false, false, place(from: start)))
                break
            }
            let hasIf = token.kind == .if
            let body = try elseBody()
            branches.append(
                ElseBranch(value: value, body: body, location: place(from: start), isAssignment: isAssignment))
            bodies.append((true, hasIf, place(from: start)))
        }
        return branches
    }

    /// The body of a branch, where `{` always begins a block.
    private func elseBody() throws(Unparsable) -> Body {
        if token.kind == .if { try scan() }
        switch token.kind {
        case .leftBrace: return try block()
        case .end: throw unexpected("rule body expected")
        default: return [try literal()]
        }
    }
}
