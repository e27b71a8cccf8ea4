import BigInt
import Documents

extension BuiltinTable {
    /// Operations on the two's complement of integers of any size.
    static let bits: [Builtin] = [
        Builtin("bits.and", [.number, .number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger && args[1].isSmallInteger {
                return Value(smallInteger: args[0].smallInteger & args[1].smallInteger)
            }
            return try context.arena.number(args.bigInteger(0) & args.bigInteger(1))
        },
        Builtin("bits.or", [.number, .number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger && args[1].isSmallInteger {
                return Value(smallInteger: args[0].smallInteger | args[1].smallInteger)
            }
            return try context.arena.number(args.bigInteger(0) | args.bigInteger(1))
        },
        Builtin("bits.xor", [.number, .number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger && args[1].isSmallInteger {
                return Value(smallInteger: args[0].smallInteger ^ args[1].smallInteger)
            }
            return try context.arena.number(args.bigInteger(0) ^ args.bigInteger(1))
        },
        Builtin("bits.negate", [.number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger { return Value(smallInteger: ~args[0].smallInteger) }
            return try context.arena.number(-args.bigInteger(0) - 1)
        },
        Builtin("bits.lsh", [.number, .number], .number) { context, args throws(BuiltinError) in
            let value = try args.bigInteger(0)
            let distance = try shiftDistance(args)
            guard let distance, distance <= shiftLimit else {
                if value.isZero { return Value(smallInteger: 0) }
                throw .budget("shift by more than \(shiftLimit) bits")
            }
            return context.arena.number(value << distance)
        },
        Builtin("bits.rsh", [.number, .number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger, args[1].isSmallInteger, (0..<64).contains(args[1].smallInteger) {
                return Value(smallInteger: args[0].smallInteger >> args[1].smallInteger)
            }
            let value = try args.bigInteger(0)
            // Beyond any number's width only the sign is left.
            let distance = try shiftDistance(args) ?? shiftLimit
            let shift = min(distance, max(shiftLimit, value.bitWidth))
            // The package rounds towards zero, two's complement goes down.
            let isNegative = value.sign == .minus
            return context.arena.number(isNegative ? -((-value - 1) >> shift) - 1 : value >> shift)
        },
    ]

    /// Bits of the longest result of a shift; in digits that is what arithmetic takes.
    private static let shiftLimit = 16_000

    /// Argument 1 as a distance; nil when it does not fit in 64 bits.
    private static func shiftDistance(_ args: UnsafeBufferPointer<Value>) throws(BuiltinError) -> Int? {
        let distance = try args.bigInteger(1)
        if distance.sign == .minus {
            throw .operand(2, "must be an unsigned integer number but got a negative integer")
        }
        return Int(exactly: distance)
    }
}
