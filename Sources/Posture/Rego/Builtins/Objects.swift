import Documents

// Objects: the section "Object" of the policy reference, with the document functions in DocumentPaths.swift and
// JSONPatch.swift.
extension BuiltinTable {
    static let objects: [Builtin] =
        [
            Builtin("object.get", [.object, .any, .any], .any) { _, arguments throws(BuiltinError) in
                let found = Objects.get(try arguments.object(0), arguments[1])
                return found.isDefined ? found : arguments[2]
            },
            Builtin("object.keys", [.object], .set(.any)) { context, arguments throws(BuiltinError) in
                context.arena.set(sortedUnique: try arguments.object(0).keys)
            },
            Builtin("object.filter", [.object, Objects.keyList], .object) { context, arguments throws(BuiltinError) in
                let object = try arguments.object(0)
                let keys = try Objects.keySet(arguments, 1, context.arena)
                return Objects.select(object, in: context.arena) { keys.setIndex(of: $0) >= 0 }
            },
            Builtin("object.remove", [.object, Objects.keyList], .object) { context, arguments throws(BuiltinError) in
                let object = try arguments.object(0)
                let keys = try Objects.keySet(arguments, 1, context.arena)
                return Objects.select(object, in: context.arena) { keys.setIndex(of: $0) < 0 }
            },
            Builtin("object.union", [.object, .object], .object) { context, arguments throws(BuiltinError) in
                try ObjectUnion(context).merge(try arguments.object(0), try arguments.object(1), depth: 0)
            },
            Builtin("object.union_n", [.array(.object)], .object) { context, arguments throws(BuiltinError) in
                let objects = try arguments.array(0)
                for element in objects.elements where !element.isObject {
                    throw .operand(1, "must be array of objects but got array containing \(element.typeName)")
                }
                return try ObjectUnion(context).merge(objects.elements)
            },
            Builtin("object.subset", [Objects.composite, Objects.composite], .boolean) {
                context, arguments throws(BuiltinError) in
                Value(try Subset(arena: context.arena).covers(arguments[0], arguments[1]))
            },
        ] + documentPaths + traversals
}

enum Objects {
    static let keyList = RegoType.union([.array(.any), .set(.any), .object])
    static let composite = RegoType.union([.object, .set(.any), .array(.any)])

    /// The value under a key, or under a path of keys when `key` is an array; undefined when there is none.
    static func get(_ object: Value, _ key: Value) -> Value {
        guard key.isArray else { return object.lookup(key) }
        var value = object
        for step in key.elements {
            value = value.lookup(step)
            if value.isUndefined { return .undefined }
        }
        return value
    }

    /// The keys that argument `index` names: those of an object, the elements of a set or an array.
    static func keySet(
        _ arguments: UnsafeBufferPointer<Value>, _ index: Int, _ arena: Arena
    ) throws(BuiltinError) -> Value {
        let keys = try arguments.oneOf([.object, .set, .array], index)
        return keys.isArray ? arena.set(keys.elements) : keys
    }

    /// The entries of an object whose keys are `wanted`.
    static func select(_ object: Value, in arena: Arena, wanted: (Value) -> Bool) -> Value {
        let keys = object.keys
        let places = keys.indices.filter { wanted(keys[$0]) }
        if places.count == keys.count { return object }
        let (result, slots) = arena.slots(count: places.count, slots: places.count * 2, tag: Value.Tag.object)
        for (place, index) in places.enumerated() {
            slots[place] = keys[index]
            slots[places.count + place] = object.values[index]
        }
        return result
    }
}

/// `object.union`: the right side wins, objects under the same key are merged in turn.
struct ObjectUnion {
    private let arena: Arena
    private let meter: ResultMeter

    init(_ context: BuiltinContext) {
        arena = context.arena
        meter = ResultMeter(context)
    }

    /// All of `objects`, as if merged one after the other from the left. O(n log n) in the number of all entries.
    func merge(_ objects: UnsafeBufferPointer<Value>, depth: Int = 0) throws(BuiltinError) -> Value {
        if objects.isEmpty { return arena.object([:]) }
        if objects.count == 1 { return objects[0] }
        if objects.count == 2 { return try merge(objects[0], objects[1], depth: depth) }
        try Nesting.check(depth)
        let entries = objects.flatMap { zip($0.keys, $0.values) }
        let order = entries.indices.sorted { left, right in
            let order = Value.compare(entries[left].0, entries[right].0)
            return order != 0 ? order < 0 : left < right
        }
        var merged: [(key: Value, value: Value)] = []
        var start = 0
        while start < order.count {
            let key = entries[order[start]].0
            var end = start + 1
            while end < order.count, Value.equal(entries[order[end]].0, key) { end += 1 }
            merged.append((key, try lastOrMerged(order[start..<end].map { entries[$0].1 }, depth: depth)))
            start = end
        }
        try meter.check(adding: merged.count * 16)
        return arena.object(merged)
    }

