import Documents

extension BuiltinTable {
    /// Comparison in the total order of values, and the operators `&` and `|` on sets.
    static let comparison: [Builtin] = [
        Builtin("eq", [.any, .any], .boolean) { _, args throws(BuiltinError) in Value(Value.equal(args[0], args[1])) },
        Builtin("equal", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(Value.equal(args[0], args[1]))
        },
        Builtin("neq", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(!Value.equal(args[0], args[1]))
        },
        Builtin("lt", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(Value.compare(args[0], args[1]) < 0)
        },
        Builtin("lte", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(Value.compare(args[0], args[1]) <= 0)
        },
        Builtin("gt", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(Value.compare(args[0], args[1]) > 0)
        },
        Builtin("gte", [.any, .any], .boolean) { _, args throws(BuiltinError) in
            Value(Value.compare(args[0], args[1]) >= 0)
        },
        Builtin("and", [.set(.any), .set(.any)], .set(.any)) { context, args throws(BuiltinError) in
            let (left, right) = (try args.set(0), try args.set(1))
            let (small, large) = left.count <= right.count ? (left, right) : (right, left)
            return context.arena.set(sortedUnique: small.elements.filter { large.setIndex(of: $0) >= 0 })
        },
        Builtin("or", [.set(.any), .set(.any)], .set(.any)) { context, args throws(BuiltinError) in
            let (left, right) = (try args.set(0), try args.set(1))
            if right.count == 0 { return left }
            if left.count == 0 { return right }
            return context.arena.set(sortedUnique: merged(left.elements, right.elements))
        },
    ]

    /// The union of two sorted runs.
    private static func merged(_ left: UnsafeBufferPointer<Value>, _ right: UnsafeBufferPointer<Value>) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(left.count + right.count)
        var (first, second) = (0, 0)
        while first < left.count && second < right.count {
            let order = Value.compare(left[first], right[second])
            result.append(order <= 0 ? left[first] : right[second])
            if order <= 0 { first += 1 }
            if order >= 0 { second += 1 }
        }
        result.append(contentsOf: left[first...])
        result.append(contentsOf: right[second...])
        return result
    }
}
