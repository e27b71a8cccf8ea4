import Documents

/// Applies the operations of RFC 6902 in OPA's manner: on sets, too, where an element is its own key.
struct JSONPatch {
    private let arena: Arena
    private let meter: ResultMeter

    init(_ context: BuiltinContext) {
        arena = context.arena
        meter = ResultMeter(context)
    }

    /// - Throws: ``BuiltinError/failure(_:)`` with the sentence of OPA when an operation can not be carried out.
    func apply(_ patches: Value, to target: Value) throws(BuiltinError) -> Value {
        for patch in patches.elements where !patch.isObject {
            throw .failure("must be an array of JSON-Patch objects, but at least one element is not an object")
        }
        let root = PatchNode(target)
        for patch in patches.elements {
            try apply(patch, to: root)
            try meter.check()
        }
        return try root.render(arena, meter, depth: 0)
    }

    private func apply(_ patch: Value, to root: PatchNode) throws(BuiltinError) {
        let operation = try attribute("op", of: patch)
        guard operation.isString else {
            throw .failure("attribute 'op' must be a string but found: \(operation.typeName)")
        }
        let name = operation.string
        let path = try DocumentPaths.parse(try attribute("path", of: patch), arena)
        guard ["add", "remove", "replace", "move", "copy", "test"].contains(name) else {
            throw .failure("unrecognized op: '\(name)'")
        }
        switch name {
        case "add":
            try root.insert(try attribute("value", of: patch), at: path)
        case "remove":
            try root.delete(at: path)
        case "replace":
            if !path.isEmpty { try root.delete(at: path) }
            try root.insert(try attribute("value", of: patch), at: path)
        case "move", "copy":
            let source = try DocumentPaths.parse(try attribute("from", of: patch), arena)
            let value = try root.node(at: source[...]).render(arena, meter, depth: 0)
            if name == "move" {
                try move(value, root, from: source, to: path)
            } else {
                try root.insert(value, at: path)
            }
        default:
            let found = try root.node(at: path[...]).render(arena, meter, depth: 0)
            let wanted = try attribute("value", of: patch)
            guard Value.equal(wanted, found) else {
                throw .failure(
                    "value from EditTree != patch value.\n\nExpected: \(TermText.of(wanted))"
                        + "\n\nFound: \(TermText.of(found))")
            }
        }
    }

    private func move(_ value: Value, _ root: PatchNode, from source: [Value], to path: [Value]) throws(BuiltinError) {
        if source.isEmpty && !path.isEmpty {
            throw .failure(
                path.count == 1
                    ? "deleted node encountered during insert operation"
                    : "nil value encountered where composite value was expected")
        }
        if !source.isEmpty { try root.delete(at: source) }
        try root.insert(value, at: path)
    }

    private func attribute(_ name: String, of patch: Value) throws(BuiltinError) -> Value {
        let value = patch.lookup(arena.string(name))
        if value.isUndefined { throw .failure("missing required attribute '\(name)'") }
        return value
    }
}

/// A place in a document that is being patched. Only containers on the way of an operation are taken apart.
private final class PatchNode {
    private enum Content {
        /// Untouched.
        case value(Value)
        case array([PatchNode])
        /// The entries of an object, or the elements of a set under themselves.
        case keyed([ValueKey: PatchNode], isSet: Bool)
    }

    private var content: Content
    /// What stood here first, for messages.
    private var original: Value

    init(_ value: Value) {
        content = .value(value)
        original = value
    }

    private func takeApart() {
        guard case .value(let value) = content else { return }
        switch value.kind {
        case .array: content = .array(value.elements.map { PatchNode($0) })
        case .object:
            content = .keyed(
                Dictionary(
                    zip(value.keys.map { ValueKey($0) }, value.values.map { PatchNode($0) }),
                    uniquingKeysWith: { first, _ in first }), isSet: false)
        case .set:
            content = .keyed(
                Dictionary(
                    value.elements.map { (ValueKey($0), PatchNode($0)) }, uniquingKeysWith: { first, _ in first }),
                isSet: true)
        default: break
        }
    }

