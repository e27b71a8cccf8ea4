import Documents

extension CodeGenerator {
    /// Writes the expressions of a body in an order that makes each safe, then leaves `fail` at the innermost loop.
    func emit(body: [ResolvedExpression]) {
        var remaining = body[...]
        while !remaining.isEmpty {
            guard let index = remaining.firstIndex(where: { missing($0).isEmpty }) else {
                reportUnsafe(remaining)
                return
            }
            let expression = remaining.remove(at: index)
            emit(expression, before: remaining)
        }
    }

    private func reportUnsafe(_ remaining: ArraySlice<ResolvedExpression>) {
        var reported: Set<Int> = []
        for expression in remaining {
            for register in missing(expression).sorted() where reported.insert(register).inserted {
                reportUnsafe(register, at: expression.location)
            }
        }
    }

    func reportUnsafe(_ register: Int, at location: Location) {
        guard let known = resolver.registerNames[register] else { return }
        resolver.report(
            .unsafeVariable, "var \(known.name.hasPrefix("$") ? "_" : known.name) is unsafe", at: known.location)
    }

    private func emit(_ expression: ResolvedExpression, before rest: ArraySlice<ResolvedExpression>) {
        at(expression.location)
        if expression.with.isEmpty { checkTypes(expression) }
        noting {
            if !expression.with.isEmpty {
                emitWith(expression)
            } else if expression.isNegated {
                emitNegated(expression)
            } else {
                emitPlain(expression, before: rest)
            }
        }
    }

    func emitPlain(_ expression: ResolvedExpression, before rest: ArraySlice<ResolvedExpression>) {
        switch expression.kind {
        case .term(let term):
            emitStatement(term)
        case .unify(let left, let right):
            emitUnification(left, right, before: rest)
        case .someIn(let key, let value, let domain):
            emitSomeIn(key: key, value: value, domain: domain, before: rest)
        case .every(let key, let value, let domain, let body, _):
            emitEvery(key: key, value: value, domain: domain, body: body)
        case .body(let body, _):
            emit(body: body)
        }
    }

    // MARK: Statements

    private func emitStatement(_ term: ResolvedTerm) {
        switch term {
        case .constant(let value):
            if value.isFalse { jump(fail) }
        case .call(let call):
            if case .builtin(let builtin) = call.callee, let operation = CodeGenerator.comparisons[builtin.name] {
                let operands = emitAll(call.arguments)
                emit(operation.test, b: operands[0], c: operands[1], fail: fail)
            } else if case .print = call.callee {
                _ = emit(term)
            } else {
                emit(.truthy, b: emit(term), fail: fail)
            }
        case .array, .set, .object, .comprehension, .template:
            _ = emit(term)
        case .local, .input, .data, .reference:
            emit(.truthy, b: emit(term), fail: fail)
        }
    }

    static let comparisons: [String: (test: Operation, value: Operation)] = [
        "equal": (.equal, .equalValue), "neq": (.notEqual, .notEqualValue), "lt": (.less, .lessValue),
        "lte": (.lessOrEqual, .lessOrEqualValue), "gt": (.greater, .greaterValue),
        "gte": (.greaterOrEqual, .greaterOrEqualValue),
    ]

    private func emitSomeIn(
        key: ResolvedTerm?, value: ResolvedTerm, domain: ResolvedTerm, before rest: ArraySlice<ResolvedExpression>
    ) {
        let collection = emit(domain)
        let keyRegister = key.map { target(of: $0) }
        let valueRegister = target(of: value)
        emitScan(
            collection, key: keyRegister, value: valueRegister,
            conditions: isStable(domain) ? conditions(on: value.local, in: rest) : [])
        registerTypes[valueRegister] = type(of: domain).element
        if let key, let keyRegister { bindScanned(key, register: keyRegister) }
        bindScanned(value, register: valueRegister)
    }

    /// The register that a scan fills for a pattern: the variable's own when it is not bound yet.
    private func target(of pattern: ResolvedTerm) -> Int {
        if let register = pattern.local, !isBound(register) { return register }
        return newRegister()
    }

    func bindScanned(_ pattern: ResolvedTerm, register: Int) {
        bound.insert(register)
        if pattern.local != register { emitUnification(pattern, .local(register), before: []) }
    }

    private func emitEvery(key: Int?, value: Int, domain: ResolvedTerm, body: [ResolvedExpression]) {
        let collection = emit(domain)
        let outer = fail
        let savedBound = bound
        let savedLoops = loops
        let iterator = newIterator()
        emit(.scanStart, a: iterator, b: collection, fail: outer)
        let next = newLabel()
        let done = newLabel()
        let failed = newLabel()
        place(next)
        emit(.scanNext, a: iterator, b: Int32(key ?? -1), c: Int32(value), fail: done)
        loops.append(Loop(iterator: iterator, boundBefore: bound))
        if let key { bound.insert(key) }
        bound.insert(value)
        let wasInEvery = isInEvery
        isInEvery = true
        withFail(failed) { emit(body: body) }
        isInEvery = wasInEvery
        jump(next)
        place(failed)
        jump(outer)
        place(done)
        bound = savedBound
        loops = savedLoops
        fail = outer
    }

    // MARK: Loops

    func newIterator() -> Int {
        let first = newRegister()
        for _ in 0..<3 { _ = newRegister() }
        return first
    }

