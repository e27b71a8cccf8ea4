import Documents

/// What an expression needs and what it binds: the base of reordering (policy reference, "Safety").
extension CodeGenerator {
    /// Registers that must be bound before `expression` can run and are not, given what is bound now.
    func missing(_ expression: ResolvedExpression) -> Set<Int> {
        var needs: Set<Int> = []
        var outputs: Set<Int> = []
        for modifier in expression.with {
            if case .value(let value) = modifier.replacement { analyse(value, &needs, &outputs) }
        }
        switch expression.kind {
        case .term(let term):
            analyse(term, &needs, &outputs)
        case .unify(let left, let right):
            let unification = analyseUnification(left, right)
            needs.formUnion(unification.needs)
            outputs.formUnion(unification.outputs)
        case .someIn(let key, let value, let domain):
            analyse(domain, &needs, &outputs)
            for pattern in [key, value] {
                if let pattern { analysePattern(pattern, &needs, &outputs) }
            }
        case .every(_, _, let domain, _, let free):
            analyse(domain, &needs, &outputs)
            needs.formUnion(free.filter { !isBound($0) })
        case .body(_, let free):
            needs.formUnion(free.filter { !isBound($0) })
        }
        // A negated expression binds nothing.
        return expression.isNegated ? needs.union(outputs) : needs.subtracting(outputs)
    }

    /// Registers that `expression` will bind.
    func outputs(of expression: ResolvedExpression) -> Set<Int> {
        var needs: Set<Int> = []
        var outputs: Set<Int> = []
        switch expression.kind {
        case .term(let term): analyse(term, &needs, &outputs)
        case .unify(let left, let right): outputs = analyseUnification(left, right).outputs
        case .someIn(let key, let value, let domain):
            analyse(domain, &needs, &outputs)
            for pattern in [key, value] {
                if let pattern { analysePattern(pattern, &needs, &outputs) }
            }
        case .every(_, _, let domain, _, _): analyse(domain, &needs, &outputs)
        case .body: break
        }
        return outputs
    }

    func analyse(_ term: ResolvedTerm, _ needs: inout Set<Int>, _ outputs: inout Set<Int>) {
        switch term {
        case .constant, .input, .data: break
        case .local(let register):
            if !isBound(register) { needs.insert(register) }
        case .reference(let head, let path):
            analyse(head, &needs, &outputs)
            for part in path { analysePattern(part, &needs, &outputs) }
        case .array(let terms), .set(let terms), .template(let terms):
            for term in terms { analyse(term, &needs, &outputs) }
        case .object(let entries):
            for entry in entries {
                analyse(entry.key, &needs, &outputs)
                analyse(entry.value, &needs, &outputs)
            }
        case .comprehension(let comprehension):
            needs.formUnion(comprehension.free.filter { !isBound($0) })
        case .call(let call):
            for argument in call.arguments { analyse(argument, &needs, &outputs) }
        }
    }

    /// A term in a place that binds: the bracket of a reference or the left of `some … in`.
    private func analysePattern(_ term: ResolvedTerm, _ needs: inout Set<Int>, _ outputs: inout Set<Int>) {
        switch term {
        case .local(let register):
            if !isBound(register) { outputs.insert(register) }
        case .array(let terms):
            for term in terms { analysePattern(term, &needs, &outputs) }
        case .object(let entries):
            for entry in entries {
                analyse(entry.key, &needs, &outputs)
                analysePattern(entry.value, &needs, &outputs)
            }
        default:
            analyse(term, &needs, &outputs)
        }
    }

    func analyseUnification(
        _ left: ResolvedTerm, _ right: ResolvedTerm
    ) -> (needs: Set<Int>, outputs: Set<Int>) {
        var needs: Set<Int> = []
        var outputs: Set<Int> = []
        var direct: Set<Int> = []
        analyseSide(left, &needs, &outputs, &direct)
        analyseSide(right, &needs, &outputs, &direct)
        var known = bound.union(outputs)
        var size = -1
        while known.count != size {
            size = known.count
            simulate(left, right, &known)
        }
        let open = direct.subtracting(known)
        return (needs.subtracting(outputs).union(open), outputs.union(direct.intersection(known).subtracting(bound)))
    }

