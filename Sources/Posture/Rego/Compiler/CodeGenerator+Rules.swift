import Documents

/// The routines of rules: one for all definitions of a node, clause after clause.
extension CodeGenerator {
    /// A complete rule or a function.
    func generateComplete(_ node: RuleNode) {
        let clauses = node.rules.filter { !$0.rule.isDefault }
        let result = newRegister()
        _ = newRegister()
        let exitsEarly = sharedConstant(of: clauses)
        emit(.clear, a: result)
        for defined in clauses {
            let next = newLabel()
            generateClause(defined, result: result, exitsEarly: exitsEarly, isFunction: node.isFunction, next: next)
            place(next)
        }
        if let fallback = node.rules.first(where: \.rule.isDefault) {
            let done = newLabel()
            emit(.skipIfDefined, a: result, fail: done)
            generateDefault(fallback, result: result, done: done)
            place(done)
        }
        emit(.returnResult, a: result)
    }

    /// Whether every clause can only give one and the same scalar, so that the first success decides.
    private func sharedConstant(of clauses: [DefinedRule]) -> Bool {
        var texts: Set<String> = []
        for clause in clauses {
            guard let text = constantText(clause.rule.head.value) else { return false }
            texts.insert(text)
            for branch in clause.rule.elseBranches {
                guard let text = constantText(branch.value) else { return false }
                texts.insert(text)
            }
        }
        return texts.count <= 1
    }

    private func constantText(_ term: Term?) -> String? {
        switch term?.kind {
        case nil: "true"
        case .boolean(let flag)?: String(flag)
        case .null?: "null"
        case .number(let text)?: text
        case .string(let text)?: "\"" + text
        default: nil
        }
    }

    private func generateDefault(_ defined: DefinedRule, result: Int, done: Label) {
        prepareClause(defined)
        let scope = Scope(parent: argumentScope(defined.rule.head.arguments ?? []))
        fail = done
        if let value = defined.rule.head.value {
            _ = emit(resolver.resolve(value, scope: scope), into: result)
        } else {
            emit(.move, a: result, b: operand(.true))
        }
    }

    private func prepareClause(_ defined: DefinedRule) {
        resolver.enter(policy.names[defined.module])
        resolver.currentRule = defined
        bound = []
        loops = []
        at(defined.rule.head.location)
    }

    private func generateClause(
        _ defined: DefinedRule, result: Int, exitsEarly: Bool, isFunction: Bool, next: Label
    ) {
        prepareClause(defined)
        fail = next
        let arguments = argumentScope(defined.rule.head.arguments ?? [])
        let argumentBound = bound
        var branches: [(value: Term?, body: Body, location: Location)] = [
            (defined.rule.head.value, defined.rule.body, defined.rule.head.location)
        ]
        branches += defined.rule.elseBranches.map { ($0.value, $0.body, $0.location) }
        let found = newRegister()
        let tracksSuccess = branches.count > 1 && !exitsEarly
        if tracksSuccess { emit(.clear, a: found) }
        for (index, branch) in branches.enumerated() {
            let end = index == branches.count - 1 ? next : newLabel()
            bound = argumentBound
            loops = []
            fail = end
            checkRedeclaration(of: arguments, in: branch.body)
            let value = generateBody(branch.body, heads: [branch.value].compactMap(\.self), parent: arguments).first
            let operand = value ?? self.operand(.true)
            if exitsEarly {
                emit(.returnValue, b: operand)
            } else {
                at(branch.location)
                emit(
                    .setResult, a: result, b: operand,
                    c: site(.none, isFunction ? [0] : [], at: branch.location), fail: fail)
                if tracksSuccess { emit(.move, a: found, b: self.operand(.true)) }
                jump(isSettled(branch.value, value) ? end : fail)
            }
            if index < branches.count - 1 {
                place(end)
                if tracksSuccess { emit(.skipIfDefined, a: found, fail: next) }
            }
        }
    }

