import Documents

extension CodeGenerator {
    /// Writes the evaluation of `term` and gives the operand that holds its value.
    /// - Parameter target: a register that should hold it, when there is one.
    func emit(_ term: ResolvedTerm, into target: Int? = nil) -> Int32 {
        switch term {
        case .constant(let value):
            return settle(operand(value), into: target)
        case .local(let register):
            if !isBound(register) {
                reportUnsafe(register, at: Location(file: "", line: 0, column: 0))
            }
            return settle(Int32(register), into: target)
        case .input:
            let register = target ?? newRegister()
            emit(.loadInput, a: register, fail: fail)
            return Int32(register)
        case .data:
            return emitReference(.data, [], into: target)
        case .reference(let head, let path):
            return emitReference(head, path, into: target)
        case .array(let terms):
            return emitCollection(.makeArray, emitAll(terms), into: target)
        case .set(let terms):
            return emitCollection(.makeSet, emitAll(terms), into: target)
        case .object(let entries):
            return emitObject(entries, into: target)
        case .comprehension(let comprehension):
            return emitKept(term, free: comprehension.free, into: target) { emitComprehension(comprehension, into: $0) }
        case .call(let call):
            return emitCall(call, term, into: target)
        case .template(let parts):
            return emitTemplate(parts, into: target)
        }
    }

    private func settle(_ operand: Int32, into target: Int?) -> Int32 {
        guard let target, Int32(target) != operand else { return operand }
        emit(.move, a: target, b: operand)
        return Int32(target)
    }

    /// Keys that are written out are put in order here and not for each object.
    private func emitObject(_ entries: [(key: ResolvedTerm, value: ResolvedTerm)], into target: Int?) -> Int32 {
        let operands = emitAll(entries.flatMap { [$0.key, $0.value] })
        let keys = entries.compactMap(\.key.constant)
        let order = keys.indices.sorted { Value.compare(keys[$0], keys[$1]) < 0 }
        guard keys.count == entries.count, keys.allSatisfy(\.isString),
            zip(order, order.dropFirst()).allSatisfy({ !Value.equal(keys[$0], keys[$1]) })
        else { return emitCollection(.makeObject, operands, into: target) }
        let sum = keys.reduce(0) { $0 | CollectionCell.bit(ofKey: $1.stringHeader) }
        let register = target ?? newRegister()
        emit(
            .makeRecord, a: register, b: pool(order.map { operands[$0 * 2] } + order.map { operands[$0 * 2 + 1] }),
            c: Int32(keys.count), d: Int32(bitPattern: sum), fail: fail)
        return Int32(register)
    }

    private func emitCollection(_ operation: Operation, _ operands: [Int32], into target: Int?) -> Int32 {
        let register = target ?? newRegister()
        emit(operation, a: register, b: pool(operands), c: Int32(operands.count), fail: fail)
        return Int32(register)
    }

    /// Evaluates several terms, those that bind variables before those that need them.
    func emitAll(_ terms: [ResolvedTerm]) -> [Int32] {
        var operands = [Int32](repeating: 0, count: terms.count)
        var open = Array(terms.indices)
        while !open.isEmpty {
            let ready = open.firstIndex { index in
                var needs: Set<Int> = []
                var outputs: Set<Int> = []
                analyse(terms[index], &needs, &outputs)
                return needs.subtracting(outputs).isEmpty
            }
            let index = open.remove(at: ready ?? 0)
            operands[index] = emit(terms[index])
        }
        return operands
    }

    // MARK: Memory of a query

    /// Keeps the value of something that is dear to work out: for the query when it depends on no variable, and
    /// otherwise for the steps of all loops in which its variables do not change.
    private func emitKept(
        _ term: ResolvedTerm, free: Set<Int>, into target: Int?, _ work: (Int) -> Void
    ) -> Int32 {
        let register = target ?? newRegister()
        if free.isEmpty {
            emitMemoised(register, work)
        } else if let step = unchangedStep(free), isRepeatable(term) {
            emitKept(register, through: step, work)
        } else {
            work(register)
        }
        return Int32(register)
    }

    /// What tells apart the times between which one of the variables may change, when that is not each time.
    private func unchangedStep(_ free: Set<Int>) -> Int32? {
        guard !isUnderWith, !program.isInstrumented,
            let first = loops.firstIndex(where: { free.isSubset(of: $0.boundBefore) })
        else { return nil }
        return first == 0 ? operand(.true) : loops[first - 1].step
    }

