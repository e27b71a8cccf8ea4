import Documents

// Arrays and sets: sections "Array" and "Sets" of the policy reference, and what `in` compiles to.
extension BuiltinTable {
    static let arraysAndSets: [Builtin] = [
        Builtin("array.concat", [.array(.any), .array(.any)], .array(.any)) {
            context, arguments throws(BuiltinError) in
            let (left, right) = (try arguments.array(0), try arguments.array(1))
            if left.count == 0 { return right }
            if right.count == 0 { return left }
            return try Collections.concatenate([left, right], context)
        },
        Builtin("array.slice", [.array(.any), .number, .number], .array(.any)) {
            context, arguments throws(BuiltinError) in
            let array = try arguments.array(0)
            let start = min(max(try arguments.integer(1), 0), array.count)
            let stop = min(max(try arguments.integer(2), start), array.count)
            return context.arena.array(UnsafeBufferPointer(rebasing: array.elements[start..<max(start, stop)]))
        },
        Builtin("array.reverse", [.array(.any)], .array(.any)) { context, arguments throws(BuiltinError) in
            context.arena.array(try arguments.array(0).elements.reversed())
        },
        Builtin("array.flatten", [.array(.any)], .array(.any)) { context, arguments throws(BuiltinError) in
            let array = try arguments.array(0)
            let parts = array.elements.map { $0.isArray ? $0 : context.arena.array([$0]) }
            return try Collections.concatenate(parts, context)
        },
        Builtin("intersection", [.set(.set(.any))], .set(.any)) { context, arguments throws(BuiltinError) in
            let sets = try Collections.sets(arguments)
            // From the smallest, so that the cost is bounded by it.
            guard let smallest = sets.min(by: { $0.count < $1.count }) else { return context.arena.set([]) }
            let common = smallest.elements.filter { element in sets.allSatisfy { $0.setIndex(of: element) >= 0 } }
            return context.arena.set(sortedUnique: common)
        },
        Builtin("union", [.set(.set(.any))], .set(.any)) { context, arguments throws(BuiltinError) in
            let sets = try Collections.sets(arguments)
            let all = try Collections.concatenate(Array(sets), context)
            return context.arena.set(all.elements)
        },
        Builtin("set_diff", [.set(.any), .set(.any)], .set(.any), isDeprecated: true) {
            context, arguments throws(BuiltinError) in
            let (left, right) = (try arguments.set(0), try arguments.set(1))
            return context.arena.set(sortedUnique: left.elements.filter { right.setIndex(of: $0) < 0 })
        },
        Builtin("internal.member_2", [.any, .any], .boolean) { _, arguments throws(BuiltinError) in
            Value(Collections.contains(arguments[1], arguments[0]))
        },
        Builtin("internal.member_3", [.any, .any, .any], .boolean) { _, arguments throws(BuiltinError) in
            let found = arguments[2].lookup(arguments[0])
            return Value(found.isDefined && Value.equal(found, arguments[1]))
        },
    ]
}

private enum Collections {
    /// The elements of `parts` (arrays or sets) in one array.
    static func concatenate(_ parts: [Value], _ context: BuiltinContext) throws(BuiltinError) -> Value {
        let total = parts.reduce(0) { $0 + $1.count }
        try ResultMeter(context).check(adding: total * 8)
        let (result, slots) = context.arena.slots(count: total, slots: total, tag: Value.Tag.array)
        var place = slots
        for part in parts {
            guard let source = part.elements.baseAddress else { continue }
            place.update(from: source, count: part.count)
            place += part.count
        }
        return result
    }

    /// The only argument as a set of sets.
    static func sets(_ arguments: UnsafeBufferPointer<Value>) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
        let sets = try arguments.set(0).elements
        for set in sets where !set.isSet { throw .operand(1, "must be set but got \(set.typeName)") }
        return sets
    }

    /// Whether a collection has `element` among its elements or values. False for everything else.
    static func contains(_ collection: Value, _ element: Value) -> Bool {
        switch collection.kind {
        case .set: collection.setIndex(of: element) >= 0
        case .array: collection.elements.contains { Value.equal($0, element) }
        case .object: collection.values.contains { Value.equal($0, element) }
        default: false
        }
    }
}
