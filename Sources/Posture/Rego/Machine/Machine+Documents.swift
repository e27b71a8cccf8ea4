import Documents

/// The documents below `data`: base documents and the rules that lie over them.
extension Machine {
    /// The value of a node's own rules, or of its whole extent when it has rules with variables in their heads.
    func value(of id: Int, frame: UnsafeMutablePointer<Value>) throws(EvaluationError) -> Value {
        if layer.hasOverrides, let replaced = override(of: id) { return replaced }
        let known = layer.nodes[id]
        if known.isDefined { return known }
        let node = program.nodes[id]
        let value: Value
        switch node.kind {
        case .complete, .set:
            if let routine = node.routine {
                value = try run(routine, frame: frame)
            } else {
                value = .undefined
            }
            if node.partialRoutine != nil || !node.children.isEmpty, value.isUndefined || value.isObject {
                let extent = try extent(of: id, over: value, frame: frame)
                layer.nodes[id] = extent.isUndefined ? Layer.none : extent
                return extent
            }
        case .function:
            value = .undefined
        case .folder:
            value = try extent(of: id, over: base(of: id), frame: frame)
        }
        layer.nodes[id] = value.isUndefined ? Layer.none : value
        return value
    }

    /// The base document at a node's path.
    func base(of id: Int) -> Value {
        var value = layer.data
        for key in program.nodes[id].path {
            value = value.lookup(key)
            if value.isUndefined { return .undefined }
        }
        return value
    }

    private func override(of id: Int) -> Value? {
        if let value = layer.overrides[id] { return value }
        // A replacement further up covers everything below it.
        var current = program.nodes[id].parent
        while current >= 0 {
            if var value = layer.overrides[current] {
                for key in program.nodes[id].path.dropFirst(program.nodes[current].path.count) {
                    value = value.lookup(key)
                    if value.isUndefined { return .undefined }
                }
                return value
            }
            current = program.nodes[current].parent
        }
        return nil
    }

    /// What stands under `key` below a node: another node, a rule's value, or a base document.
    func lookup(
        node reference: Value, key: Value, frame: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) -> Value {
        let id = Int(reference.bits >> 4)
        if layer.hasOverrides, let replaced = override(of: id) { return replaced.lookup(key) }
        let node = program.nodes[id]
        if let child = child(of: node, key) {
            let next = program.nodes[child]
            if next.kind == .folder && next.partialRoutine == nil {
                return Value(bits: UInt64(child) << 4 | Value.Tag.virtual)
            }
            let value = try value(of: child, frame: frame)
            return value.bits == Layer.none.bits ? .undefined : value
        }
        return base(of: id).lookup(key)
    }