    /// Whether nobody can tell how often a term is worked out.
    private func isRepeatable(_ term: ResolvedTerm) -> Bool {
        var isRepeatable = true
        term.walk { term in
            guard case .call(let call) = term else { return }
            switch call.callee {
            case .print: isRepeatable = false
            case .builtin(let builtin): if !builtin.isPure || builtin.isRelation { isRepeatable = false }
            case .function: break
            }
        }
        return isRepeatable
    }

    private func emitKept(_ register: Int, through step: Int32, _ work: (Int) -> Void) {
        let kept = newRegister()
        let keptStep = newClearedRegister()
        assert(keptStep == kept + 1)
        let (hit, undefined) = (newLabel(), newLabel())
        let outer = fail
        let savedLoops = loops
        emit(.keptLoad, a: register, b: Int32(kept), c: hit.id, d: step, fail: outer)
        withFail(undefined) { work(register) }
        emit(.keep, a: register, b: Int32(kept), d: step)
        jump(hit)
        place(undefined)
        emit(.keepUndefined, b: Int32(kept), d: step)
        jump(outer)
        place(hit)
        loops = savedLoops
    }

    /// Keeps the value of something that depends on no variable, so that a query works it out once.
    private func emitMemoised(_ register: Int, _ work: (Int) -> Void) {
        let slot = program.newMemoSlot()
        let hit = newLabel()
        let undefined = newLabel()
        let outer = fail
        let savedLoops = loops
        emit(.memoLoad, a: register, b: slot, c: hit.id, fail: outer)
        withFail(undefined) { work(register) }
        emit(.memoStore, b: slot, c: Int32(register))
        jump(hit)
        place(undefined)
        emit(.memoStoreUndefined, b: slot)
        jump(outer)
        place(hit)
        loops = savedLoops
    }

    private func emitComprehension(_ comprehension: ResolvedComprehension, into register: Int) {
        let savedBound = bound
        let savedLoops = loops
        let builder = newRegister()
        let end = newLabel()
        at(comprehension.location)
        emit(.builderStart, a: builder)
        let outer = fail
        withFail(end) {
            emit(body: comprehension.body)
            let terms = [comprehension.key, comprehension.value].compactMap(\.self)
            for term in terms { checkTypes(term, at: comprehension.location) }
            let heads = emitAll(terms)
            if comprehension.kind == .object {
                emit(.builderAddPair, a: builder, b: heads[0], c: heads[1])
            } else {
                emit(.builderAdd, a: builder, b: heads[0])
            }
            jump(fail)
        }
        place(end)
        at(comprehension.location)
        let finish: Operation =
            switch comprehension.kind {
            case .array: .finishArray
            case .set: .finishSet
            case .object: .finishObject
            }
        emit(finish, a: register, b: Int32(builder), fail: outer)
        bound = savedBound
        loops = savedLoops
    }

    // MARK: Calls

    private func emitCall(_ call: ResolvedCall, _ term: ResolvedTerm, into target: Int?) -> Int32 {
        switch call.callee {
        case .print:
            emitPrint(call)
            return settle(operand(.true), into: target)
        case .function(let node):
            read(node)
            return emitKept(term, free: freeRegisters(term), into: target) { register in
                let operands = emitAll(call.arguments)
                at(call.location)
                emit(
                    .callFunction, a: register, b: site(.function(node.id), operands, at: call.location), fail: fail)
            }
        case .builtin(let builtin):
            if builtin.isRelation { return emitRelation(call, builtin, into: target) }
            if let comparison = CodeGenerator.comparisons[builtin.name] {
                let operands = emitAll(call.arguments)
                let register = target ?? newRegister()
                emit(comparison.value, a: register, b: operands[0], c: operands[1])
                return Int32(register)
            }
            return emitKept(term, free: freeRegisters(term), into: target) { register in
                let operands = emitAll(call.arguments)
                at(call.location)
                emitBuiltin(builtin, operands, at: call.location, into: register)
            }
        }
    }

    private func emitBuiltin(_ builtin: Builtin, _ operands: [Int32], at location: Location, into register: Int) {
        let site = site(.builtin(builtin), operands, at: location)
        if let first = operands.first, operands.count <= 2, QuickCall(builtin.name) != .none {
            emit(.callQuick, a: register, b: site, c: first, d: operands.last ?? first, fail: fail)
        } else {
            emit(.callBuiltin, a: register, b: site, fail: fail)
        }
    }