    /// Splits a side of `=` into variables that unification may bind (`direct`) and parts that are evaluated.
    private func analyseSide(
        _ term: ResolvedTerm, _ needs: inout Set<Int>, _ outputs: inout Set<Int>, _ direct: inout Set<Int>
    ) {
        switch term {
        case .local(let register):
            if !isBound(register) { direct.insert(register) }
        case .array(let terms):
            for term in terms { analyseSide(term, &needs, &outputs, &direct) }
        case .object(let entries):
            for entry in entries {
                analyse(entry.key, &needs, &outputs)
                analyseSide(entry.value, &needs, &outputs, &direct)
            }
        default:
            analyse(term, &needs, &outputs)
        }
    }

    private func simulate(_ left: ResolvedTerm, _ right: ResolvedTerm, _ known: inout Set<Int>) {
        if let register = left.local, !known.contains(register) {
            if isGround(right, known) { known.insert(register) }
            return
        }
        if let register = right.local, !known.contains(register) {
            if isGround(left, known) { known.insert(register) }
            return
        }
        if let pairs = structuralPairs(left, right) {
            for pair in pairs { simulate(pair.0, pair.1, &known) }
        } else if isComposite(left), !isComposite(right), isGround(right, known) {
            bindAll(left, &known)
        } else if isComposite(right), !isComposite(left), isGround(left, known) {
            bindAll(right, &known)
        }
    }

    /// Whether all variables that stand in the term itself are known; what references and calls need is checked apart.
    private func isGround(_ term: ResolvedTerm, _ known: Set<Int>) -> Bool {
        switch term {
        case .local(let register): known.contains(register)
        case .array(let terms), .set(let terms): terms.allSatisfy { isGround($0, known) }
        case .object(let entries): entries.allSatisfy { isGround($0.value, known) }
        default: true
        }
    }

    private func bindAll(_ pattern: ResolvedTerm, _ known: inout Set<Int>) {
        switch pattern {
        case .local(let register): known.insert(register)
        case .array(let terms): for term in terms { bindAll(term, &known) }
        case .object(let entries): for entry in entries { bindAll(entry.value, &known) }
        default: break
        }
    }

    func isComposite(_ term: ResolvedTerm) -> Bool {
        switch term {
        case .array, .object: true
        case .constant(let value): value.isArray || value.isObject
        default: false
        }
    }

    /// Parts that must be equal for two composites of one shape; nil when one side is not known in shape; empty when
    /// the shapes differ, so that nothing can be bound.
    func structuralPairs(_ left: ResolvedTerm, _ right: ResolvedTerm) -> [(ResolvedTerm, ResolvedTerm)]? {
        if let a = arrayParts(left), let b = arrayParts(right) {
            return a.count == b.count ? Array(zip(a, b)) : []
        }
        if let a = objectParts(left), let b = objectParts(right) {
            guard a.count == b.count else { return [] }
            var pairs: [(ResolvedTerm, ResolvedTerm)] = []
            for entry in a {
                guard let other = b.first(where: { Value.equal($0.key, entry.key) }) else { return [] }
                pairs.append((entry.value, other.value))
            }
            return pairs
        }
        return nil
    }

    private func arrayParts(_ term: ResolvedTerm) -> [ResolvedTerm]? {
        switch term {
        case .array(let terms): terms
        case .constant(let value) where value.isArray: value.elements.map { .constant($0) }
        default: nil
        }
    }

    private func objectParts(_ term: ResolvedTerm) -> [(key: Value, value: ResolvedTerm)]? {
        switch term {
        case .object(let entries):
            let parts = entries.compactMap { entry in entry.key.constant.map { (key: $0, value: entry.value) } }
            return parts.count == entries.count ? parts : nil
        case .constant(let value) where value.isObject:
            return zip(value.keys, value.values).map { (key: $0, value: .constant($1)) }
        default: return nil
        }
    }

    /// Registers of the routine that a term reads, those of inner closures left out.
    func freeRegisters(_ term: ResolvedTerm) -> Set<Int> {
        var free: Set<Int> = []
        collectFree(term, &free)
        return free
    }

    private func collectFree(_ term: ResolvedTerm, _ free: inout Set<Int>) {
        switch term {
        case .constant, .input, .data: break
        case .local(let register): free.insert(register)
        case .reference(let head, let path):
            collectFree(head, &free)
            for part in path { collectFree(part, &free) }
        case .array(let terms), .set(let terms), .template(let terms):
            for term in terms { collectFree(term, &free) }
        case .object(let entries):
            for entry in entries {
                collectFree(entry.key, &free)
                collectFree(entry.value, &free)
            }
        case .comprehension(let comprehension): free.formUnion(comprehension.free)
        case .call(let call):
            for argument in call.arguments { collectFree(argument, &free) }
        }
    }
}
