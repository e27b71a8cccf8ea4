import BigInt
import Documents

extension BuiltinTable {
    /// The operators on numbers (and `-` on sets), rounding and absolute value.
    static let arithmetic: [Builtin] = [
        Builtin("plus", [.number, .number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.plus(context, args)
        },
        Builtin("minus", [.numberOrSet, .numberOrSet], .numberOrSet) { context, args throws(BuiltinError) in
            try Arithmetic.minus(context, args)
        },
        Builtin("mul", [.number, .number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.multiply(context, args)
        },
        Builtin("div", [.number, .number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.divide(context, args)
        },
        Builtin("rem", [.number, .number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.remainder(context, args)
        },
        Builtin("abs", [.number], .number) { context, args throws(BuiltinError) in
            if args[0].isSmallInteger { return context.arena.number(abs(args[0].smallInteger)) }
            let number = try ExactNumber(args.number(0))
            if number.isPlainInteger { return context.arena.number(BigInt(number.truncated.magnitude)) }
            let float = number.float
            return context.arena.number(float.isNegative ? -float : float)
        },
        Builtin("round", [.number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.toInteger(context, args) { float in
                // Away from zero, by adding a half and cutting off.
                let half = BigFloat64(rounding: 1, exponent: -1, isNegative: float.isNegative)
                return (float + half).truncated
            }
        },
        Builtin("ceil", [.number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.toInteger(context, args) { float in
                float.isInteger || float.isNegative ? float.truncated : float.truncated + 1
            }
        },
        Builtin("floor", [.number], .number) { context, args throws(BuiltinError) in
            try Arithmetic.toInteger(context, args) { float in
                float.isInteger || !float.isNegative ? float.truncated : float.truncated - 1
            }
        },
    ]
}

extension RegoType {
    static let numberOrSet: RegoType = .union([.number, .set(.any)])
}

/// The bodies of the operators: small integers first, then integers of any size, then floats of 64 bits.
enum Arithmetic {
    typealias Arguments = UnsafeBufferPointer<Value>

    @inline(__always)
    static func plus(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger && args[1].isSmallInteger {
            return context.arena.number(args[0].smallInteger + args[1].smallInteger)
        }
        return try numbers(context, args, { $0 + $1 }, { $0 + $1 })
    }

    static func minus(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger && args[1].isSmallInteger {
            return context.arena.number(args[0].smallInteger - args[1].smallInteger)
        }
        if args[0].isNumber && args[1].isNumber { return try numbers(context, args, { $0 - $1 }, { $0 - $1 }) }
        if args[0].isSet && args[1].isSet {
            return context.arena.set(sortedUnique: args[0].elements.filter { args[1].setIndex(of: $0) < 0 })
        }
        let isFirstFine = args[0].isNumber || args[0].isSet
        throw .type(isFirstFine ? 2 : 1, args[isFirstFine ? 1 : 0], "number", "set")
    }

    static func multiply(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger && args[1].isSmallInteger {
            let (product, overflow) = args[0].smallInteger.multipliedReportingOverflow(by: args[1].smallInteger)
            if !overflow { return context.arena.number(product) }
        }
        return try numbers(context, args, { $0 * $1 }, { $0 * $1 })
    }

    static func divide(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger && args[1].isSmallInteger && args[1].smallInteger != 0 {
            let (quotient, rest) = args[0].smallInteger.quotientAndRemainder(dividingBy: args[1].smallInteger)
            if rest == 0 { return context.arena.number(quotient) }
        }
        let (left, right) = try pair(args)
        if right.integer == 0 { throw .failure("divide by zero") }
        if left.isPlainInteger && right.isPlainInteger {
            let (quotient, rest) = left.truncated.quotientAndRemainder(dividingBy: right.truncated)
            if rest.isZero { return context.arena.number(quotient) }
        }
        return try checked(left.float / right.float, in: context)
    }

    static func remainder(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger && args[1].isSmallInteger && args[1].smallInteger != 0 {
            return context.arena.number(args[0].smallInteger % args[1].smallInteger)
        }
        let (left, right) = try pair(args)
        guard let dividend = left.integer, let divisor = right.integer else {
            throw .failure("modulo on floating-point number")
        }
        if divisor.isZero { throw .failure("modulo by zero") }
        return context.arena.number(dividend % divisor)
    }

    /// Turns argument 0 into an integer by `round`, which is called only when it is not spelled as one.
    static func toInteger(
        _ context: BuiltinContext, _ args: Arguments, _ round: (BigFloat64) -> BigInt
    ) throws(BuiltinError) -> Value {
        if args[0].isSmallInteger { return args[0] }
        let number = try ExactNumber(args.number(0))
        if number.isPlainInteger { return args[0] }
        return try checked(BigFloat64(round(number.float)), in: context)
    }

    private static func pair(_ args: Arguments) throws(BuiltinError) -> (ExactNumber, ExactNumber) {
        let (left, right) = (try args.number(0), try args.number(1))
        return (try ExactNumber(left), try ExactNumber(right))
    }

    private static func numbers(
        _ context: BuiltinContext, _ args: Arguments, _ integers: (BigInt, BigInt) -> BigInt,
        _ floats: (BigFloat64, BigFloat64) -> BigFloat64
    ) throws(BuiltinError) -> Value {
        let (left, right) = try pair(args)
        if left.isPlainInteger && right.isPlainInteger {
            return context.arena.number(integers(left.truncated, right.truncated))
        }
        return try checked(floats(left.float, right.float), in: context)
    }

    /// A float as a value, unless writing it would take an unreasonable number of digits.
    static func checked(_ float: BigFloat64, in context: BuiltinContext) throws(BuiltinError) -> Value {
        // A decimal digit is 3.3 bits.
        guard abs(float.exponent) <= ExactNumber.digitLimit * 7 / 2 else {
            throw .budget("number has too many digits for arithmetic")
        }
        return context.arena.number(float)
    }
}