    /// Whether further answers of the body could only give the same value again.
    private func isSettled(_ term: Term?, _ operand: Int32?) -> Bool {
        guard let operand, operand >= 0 else { return true }
        guard let settled = loops.first?.boundBefore else { return true }
        return settled.contains(Int(operand))
    }

    private func checkRedeclaration(of arguments: Scope, in body: Body) {
        for expression in body {
            for name in expression.declaredNames where !name.hasPrefix("$") && arguments.hasOwn(name) {
                resolver.report(.compile, "arg \(name) redeclared", at: expression.location)
            }
        }
    }

    /// Writes a body and then its head terms, whose operands it gives.
    private func generateBody(_ body: Body, heads: [Term], parent: Scope?) -> [Int32] {
        let scope = resolver.closureScope(heads: heads, body: body, parent: parent)
        let resolved = resolver.resolve(body, scope: scope)
        let resolvedHeads = heads.map { resolver.resolve($0, scope: scope) }
        noteInputUse(of: resolved, heads: resolvedHeads)
        emit(body: resolved)
        checkSafe(resolvedHeads, at: heads)
        for (head, term) in zip(resolvedHeads, heads) { checkTypes(head, at: term.location) }
        return emitAll(resolvedHeads)
    }

    private func checkSafe(_ terms: [ResolvedTerm], at places: [Term]) {
        var needs: Set<Int> = []
        var outputs: Set<Int> = []
        for term in terms { analyse(term, &needs, &outputs) }
        for register in needs.subtracting(outputs).sorted() {
            reportUnsafe(register, at: places[0].location)
            bound.insert(register)
        }
    }

    // MARK: Arguments

    /// The scope of a function's arguments, with the code that takes patterns apart.
    private func argumentScope(_ arguments: [Term]) -> Scope {
        let scope = Scope(parent: nil)
        var patterns: [(Term, Int)] = []
        bound.formUnion(arguments.indices)
        for argument in arguments {
            argument.visitPatternVariables { name, location in
                resolver.checkShadowing(name, what: "args", at: location)
            }
        }
        for (index, argument) in arguments.enumerated() {
            if case .variable(let name) = argument.kind, !scope.hasOwn(name) {
                scope.define(name, as: index)
            } else {
                patterns.append((argument, index))
            }
        }
        for (pattern, index) in patterns {
            resolver.declareFree(in: [pattern], body: [], scope: scope)
            let resolved = resolver.resolve(pattern, scope: scope)
            emitUnification(resolved, .local(index), before: [])
        }
        return scope
    }

    // MARK: Partial rules

    func generateSet(_ node: RuleNode) {
        let builder = newRegister()
        let result = newRegister()
        emit(.builderStart, a: builder)
        for defined in node.rules where !defined.rule.isDefault {
            let next = newLabel()
            prepareClause(defined)
            fail = next
            let heads = generateBody(defined.rule.body, heads: [defined.rule.head.key].compactMap(\.self), parent: nil)
            emit(.builderAdd, a: builder, b: heads[0])
            jump(isSettled(defined.rule.head.key, heads[0]) ? next : fail)
            place(next)
        }
        emit(.finishSet, a: result, b: Int32(builder))
        emit(.returnValue, b: Int32(result))
    }

    /// Rules whose heads go on with variables: each answer is a path below the node and what stands there.
    func generatePartial(_ node: RuleNode) {
        for defined in node.partialRules {
            let next = newLabel()
            prepareClause(defined)
            fail = next
            let leaf = defined.rule.head.key ?? defined.rule.head.value
            let heads = generateBody(defined.rule.body, heads: defined.tail + [leaf].compactMap(\.self), parent: nil)
            let operands = leaf == nil ? heads + [operand(.true)] : heads
            at(defined.rule.head.location)
            emit(
                .partialEntry, b: site(.none, operands, at: defined.rule.head.location),
                c: defined.rule.head.key == nil ? 0 : 1, fail: fail)
            jump(fail)
            place(next)
        }
        emit(.returnValue, b: operand(.true))
    }
}
