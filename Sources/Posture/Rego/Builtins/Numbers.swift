import BigInt
import Documents

extension BuiltinTable {
    /// Ranges, numbers from and to text, random numbers.
    static let numbers: [Builtin] = [
        Builtin("numbers.range", [.number, .number], .array(.number)) { context, args throws(BuiltinError) in
            try range(context, from: args.bigInteger(0), to: args.bigInteger(1), step: 1)
        },
        Builtin("numbers.range_step", [.number, .number, .number], .array(.number)) {
            context, args throws(BuiltinError) in
            let (start, end) = (try args.bigInteger(0), try args.bigInteger(1))
            let step = try args.bigInteger(2)
            if step <= 0 { throw .failure("step must be a positive integer") }
            return try range(context, from: start, to: end, step: step)
        },
        Builtin("to_number", [.union([.number, .string, .boolean, .null])], .number) {
            context, args throws(BuiltinError) in
            let value = args[0]
            if value.isNumber { return value }
            if value.isNull || value.isFalse { return Value(smallInteger: 0) }
            if value.isTrue { return Value(smallInteger: 1) }
            guard value.isString else { throw .type(1, value, "null", "boolean", "number", "string") }
            return try NumberText.read(value, in: context)
        },
        Builtin("format_int", [.number, .number], .string) { context, args throws(BuiltinError) in
            let number = try args.number(0)
            let base = try args.number(1)
            guard base.isSmallInteger, [2, 8, 10, 16].contains(base.smallInteger) else {
                throw .operand(2, "must be one of {2, 8, 10, 16}")
            }
            if number.isSmallInteger, base.smallInteger == 10, 0...9 ~= number.smallInteger {
                return context.arena.string(count: 1) { $0.pointee = UInt8(ascii: "0") + UInt8(number.smallInteger) }
            }
            if number.isSmallInteger {
                return context.arena.string(String(number.smallInteger, radix: base.smallInteger))
            }
            return context.arena.string(String(try ExactNumber(number).truncated, radix: base.smallInteger))
        },
        Builtin("rand.intn", [.string, .number], .number, isPure: false) { context, args throws(BuiltinError) in
            let name = try args.string(0)
            let bound = try args.integer(1).magnitude
            if bound == 0 { return Value(smallInteger: 0) }
            let key = "rand.intn-\(name.string)-\(bound)"
            if let known = context.queryCache[key] { return known }
            // 64 random bits; what the remainder favours small numbers by is below anyone's notice.
            let word = context.randomBytes(8).reduce(into: UInt64(0)) { $0 = $0 << 8 | UInt64($1) }
            let result = context.arena.number(Int(word % UInt64(bound)))
            context.queryCache[key] = result
            return result
        },
    ]

    /// All numbers from `start` to `end`, both included, upwards or downwards.
    private static func range(
        _ context: BuiltinContext, from start: BigInt, to end: BigInt, step: BigInt
    ) throws(BuiltinError) -> Value {
        let steps = BigInt((end - start).magnitude) / step
        guard let count = Int(exactly: steps) else { throw .resultTooLarge }
        try context.checkCount(count)
        var values: [Value] = []
        values.reserveCapacity(count + 1)
        let isUpwards = end >= start
        if let first = Int(exactly: start), Int(exactly: end) != nil, let stride = Int(exactly: step) {
            // Every number lies between the two ends, so what wraps on the way comes back.
            for index in 0...count {
                values.append(context.arena.number(isUpwards ? first &+ index &* stride : first &- index &* stride))
            }
            return context.arena.array(values)
        }
        var current = start
        for _ in 0...count {
            values.append(context.arena.number(current))
            current += isUpwards ? step : -step
        }
        return context.arena.array(values)
    }
}