    private func emitRelation(_ call: ResolvedCall, _ builtin: Builtin, into target: Int?) -> Int32 {
        let operands = emitAll(call.arguments)
        let list = newRegister()
        at(call.location)
        emit(.callBuiltin, a: list, b: site(.builtin(builtin), operands, at: call.location), fail: fail)
        let register = target ?? newRegister()
        emitScan(Int32(list), key: nil, value: register, conditions: [])
        return Int32(register)
    }

    private func emitPrint(_ call: ResolvedCall) {
        let operands = call.arguments.map { emitOrUndefined($0) }
        emit(.print, b: site(.none, operands, at: call.location))
    }

    private func emitTemplate(_ parts: [ResolvedTerm], into target: Int?) -> Int32 {
        let operands = parts.map { emitOrUndefined($0) }
        let register = target ?? newRegister()
        emit(.template, a: register, b: site(.none, operands, at: Location(file: "", line: 0, column: 0)))
        return Int32(register)
    }

    /// The value of a term, or the text `<undefined>`.
    private func emitOrUndefined(_ term: ResolvedTerm) -> Int32 {
        if let constant = term.constant { return operand(constant) }
        let register = newRegister()
        let undefined = newLabel()
        let done = newLabel()
        let savedBound = bound
        let savedLoops = loops
        withFail(undefined) {
            let value = emit(term)
            emit(.move, a: register, b: value)
        }
        jump(done)
        place(undefined)
        emit(.clear, a: register)
        place(done)
        bound = savedBound
        loops = savedLoops
        return Int32(register)
    }

    // MARK: References

    private func emitReference(_ head: ResolvedTerm, _ path: [ResolvedTerm], into target: Int?) -> Int32 {
        var base: Int32
        var rest = path[...]
        var isVirtual = false
        if case .data = head {
            (base, isVirtual) = emitDataBase(&rest)
        } else {
            base = emit(head)
        }
        while let part = rest.popFirst() {
            let isLast = rest.isEmpty && !isVirtual
            base = emitStep(base, part, into: isLast ? target : nil)
        }
        guard isVirtual else { return settle(base, into: target) }
        let register = target ?? newRegister()
        emit(.materialize, a: register, b: base, fail: fail)
        return Int32(register)
    }

    /// Follows the constant part of a path below `data` at compile time.
    private func emitDataBase(_ rest: inout ArraySlice<ResolvedTerm>) -> (Int32, isVirtual: Bool) {
        var node = policy.tree.root
        while node.rules.isEmpty, node.partialRules.isEmpty, let key = rest.first?.constant, let next = node.child(key)
        {
            node = next
            rest.removeFirst()
        }
        let register = newRegister()
        if !node.rules.isEmpty || !node.partialRules.isEmpty {
            // Below a rule with deeper rules of its own the place is still computed step by step.
            if node.partialRules.isEmpty, !node.children.isEmpty {
                while let key = rest.first?.constant, let next = node.child(key) {
                    node = next
                    rest.removeFirst()
                }
            }
            read(node)
            emit(.ruleValue, a: register, b: Int32(node.id), fail: fail)
            return (Int32(register), false)
        }
        emit(.loadNode, a: register, b: Int32(node.id))
        // A constant key that no module defines leads into the base documents, past all rules.
        if rest.first?.constant != nil { return (Int32(register), false) }
        read(node)
        return (Int32(register), true)
    }

    private func emitStep(_ base: Int32, _ part: ResolvedTerm, into target: Int?) -> Int32 {
        if let key = part.local, !isBound(key) {
            let register = target ?? newRegister()
            let isWildcard = resolver.registerNames[key]?.name.hasPrefix("$") ?? false
            emitScan(base, key: isWildcard && !program.wildcardsMatter ? nil : key, value: register, conditions: [])
            bound.insert(key)
            return Int32(register)
        }
        if hasUnbound(part) {
            let key = newRegister()
            let register = target ?? newRegister()
            emitScan(base, key: key, value: register, conditions: [])
            bound.insert(key)
            emitUnification(part, .local(key), before: [])
            return Int32(register)
        }
        if let key = part.constant {
            let register = target ?? newRegister()
            emit(.dotKey, a: register, b: base, c: program.newKeyPlace(key), fail: fail)
            return Int32(register)
        }
        let key = emit(part)
        let register = target ?? newRegister()
        emit(.dot, a: register, b: base, c: key, fail: fail)
        return Int32(register)
    }

