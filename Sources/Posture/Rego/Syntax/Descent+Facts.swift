extension Descent {
    /// A statement that is no rule with a body: an expression that has to read as the head of a fact.
    ///
    /// The statement is legal or not as a whole, so what is wrong is noted and the descent goes on behind it.
    func fact(into module: inout ModuleDraft) throws(Unparsable) {
        let start = here
        let first = try literal()
        var count = 1
        while token.kind == .semicolon {
            try scan()
            _ = try literal()
            count += 1
        }
        func refuse(_ message: String) {
            module.errors.append(PolicyError(.parse, message, at: first.location))
        }
        if count > 1 { return refuse("multiple expressions cannot be used for rule head") }
        if !first.with.isEmpty { return refuse("expressions using with keyword cannot be used for rule head") }
        if first.isNegated { return refuse("negated expressions cannot be used for rule head") }
        switch first.kind {
        case .some, .someIn: refuse("'some' declarations cannot be used for rule head")
        case .every, .negatedBody: refuse("expression cannot be used for rule head")
        case .term(let term):
            switch factHead(term) {
            case .failure(let flaw): refuse(flaw.message)
            case .success(let head):
                let isBare = head.value == nil && head.key == nil && head.arguments == nil
                add(head, body: [], [], from: start, hasContains: false, isBare: isBare, into: &module)
            }
        }
    }

    private struct Flaw: Error {
        var message: String
    }

    private func factHead(_ term: Term) -> Result<RuleHead, Flaw> {
        switch term.kind {
        case .call(InfixOperator.assignPath, let operands): return factHead(operands, isAssignment: true)
        case .call(InfixOperator.unifyPath, let operands): return factHead(operands, isAssignment: false)
        case .call(let path, let arguments):
            if Self.operatorPaths.contains(path) {
                return .failure(Flaw(message: "rule name conflicts with built-in function"))
            }
            if arguments.isEmpty {
                return .failure(Flaw(message: "rule argument list must take at least one argument"))
            }
        case .reference(let parts):
            guard case .variable? = parts.first?.kind else {
                return .failure(Flaw(message: "\(parts[0].kind.name)s cannot be used for rule head"))
            }
        case .variable("input"), .variable("data"):
            return .failure(Flaw(message: "refs cannot be used for rule head"))
        default:
            return .failure(Flaw(message: "\(term.kind.name) cannot be used for rule name"))
        }
        guard var head = RuleHead(term) else { return .failure(Flaw(message: "invalid rule head: \(term.text)")) }
        if head.reference.count == 2, head.arguments == nil { head.key = head.reference.removeLast() }
        return .success(head)
    }

    private func factHead(_ operands: [Term], isAssignment: Bool) -> Result<RuleHead, Flaw> {
        guard var head = RuleHead(operands[0]) else {
            if case .reference = operands[0].kind {
                return .failure(Flaw(message: "invalid rule head: \(operands[0].text)"))
            }
            return .failure(Flaw(message: "\(operands[0].kind.name) cannot be used for rule name"))
        }
        head.value = operands[1]
        head.isAssignment = isAssignment
        return .success(head)
    }

    private static let operatorPaths: Set<[String]> = [
        ["equal"], ["neq"], ["lt"], ["lte"], ["gt"], ["gte"], ["or"], ["and"], ["plus"], ["minus"], ["mul"],
        ["div"], ["rem"], membership, pairMembership,
    ]
}