    /// The node that `path` leads to.
    func node(at path: ArraySlice<Value>) throws(BuiltinError) -> PatchNode {
        var node = self
        for key in path {
            node.takeApart()
            switch node.content {
            case .array(let nodes):
                let index = try PatchNode.index(key, count: nodes.count)
                guard nodes.indices.contains(index) else { throw node.missing(Value(smallInteger: index), "array") }
                node = nodes[index]
            case .keyed(let nodes, let isSet):
                guard let next = nodes[ValueKey(key)] else { throw node.missing(key, isSet ? "set" : "object") }
                node = next
            case .value: throw node.notComposite(for: key)
            }
        }
        return node
    }

    func insert(_ value: Value, at path: [Value]) throws(BuiltinError) {
        guard let key = path.last else {
            content = .value(value)
            original = value
            return
        }
        let parent = try node(at: path.dropLast())
        parent.takeApart()
        switch parent.content {
        case .array(var nodes):
            let index = try PatchNode.index(key, count: nodes.count)
            guard index >= 0, index <= nodes.count else {
                throw .failure("index for array insertion out of bounds")
            }
            parent.content = .value(.null)
            nodes.insert(PatchNode(value), at: index)
            parent.content = .array(nodes)
        case .keyed(var nodes, let isSet):
            if isSet && !Value.equal(key, value) {
                throw .failure(
                    "set key \(TermText.of(key)) does not equal value to be inserted \(TermText.of(value))")
            }
            parent.content = .value(.null)
            nodes[ValueKey(key)] = PatchNode(value)
            parent.content = .keyed(nodes, isSet: isSet)
        case .value: throw parent.notComposite()
        }
    }

    func delete(at path: [Value]) throws(BuiltinError) {
        guard let key = path.last else { throw .failure("the root of a document can not be removed") }
        let parent = try node(at: path.dropLast())
        parent.takeApart()
        switch parent.content {
        case .array(var nodes):
            let index = try PatchNode.index(key, count: nodes.count)
            guard nodes.indices.contains(index) else { throw .failure("index for array delete out of bounds") }
            parent.content = .value(.null)
            nodes.remove(at: index)
            parent.content = .array(nodes)
        case .keyed(var nodes, let isSet):
            parent.content = .value(.null)
            let removed = nodes.removeValue(forKey: ValueKey(key))
            parent.content = .keyed(nodes, isSet: isSet)
            if removed == nil { throw .failure("cannot delete child key \(TermText.of(key)) that does not exist") }
        case .value: throw parent.notComposite()
        }
    }

    /// The patched document.
    func render(_ arena: Arena, _ meter: ResultMeter, depth: Int) throws(BuiltinError) -> Value {
        try Nesting.check(depth)
        switch content {
        case .value(let value): return value
        case .array(let nodes):
            var values: [Value] = []
            values.reserveCapacity(nodes.count)
            for node in nodes { values.append(try node.render(arena, meter, depth: depth + 1)) }
            try meter.check(adding: values.count * 8)
            return arena.array(values)
        case .keyed(let nodes, let isSet):
            var entries: [(key: Value, value: Value)] = []
            entries.reserveCapacity(nodes.count)
            for (key, node) in nodes {
                entries.append((key.value, try node.render(arena, meter, depth: depth + 1)))
            }
            try meter.check(adding: entries.count * 16)
            return isSet ? arena.set(entries.map(\.value)) : arena.object(entries)
        }
    }

    private static func index(_ key: Value, count: Int) throws(BuiltinError) -> Int {
        switch key.kind {
        case .number:
            guard let index = key.integer else { throw .failure("invalid number type for indexing") }
            return index
        case .string:
            let text = key.string
            if text == "-" { return count }
            guard let index = Int(text) else { throw .failure("invalid string for indexing") }
            if text != "0" && text.hasPrefix("0") { throw .failure("leading zeros are not allowed in JSON paths") }
            return index
        default:
            throw .failure("invalid type for indexing")
        }
    }

    private func missing(_ key: Value, _ kind: String) -> BuiltinError {
        // OPA leaves the quotes out in sets.
        let name = kind == "set" && key.isString ? key.string : TermText.of(key)
        return .failure("path \(name) does not exist in \(kind) term \(TermText.of(original))")
    }

    private func notComposite(for key: Value? = nil) -> BuiltinError {
        let place = key.map { " for path " + TermText.of($0) } ?? ""
        let name = original.kind.map { $0.name.prefix(1).uppercased() + $0.name.dropFirst() } ?? ""
        return .failure("expected composite type\(place), found value: \(TermText.of(original)) (type: ast.\(name))")
    }
}