    /// Whether a composite in brackets has variables that it can bind.
    private func hasUnbound(_ term: ResolvedTerm) -> Bool {
        switch term {
        case .local(let register): !isBound(register)
        case .array(let terms): terms.contains { hasUnbound($0) }
        case .object(let entries): entries.contains { hasUnbound($0.value) }
        default: false
        }
    }

    // MARK: Unification

    func emitUnification(
        _ left: ResolvedTerm, _ right: ResolvedTerm, before rest: ArraySlice<ResolvedExpression>
    ) {
        if let register = left.local, !isBound(register) {
            emitBinding(register, right, before: rest)
        } else if let register = right.local, !isBound(register) {
            emitBinding(register, left, before: rest)
        } else if hasUnbound(left) || hasUnbound(right) {
            emitDestructuring(left, right)
        } else {
            let operands = emitAll([left, right])
            emit(.equal, b: operands[0], c: operands[1], fail: fail)
        }
    }

    private func emitBinding(_ register: Int, _ term: ResolvedTerm, before rest: ArraySlice<ResolvedExpression>) {
        // `x := xs[_]` over something that is the same for the whole query can use an index.
        if case .reference(let head, let path) = term, let last = path.last?.local, !isBound(last),
            isStable(head), path.dropLast().allSatisfy({ $0.constant != nil })
        {
            let wanted = conditions(on: register, in: rest)
            if !wanted.isEmpty {
                let base = emit(path.count == 1 ? head : .reference(head, Array(path.dropLast())))
                emitScan(base, key: last, value: register, conditions: wanted)
                bound.insert(last)
                bound.insert(register)
                return
            }
        }
        registerTypes[register] = isUnderWith ? .any : type(of: term)
        _ = emit(term, into: register)
        bound.insert(register)
        if isStable(term) { stable.insert(register) }
    }

    /// Whether a term has one value for the whole query, so that an index over it can be kept.
    func isStable(_ term: ResolvedTerm) -> Bool {
        freeRegisters(term).allSatisfy { stable.contains($0) }
    }

    private func emitDestructuring(_ left: ResolvedTerm, _ right: ResolvedTerm) {
        if let pairs = structuralPairs(left, right) {
            if pairs.isEmpty { jump(fail) }
            emitPairs(pairs)
        } else if isComposite(left), hasUnbound(left) {
            emitPattern(left, emit(right))
        } else {
            emitPattern(right, emit(left))
        }
    }

    private func emitPairs(_ pairs: [(ResolvedTerm, ResolvedTerm)]) {
        var open = pairs
        while !open.isEmpty {
            let ready = open.firstIndex { analyseUnification($0.0, $0.1).needs.isEmpty } ?? 0
            let pair = open.remove(at: ready)
            emitUnification(pair.0, pair.1, before: [])
        }
    }

    private func emitPattern(_ pattern: ResolvedTerm, _ value: Int32) {
        switch pattern {
        case .array(let terms):
            emit(.checkArray, b: value, c: Int32(terms.count), fail: fail)
            var parts: [(ResolvedTerm, ResolvedTerm)] = []
            for (index, term) in terms.enumerated() {
                if let register = term.local, !isBound(register) {
                    emit(.element, a: register, b: value, c: Int32(index))
                    bound.insert(register)
                } else {
                    let register = newRegister()
                    emit(.element, a: register, b: value, c: Int32(index))
                    bound.insert(register)
                    parts.append((term, .local(register)))
                }
            }
            emitPairs(parts)
        case .object(let entries):
            emit(.checkObject, b: value, c: Int32(entries.count), fail: fail)
            var parts: [(ResolvedTerm, ResolvedTerm)] = []
            for entry in entries {
                let key = emit(entry.key)
                let register = newRegister()
                emit(.dot, a: register, b: value, c: key, fail: fail)
                bound.insert(register)
                parts.append((entry.value, .local(register)))
            }
            emitPairs(parts)
        default:
            emitUnification(pattern, .local(Int(value)), before: [])
        }
    }
}
