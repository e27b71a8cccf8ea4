import BigInt
import Documents

extension BuiltinTable {
    /// Functions over all elements of a collection.
    static let aggregates: [Builtin] = [
        Builtin("count", [.union([.string, .array(.any), .object, .set(.any)])], .number) {
            _, args throws(BuiltinError) in
            let value = args[0]
            if value.isCollection { return Value(smallInteger: value.count) }
            guard value.isString else { throw .type(1, value, "array", "object", "set", "string") }
            return Value(smallInteger: value.utf8.codePointCount)
        },
        Builtin("sum", [.union([.array(.number), .set(.number)])], .number) { context, args throws(BuiltinError) in
            try fold(context, args, from: 0) { (context, pair) throws(BuiltinError) in
                try Arithmetic.plus(context, pair)
            }
        },
        Builtin("product", [.union([.array(.number), .set(.number)])], .number) { context, args throws(BuiltinError) in
            try fold(context, args, from: 1) { (context, pair) throws(BuiltinError) in
                try Arithmetic.multiply(context, pair)
            }
        },
        Builtin("max", [.union([.array(.any), .set(.any)])], .any) { _, args throws(BuiltinError) in
            try extreme(args, 1)
        },
        Builtin("min", [.union([.array(.any), .set(.any)])], .any) { _, args throws(BuiltinError) in
            try extreme(args, -1)
        },
        Builtin("sort", [.union([.array(.any), .set(.any)])], .array(.any)) { context, args throws(BuiltinError) in
            let elements = try args.arrayOrSet(0)
            if args[0].isSet { return context.arena.array(elements) }
            // `sorted` is stable, so equal numbers of different spelling keep their order.
            return context.arena.array(elements.sorted { Value.compare($0, $1) < 0 })
        },
        Builtin("all", [.union([.array(.any), .set(.any)])], .boolean, isDeprecated: true) {
            _, args throws(BuiltinError) in
            guard args[0].isArray || args[0].isSet else { throw .type(1, args[0], "array", "set") }
            return Value(args[0].elements.allSatisfy(\.isTrue))
        },
        Builtin("any", [.union([.array(.any), .set(.any)])], .boolean, isDeprecated: true) {
            _, args throws(BuiltinError) in
            guard args[0].isArray || args[0].isSet else { throw .type(1, args[0], "array", "set") }
            return Value(args[0].elements.contains(where: \.isTrue))
        },
    ]

    /// Combines all elements, which must be numbers.
    private static func fold(
        _ context: BuiltinContext, _ args: UnsafeBufferPointer<Value>, from start: Int,
        _ combine: (BuiltinContext, UnsafeBufferPointer<Value>) throws(BuiltinError) -> Value
    ) throws(BuiltinError) -> Value {
        let elements = try args.arrayOrSet(0)
        var result = Value(smallInteger: start)
        for element in elements {
            guard element.isNumber else { throw .element(1, of: args[0], element, "number") }
            result = try call(context, result, element, combine)
        }
        return result
    }

    private static func call(
        _ context: BuiltinContext, _ left: Value, _ right: Value,
        _ combine: (BuiltinContext, UnsafeBufferPointer<Value>) throws(BuiltinError) -> Value
    ) throws(BuiltinError) -> Value {
        var pair = (left, right)
        let result = withUnsafePointer(to: &pair) { pointer -> Result<Value, BuiltinError> in
            pointer.withMemoryRebound(to: Value.self, capacity: 2) { base in
                Result { () throws(BuiltinError) in
                    try combine(context, UnsafeBufferPointer(start: base, count: 2))
                }
            }
        }
        return try result.get()
    }

    /// The greatest (`direction` 1) or least (-1) element; undefined when there is none.
    private static func extreme(
        _ args: UnsafeBufferPointer<Value>, _ direction: Int
    ) throws(BuiltinError) -> Value {
        let elements = try args.arrayOrSet(0)
        guard var result = elements.first else { return .undefined }
        for element in elements where Value.compare(element, result) * direction > 0 { result = element }
        return result
    }
}
