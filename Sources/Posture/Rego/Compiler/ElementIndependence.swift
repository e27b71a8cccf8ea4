import Documents

/// How the rules of a node use `input`, as far as the compiler can prove it.
enum InputUse: Int, Sendable, Comparable {
    /// Not at all.
    case none
    /// Every clause goes once over the elements of `input` and looks at nothing else of it.
    case element
    /// In any other way.
    case whole

    static func < (left: InputUse, right: InputUse) -> Bool { left.rawValue < right.rawValue }
}

extension CompiledPolicy {
    /// Whether the set of findings at `path` can be worked out element by element of `input`: then its value over an
    /// array is the union of its values over any parts of the array.
    ///
    /// True when each clause of the rule iterates `input` once, at the top of its body and without its index, and
    /// nothing that it calls reads `input`.
    public func looksAtOneElement(_ path: [String]) -> Bool {
        guard let start = program.node(at: path), program.nodes[start].kind == .set else { return false }
        guard program.nodes[start].inputUse <= .element else { return false }
        var seen: Set<Int> = [start]
        var open = program.nodes[start].reads
        while let id = open.popLast() {
            guard seen.insert(id).inserted else { continue }
            let node = program.nodes[id]
            if node.inputUse != .none { return false }
            open += node.reads
            open += node.children.map(\.node)
        }
        return true
    }
}

extension Program {
    /// The node at a path below `data`.
    func node(at path: [String]) -> Int? {
        var id = 0
        for name in path {
            guard let next = nodes[id].children.first(where: { $0.key.string == name }) else { return nil }
            id = next.node
        }
        return id
    }
}

extension CodeGenerator {
    /// Judges one clause.
    func noteInputUse(of body: [ResolvedExpression], heads: [ResolvedTerm]) {
        var total = 0
        let count = { (term: ResolvedTerm) in
            if case .input = term { total += 1 }
        }
        for head in heads { head.walk(count) }
        for expression in body { expression.walk(count) }
        let hasWith = body.contains { !$0.with.isEmpty }
        if total == 0 {
            if hasWith { inputUse = max(inputUse, .whole) }
            return
        }
        let iterations = body.count { iteratesInput($0) }
        inputUse = max(inputUse, total == 1 && iterations == 1 && !hasWith ? .element : .whole)
    }

    /// `x := input[_]`, `x = input[_]` or `some x in input`.
    private func iteratesInput(_ expression: ResolvedExpression) -> Bool {
        guard !expression.isNegated else { return false }
        switch expression.kind {
        case .someIn(key: nil, value: .local, domain: .input):
            return true
        case .unify(.local, .reference(.input, let path)), .unify(.reference(.input, let path), .local):
            guard case .local(let key)? = path.first else { return false }
            return resolver.registerNames[key]?.name.hasPrefix("$") ?? false
        default:
            return false
        }
    }
}
