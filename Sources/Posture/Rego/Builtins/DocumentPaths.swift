import Documents

extension BuiltinTable {
    /// Functions that address parts of a document by paths.
    static let documentPaths: [Builtin] = [
        Builtin("json.filter", [.object, DocumentPaths.list], .object) { context, arguments throws(BuiltinError) in
            let object = try arguments.object(0)
            let tree = PathTree(try DocumentPaths.read(arguments, 1, context.arena))
            return try PathSelection(context).filter(object, tree, depth: 0)
        },
        Builtin("json.remove", [.object, DocumentPaths.list], .object) { context, arguments throws(BuiltinError) in
            let object = try arguments.object(0)
            let tree = PathTree(try DocumentPaths.read(arguments, 1, context.arena))
            return try PathSelection(context).remove(object, tree, depth: 0)
        },
        Builtin("json.patch", [.any, .array(.object)], .any) { context, arguments throws(BuiltinError) in
            let patches = try arguments.array(1)
            return try JSONPatch(context).apply(patches, to: arguments[0])
        },
    ]
}

/// Paths as policies write them: `a/b~1c/0` (RFC 6901, the first slash left out or not) or an array of keys.
enum DocumentPaths {
    private static let path = RegoType.union([.string, .array(.any)])
    static let list = RegoType.union([.array(path), .set(path)])

    /// The paths that argument `index` lists.
    static func read(
        _ arguments: UnsafeBufferPointer<Value>, _ index: Int, _ arena: Arena
    ) throws(BuiltinError) -> [[Value]] {
        var paths: [[Value]] = []
        for path in try arguments.oneOf([.set, .array], index).elements { paths.append(try parse(path, arena)) }
        return paths
    }

    /// The keys of one path; none for the empty text.
    static func parse(_ path: Value, _ arena: Arena) throws(BuiltinError) -> [Value] {
        if path.isArray { return Array(path.elements) }
        guard path.isString else {
            throw .operand(
                2,
                "must be one of {set, array} containing string paths or array of path segments but got \(path.typeName)"
            )
        }
        let text = path.utf8
        guard !text.isEmpty else { return [] }
        let slash = UInt8(ascii: "/")
        return text.drop { $0 == slash }.split(separator: slash, omittingEmptySubsequences: false)
            .map { arena.string(unescape($0)) }
    }

    /// First `~1`, then `~0`, each over the whole text.
    private static func unescape(_ segment: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        let tilde = UInt8(ascii: "~")
        guard segment.contains(tilde) else { return Array(segment) }
        return replace(UInt8(ascii: "0"), by: tilde, in: replace(UInt8(ascii: "1"), by: UInt8(ascii: "/"), in: segment))
    }

    private static func replace(_ code: UInt8, by byte: UInt8, in text: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for next in text {
            if next == code, result.last == UInt8(ascii: "~") {
                result[result.count - 1] = byte
            } else {
                result.append(next)
            }
        }
        return result
    }
}

/// Many paths as one tree. Below a place that a path names as a whole nothing more is said.
final class PathTree {
    private(set) var isWhole = false
    private(set) var children: [ValueKey: PathTree] = [:]

    private init() {}

    /// Paths without any key are passed over.
    init(_ paths: [[Value]]) {
        for path in paths where !path.isEmpty {
            var node = self
            for key in path where !node.isWhole {
                let child = node.children[ValueKey(key)] ?? PathTree()
                node.children[ValueKey(key)] = child
                node = child
            }
            node.isWhole = true
            node.children = [:]
        }
    }

    // A path may have as many keys as memory allows; freeing it node by node must not recurse as deep.
    deinit {
        var pending = Array(children.values)
        children = [:]
        while var node = pending.popLast() {
            if isKnownUniquelyReferenced(&node) {
                pending.append(contentsOf: node.children.values)
                node.children = [:]
            }
        }
    }
}

/// Takes the parts that a tree of paths names out of a document, or leaves only these.
struct PathSelection {
    private let arena: Arena
    private let meter: ResultMeter

    init(_ context: BuiltinContext) {
        arena = context.arena
        meter = ResultMeter(context)
    }

    /// What `tree` names of `value`. Scalars stay even when a path leads on below them.
    func filter(_ value: Value, _ tree: PathTree, depth: Int) throws(BuiltinError) -> Value {
        if tree.isWhole || !value.isCollection { return value }
        try Nesting.check(depth)
        var keys: [Value] = []
        var values: [Value] = []
        for (key, child) in named(in: value, tree) {
            keys.append(key)
            values.append(try filter(value.lookup(key), child, depth: depth + 1))
        }
        return try build(value.tag, keys, values)
    }

    /// `value` without what `tree` names.
    func remove(_ value: Value, _ tree: PathTree, depth: Int) throws(BuiltinError) -> Value {
        guard value.isCollection else { return value }
        try Nesting.check(depth)
        var keys: [Value] = []
        var values: [Value] = []
        let slots = value.isObject ? value.values : value.elements
        for index in slots.indices {
            let key = value.isArray ? Value(smallInteger: index) : value.elements[index]
            guard let child = tree.children[ValueKey(value.isArray ? text(index) : key)] else {
                keys.append(key)
                values.append(slots[index])
                continue
            }
            if child.isWhole { continue }
            keys.append(key)
            values.append(try remove(slots[index], child, depth: depth + 1))
        }
        return try build(value.tag, keys, values)
    }

    /// The keys of `value` that `tree` has, in order. Elements of arrays are named by the text of their index.
    private func named(in value: Value, _ tree: PathTree) -> [(Value, PathTree)] {
        var result: [(Value, PathTree)] = []
        for (key, child) in tree.children {
            let key = value.isArray ? index(key.value) : key.value
            if value.lookup(key).isDefined { result.append((key, child)) }
        }
        return result.sorted { Value.compare($0.0, $1.0) < 0 }
    }

    private func index(_ key: Value) -> Value {
        guard key.isString, let index = Int(key.string), String(index) == key.string else { return .undefined }
        return arena.number(index)
    }

    private func text(_ index: Int) -> Value { arena.string(String(index)) }

    private func build(_ tag: UInt64, _ keys: [Value], _ values: [Value]) throws(BuiltinError) -> Value {
        try meter.check(adding: values.count * 16)
        switch tag {
        case Value.Tag.array: return arena.array(values)
        case Value.Tag.set: return arena.set(values)
        default: return arena.object(zip(keys, values).map { (key: $0, value: $1) })
        }
    }
}