    private func child(of node: ProgramNode, _ key: Value) -> Int? {
        guard key.isString else { return nil }
        var low = 0
        var high = node.children.count
        while low < high {
            let middle = (low + high) / 2
            let order = Value.compare(node.children[middle].key, key)
            if order == 0 { return node.children[middle].node }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// All keys below a node, in order, as an array.
    func keys(of reference: Value) throws(EvaluationError) -> Value {
        let id = Int(reference.bits >> 4)
        if layer.hasOverrides, let replaced = override(of: id) {
            return replaced.isObject ? arena.array(replaced.keys) : arena.array([])
        }
        var keys = program.nodes[id].children.map(\.key)
        let base = base(of: id)
        if base.isObject { keys += base.keys }
        return arena.array(arena.set(keys).elements)
    }

    /// The whole document at a node.
    func materialize(_ reference: Value, frame: UnsafeMutablePointer<Value>) throws(EvaluationError) -> Value {
        let value = try value(of: Int(reference.bits >> 4), frame: frame)
        return value.bits == Layer.none.bits ? .undefined : value
    }

    /// Everything below a node as one object: base documents, then packages and rules.
    private func extent(
        of id: Int, over base: Value, frame: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) -> Value {
        let node = program.nodes[id]
        if node.children.isEmpty, node.partialRoutine == nil {
            return base.isDefined
                ? base : (node.isPackage || id == 0 ? arena.object([(key: Value, value: Value)]()) : .undefined)
        }
        let root = ExtentBuilder(base)
        if let routine = node.partialRoutine {
            extents.append(root)
            defer { extents.removeLast() }
            _ = try run(routine, frame: frame)
        }
        for child in node.children {
            let below = program.nodes[child.node]
            let value =
                below.kind == .function
                ? Value.undefined : try value(of: child.node, frame: frame)
            if value.isDefined, value.bits != Layer.none.bits {
                try root.place(value, at: child.key, arena)
            }
        }
        return try root.finish(arena)
    }

    /// Takes one answer of a partial rule.
    func addEntry(_ values: [Value], isElement: Bool, at location: Location) throws(EvaluationError) {
        guard let extent = extents.last else { return }
        if extent.count >= budget.results {
            throw EvaluationError(.budget, "more than \(budget.results) results", at: location)
        }
        try extent.add(path: values.dropLast(), leaf: values[values.count - 1], isElement: isElement, at: location)
    }

    // MARK: With

    func pushWith(
        _ view: RoutineView, site: Int, _ regs: UnsafeMutablePointer<Value>, _ consts: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) {
        let with = view.withSites[site]
        let next = layer.onTop()
        var value = Value.undefined
        if case .value(let operand) = with.replacement {
            value = operand >= 0 ? regs[Int(operand)] : consts[Int(~operand)]
        }
        switch with.target {
        case .input(let path):
            next.input = set(value, at: path[...], in: next.input)
        case .data(let path):
            replace(path, with: value, in: next)
        case .builtin(let name):
            next.hasMocks = true
            next.builtinMocks[name] = mock(with.replacement, value)
        case .function(let node):
            next.hasMocks = true
            next.functionMocks[node] = mock(with.replacement, value)
        }
        layers.append(layer)
        layer = next
    }

    private func mock(_ replacement: WithSite.Replacement, _ value: Value) -> Layer.Mock {
        switch replacement {
        case .value: .value(value)
        case .builtin(let builtin): .builtin(builtin)
        case .function(let node): .function(node)
        }
    }

    private func set(_ value: Value, at path: ArraySlice<Value>, in document: Value) -> Value {
        guard let key = path.first else { return value }
        let below = document.isObject ? document.lookup(key) : .undefined
        let inner = set(value, at: path.dropFirst(), in: below)
        if document.isObject { return arena.object(document, setting: key, to: inner) }
        return arena.object([(key: key, value: inner)])
    }

    private func replace(_ path: [Value], with value: Value, in layer: Layer) {
        var id = 0
        for (index, key) in path.enumerated() {
            if let covered = layer.overrides[id] {
                layer.overrides[id] = set(value, at: path[index...], in: covered)
                return
            }
            guard let next = child(of: program.nodes[id], key) else {
                layer.data = set(value, at: path[...], in: layer.data)
                return
            }
            id = next
        }
        layer.hasOverrides = true
        layer.overrides[id] = value
        // The new value covers replacements below it.
        for other in layer.overrides.keys where other != id && isBelow(other, id) { layer.overrides[other] = nil }
    }

    private func isBelow(_ node: Int, _ ancestor: Int) -> Bool {
        var current = program.nodes[node].parent
        while current >= 0 {
            if current == ancestor { return true }
            current = program.nodes[current].parent
        }
        return false
    }

    // MARK: Text

    func printValues(_ values: [Value], at location: Location) {
        onPrint?(values.map { $0.isUndefined ? "<undefined>" : plainText($0) }.joined(separator: " "), location)
    }

    func text(_ parts: [Value]) -> Value {
        arena.string(parts.map { $0.isUndefined ? "<undefined>" : plainText($0) }.joined())
    }

    private func plainText(_ value: Value) -> String { value.isString ? value.string : ValueText.text(of: value) }
}

/// The object that the answers of partial rules build, level by level.
final class ExtentBuilder {
    private enum Entry {
        case value(Value, Location?)
        case elements([Value])
        case level(ExtentBuilder)
    }
    private var entries: [(key: Value, entry: Entry)] = []
    private var places: [Key: Int] = [:]
    private let base: Value
    private(set) var count = 0

    private struct Key: Hashable {
        let value: Value
        static func == (left: Key, right: Key) -> Bool { Value.equal(left.value, right.value) }
        func hash(into hasher: inout Hasher) { hasher.combine(value.hash) }
    }

    init(_ base: Value) { self.base = base }

    private func conflict(at location: Location?) -> EvaluationError {
        EvaluationError(.conflict, "object keys must be unique", at: location)
    }

    func add(path: ArraySlice<Value>, leaf: Value, isElement: Bool, at location: Location) throws(EvaluationError) {
        count += 1
        guard let key = path.first else { return }
        let place = places[Key(value: key)]
        if path.count == 1 {
            guard let place else {
                append(key, isElement ? .elements([leaf]) : .value(leaf, location))
                return
            }
            switch entries[place].entry {
            case .value(let known, let other):
                if isElement || !Value.equal(known, leaf) {
                    let message = "object keys must be unique"
                    throw EvaluationError(
                        .conflict,
                        other == nil || other == location
                            ? message : message + " (another value comes from \(other.map(\.description) ?? ""))",
                        at: location)
                }
            case .elements(var elements):
                guard isElement else { throw conflict(at: location) }
                entries[place].entry = .elements([])
                elements.append(leaf)
                entries[place].entry = .elements(elements)
            case .level:
                throw conflict(at: location)
            }
            return
        }
        if let place {
            guard case .level(let level) = entries[place].entry else { throw conflict(at: location) }
            try level.add(path: path.dropFirst(), leaf: leaf, isElement: isElement, at: location)
        } else {
            let level = ExtentBuilder(.undefined)
            append(key, .level(level))
            try level.add(path: path.dropFirst(), leaf: leaf, isElement: isElement, at: location)
        }
    }

    /// A value from a rule or package of its own.
    func place(_ value: Value, at key: Value, _ arena: Arena) throws(EvaluationError) {
        guard let place = places[Key(value: key)] else {
            append(key, .value(value, nil))
            return
        }
        let known: Value
        switch entries[place].entry {
        case .value(let value, _): known = value
        case .elements(let elements): known = arena.set(elements)
        case .level(let level): known = try level.finish(arena)
        }
        entries[place].entry = .value(try merge(known, value, arena), nil)
    }

    private func merge(_ left: Value, _ right: Value, _ arena: Arena) throws(EvaluationError) -> Value {
        if Value.equal(left, right) { return left }
        guard left.isObject, right.isObject else { throw conflict(at: nil) }
        var merged = zip(left.keys, left.values).map { (key: $0, value: $1) }
        for (index, entry) in merged.enumerated() {
            let other = right.lookup(entry.key)
            if other.isDefined { merged[index].value = try merge(entry.value, other, arena) }
        }
        for (key, value) in zip(right.keys, right.values) where left.lookup(key).isUndefined {
            merged.append((key, value))
        }
        return arena.object(merged)
    }

    private func append(_ key: Value, _ entry: Entry) {
        places[Key(value: key)] = entries.count
        entries.append((key, entry))
    }

    func finish(_ arena: Arena) throws(EvaluationError) -> Value {
        var all: [(key: Value, value: Value)] = []
        if base.isObject { all += zip(base.keys, base.values).map { (key: $0, value: $1) } }
        for (key, entry) in entries {
            switch entry {
            case .value(let value, _): all.append((key, value))
            case .elements(let elements): all.append((key, arena.set(elements)))
            case .level(let level): all.append((key, try level.finish(arena)))
            }
        }
        return arena.object(all)
    }
}
