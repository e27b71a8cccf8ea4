import Documents

/// `not e` as OPA evaluates it.
///
/// OPA's compiler takes calls, and references that stand as arguments, out of an expression before it negates it. So
/// `not startswith(input.name, "a")` has no answer when `input.name` is undefined, while `not input.name == "a"` holds:
/// only a term of its own and the two sides of an equality are read inside the negation. Policies are written and
/// tested against that, so it is kept; `import future.keywords.not` chooses the newer form, which negates everything.
extension CodeGenerator {
    func emitNegated(_ expression: ResolvedExpression) {
        var taken: [(register: Int, term: ResolvedTerm)] = []
        let rest = takeApart(expression, &taken)
        bind(taken)
        let outer = fail
        let success = newLabel()
        isolated {
            withFail(success) {
                emitPlain(rest, before: [])
                jump(outer)
            }
        }
        place(success)
    }

    /// The same under replacements: what is taken out is read under them, too.
    func emitNegated(_ expression: ResolvedExpression, enter: () -> Void, leave: () -> Void) {
        var taken: [(register: Int, term: ResolvedTerm)] = []
        let rest = takeApart(expression, &taken)
        let outer = fail
        let (undefined, failed, done) = (newLabel(), newLabel(), newLabel())
        enter()
        withFail(undefined) { bind(taken) }
        isolated {
            withFail(failed) {
                emitPlain(rest, before: [])
                leave()
                jump(outer)
            }
        }
        place(failed)
        leave()
        jump(done)
        place(undefined)
        leave()
        jump(outer)
        place(done)
    }

    private func bind(_ taken: [(register: Int, term: ResolvedTerm)]) {
        for (register, term) in taken { emitUnification(.local(register), term, before: []) }
    }

    /// Runs `work` and forgets what it bound.
    func isolated(_ work: () -> Void) {
        let (savedBound, savedLoops) = (bound, loops)
        work()
        (bound, loops) = (savedBound, savedLoops)
    }

    private func takeApart(
        _ expression: ResolvedExpression, _ taken: inout [(register: Int, term: ResolvedTerm)]
    ) -> ResolvedExpression {
        var rest = expression
        rest.isNegated = false
        rest.with = []
        switch expression.kind {
        case .term(.call(let call)):
            let isEquality = if case .builtin(let builtin) = call.callee { builtin.name == "equal" } else { false }
            let arguments = call.arguments.map { isEquality ? side($0, &taken) : argument($0, &taken) }
            rest.kind = .term(.call(ResolvedCall(callee: call.callee, arguments: arguments, location: call.location)))
        case .term(let term):
            rest.kind = .term(side(term, &taken))
        case .unify(let left, let right):
            rest.kind = .unify(side(left, &taken), side(right, &taken))
        case .every(let key, let value, let domain, let body, let free):
            rest.kind = .every(key: key, value: value, domain: argument(domain, &taken), body: body, free: free)
        case .someIn, .body:
            break
        }
        return rest
    }

    /// A term that is read inside the negation; parts of it are not.
    private func side(
        _ term: ResolvedTerm, _ taken: inout [(register: Int, term: ResolvedTerm)]
    ) -> ResolvedTerm {
        switch term {
        case .reference(let head, let path):
            .reference(head.isCall ? argument(head, &taken) : head, path.map { argument($0, &taken) })
        case .input, .data, .comprehension, .template: term
        default: argument(term, &taken)
        }
    }

    /// A term that is read before the negation.
    private func argument(
        _ term: ResolvedTerm, _ taken: inout [(register: Int, term: ResolvedTerm)]
    ) -> ResolvedTerm {
        switch term {
        case .constant, .local, .template: return term
        case .array(let terms): return .array(terms.map { argument($0, &taken) })
        case .set(let terms): return .set(terms.map { argument($0, &taken) })
        case .object(let entries):
            return .object(entries.map { (key: argument($0.key, &taken), value: argument($0.value, &taken)) })
        case .input, .data, .reference, .comprehension, .call:
            let register = newRegister()
            taken.append((register, term))
            return .local(register)
        }
    }
}

extension ResolvedTerm {
    fileprivate var isCall: Bool {
        if case .call = self { true } else { false }
    }
}