    /// What stays of the values of one key: the last, merged with the objects that stand right before it.
    private func lastOrMerged(_ values: [Value], depth: Int) throws(BuiltinError) -> Value {
        let firstObject = (values.lastIndex { !$0.isObject } ?? -1) + 1
        if firstObject >= values.count - 1 { return values[values.count - 1] }
        let run = arena.array(values[firstObject...])
        return try merge(run.elements, depth: depth + 1)
    }

    /// Walks both sorted key lists side by side.
    func merge(_ left: Value, _ right: Value, depth: Int) throws(BuiltinError) -> Value {
        if left.count == 0 || left.bits == right.bits { return right }
        if right.count == 0 { return left }
        try Nesting.check(depth)
        var keys: [Value] = []
        var values: [Value] = []
        keys.reserveCapacity(left.count + right.count)
        values.reserveCapacity(left.count + right.count)
        var (a, b) = (0, 0)
        while a < left.count || b < right.count {
            let order =
                a == left.count ? 1 : b == right.count ? -1 : Value.compare(left.keys[a], right.keys[b])
            if order < 0 {
                keys.append(left.keys[a])
                values.append(left.values[a])
            } else {
                keys.append(order == 0 ? left.keys[a] : right.keys[b])
                let value = right.values[b]
                let merges = order == 0 && value.isObject && left.values[a].isObject
                values.append(merges ? try merge(left.values[a], value, depth: depth + 1) : value)
            }
            if order <= 0 { a += 1 }
            if order >= 0 { b += 1 }
        }
        let (result, slots) = arena.slots(count: keys.count, slots: keys.count * 2, tag: Value.Tag.object)
        for index in keys.indices {
            slots[index] = keys[index]
            slots[keys.count + index] = values[index]
        }
        try meter.check()
        return result
    }
}

/// `object.subset`.
struct Subset {
    let arena: Arena

    /// Whether `whole` has all that `part` has: entries (nested ones in turn), elements, or a run of an array.
    func covers(_ whole: Value, _ part: Value) throws(BuiltinError) -> Bool {
        switch (whole.kind, part.kind) {
        case (.object, .object): try coversEntries(whole, part, depth: 0)
        case (.set, .set): coversElements(whole, part)
        case (.array, .array): containsRun(whole.elements, part.elements)
        case (.array, .set): coversElements(arena.set(whole.elements), part)
        default:
            throw .operand(0, "both arguments object.subset must be of the same type or array and set")
        }
    }

    private func coversEntries(_ whole: Value, _ part: Value, depth: Int) throws(BuiltinError) -> Bool {
        try Nesting.check(depth)
        for (key, wanted) in zip(part.keys, part.values) {
            let value = whole.lookup(key)
            if value.isUndefined { return false }
            let fits =
                switch (value.kind, wanted.kind) {
                case (.object, .object): try coversEntries(value, wanted, depth: depth + 1)
                case (.set, .set): coversElements(value, wanted)
                case (.array, .array): containsRun(value.elements, wanted.elements)
                default: Value.equal(value, wanted)
                }
            if !fits { return false }
        }
        return true
    }

    private func coversElements(_ whole: Value, _ part: Value) -> Bool {
        part.count <= whole.count && part.elements.allSatisfy { whole.setIndex(of: $0) >= 0 }
    }

    /// Whether `run` stands in `array` without gaps. Linear, after Knuth, Morris and Pratt.
    private func containsRun(_ array: UnsafeBufferPointer<Value>, _ run: UnsafeBufferPointer<Value>) -> Bool {
        guard !run.isEmpty else { return true }
        guard run.count <= array.count else { return false }
        var borders = [Int](repeating: 0, count: run.count)
        var length = 0
        for index in run.indices.dropFirst() {
            while length > 0 && !Value.equal(run[index], run[length]) { length = borders[length - 1] }
            if Value.equal(run[index], run[length]) { length += 1 }
            borders[index] = length
        }
        length = 0
        for element in array {
            while length > 0 && !Value.equal(element, run[length]) { length = borders[length - 1] }
            if Value.equal(element, run[length]) { length += 1 }
            if length == run.count { return true }
        }
        return false
    }
}