    /// A loop over a collection; code that follows runs for each step. Registers are not marked as bound.
    func emitScan(_ collection: Int32, key: Int?, value: Int?, conditions: [IndexCondition]) {
        let iterator = newIterator()
        let next = newLabel()
        if conditions.isEmpty {
            emit(.scanStart, a: iterator, b: collection, fail: fail)
            place(next)
            emit(.scanNext, a: iterator, b: Int32(key ?? -1), c: Int32(value ?? -1), fail: fail)
        } else {
            let operands = conditions.map { emit($0.value) }
            let paths = conditions.map(\.path)
            let site = indexSite(IndexSite(number: program.indexNumber(paths), paths: paths, operands: operands))
            emit(.indexStart, a: iterator, b: collection, c: site, fail: fail)
            place(next)
            emit(.indexNext, a: iterator, b: Int32(key ?? -1), c: Int32(value ?? -1), fail: fail)
        }
        enteredLoop(iterator, next: next)
    }

    /// An equality that the element of a scan has to meet, known before the scan starts.
    struct IndexCondition {
        let path: [Value]
        let value: ResolvedTerm
    }

    /// The equalities on `register` among the expressions that follow, so that a join looks only at what fits.
    func conditions(on register: Int?, in rest: ArraySlice<ResolvedExpression>) -> [IndexCondition] {
        guard let register, !isBound(register) else { return [] }
        var found: [IndexCondition] = []
        for expression in rest where !expression.isNegated && expression.with.isEmpty {
            let sides: (ResolvedTerm, ResolvedTerm)
            switch expression.kind {
            case .unify(let left, let right): sides = (left, right)
            case .term(.call(let call)):
                guard case .builtin(let builtin) = call.callee, builtin.name == "equal" else { continue }
                sides = (call.arguments[0], call.arguments[1])
            default: continue
            }
            for (part, other) in [sides, (sides.1, sides.0)] {
                guard let path = constantPath(part, from: register), isCheapNow(other), found.count < 3 else {
                    continue
                }
                found.append(IndexCondition(path: path, value: other))
                break
            }
        }
        return found
    }

    private func constantPath(_ term: ResolvedTerm, from register: Int) -> [Value]? {
        guard case .reference(.local(register), let parts) = term else { return nil }
        let path = parts.compactMap(\.constant)
        return path.count == parts.count ? path : nil
    }

    /// Whether a term can be read before the scan without doing more work than a few look-ups.
    private func isCheapNow(_ term: ResolvedTerm) -> Bool {
        switch term {
        case .constant(let value): !value.isCollection
        case .local(let register): isBound(register)
        case .reference(.local(let register), let path):
            isBound(register) && path.allSatisfy { $0.constant != nil || ($0.local.map(isBound) ?? false) }
        default: false
        }
    }

    // MARK: With

    private func emitWith(_ expression: ResolvedExpression) {
        var sites: [Int32] = []
        for modifier in expression.with {
            let replacement: WithSite.Replacement
            switch modifier.replacement {
            case .value(let term): replacement = .value(emit(term))
            case .builtin(let builtin): replacement = .builtin(builtin)
            case .function(let node):
                read(node)
                replacement = .function(node.id)
            }
            let target: WithSite.Target
            switch modifier.target {
            case .input(let path): target = .input(path)
            case .data(let path): target = .data(path)
            case .builtin(let name): target = .builtin(name)
            case .function(let node): target = .function(node.id)
            }
            sites.append(withSite(WithSite(target: target, replacement: replacement)))
        }
        let enter = { for site in sites { self.emit(.withPush, b: site) } }
        let leave = { for _ in sites { self.emit(.withPop) } }
        let wasUnderWith = isUnderWith
        isUnderWith = true
        defer { isUnderWith = wasUnderWith }
        var plain = expression
        plain.with = []
        if expression.isNegated {
            emitNegated(plain, enter: enter, leave: leave)
        } else if mayIterate(plain) {
            emitCollectedWith(plain, enter: enter, leave: leave)
        } else {
            emitSingleWith(plain, enter: enter, leave: leave)
        }
    }

    private func mayIterate(_ expression: ResolvedExpression) -> Bool {
        if case .someIn = expression.kind { return true }
        if case .body = expression.kind { return true }
        var found = false
        expression.walk { term in
            if case .call(let call) = term, case .builtin(let builtin) = call.callee, builtin.isRelation {
                found = true
            }
        }
        if case .unify = expression.kind { return true }
        return found || !outputs(of: expression).isEmpty
    }

    private func emitSingleWith(_ expression: ResolvedExpression, enter: () -> Void, leave: () -> Void) {
        let outer = fail
        let failed = newLabel()
        let done = newLabel()
        enter()
        withFail(failed) { emitPlain(expression, before: []) }
        leave()
        jump(done)
        place(failed)
        leave()
        jump(outer)
        place(done)
    }

    /// Takes all answers while the replacements hold, then goes on with each of them outside.
    private func emitCollectedWith(_ expression: ResolvedExpression, enter: () -> Void, leave: () -> Void) {
        let results = outputs(of: expression).sorted()
        let builder = newRegister()
        let list = newRegister()
        let end = newLabel()
        let savedLoops = loops
        enter()
        emit(.builderStart, a: builder)
        withFail(end) {
            emitPlain(expression, before: [])
            let tuple = newRegister()
            emit(.makeArray, a: tuple, b: pool(results.map { Int32($0) }), c: Int32(results.count))
            emit(.builderAdd, a: builder, b: Int32(tuple))
            jump(fail)
        }
        place(end)
        emit(.finishArray, a: list, b: Int32(builder))
        leave()
        loops = savedLoops
        let tuple = newRegister()
        bound.subtract(results)
        emitScan(Int32(list), key: nil, value: tuple, conditions: [])
        for (index, register) in results.enumerated() {
            emit(.element, a: register, b: Int32(tuple), c: Int32(index))
            bound.insert(register)
        }
    }
}
