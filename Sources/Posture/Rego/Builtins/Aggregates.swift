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
            let elements = try args.arrayOrSet(0)
            var total = Accumulator(0, { $0.addingReportingOverflow($1) }, { $0 + $1 }, { $0 + $1 })
            for element in elements { try total.take(element, of: args[0]) }
            return try total.value(in: context)
        },
        Builtin("product", [.union([.array(.number), .set(.number)])], .number) { context, args throws(BuiltinError) in
            let elements = try args.arrayOrSet(0)
            var total = Accumulator(1, { $0.multipliedReportingOverflow(by: $1) }, { $0 * $1 }, { $0 * $1 })
            for element in elements { try total.take(element, of: args[0]) }
            return try total.value(in: context)
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

/// A running sum or product: a machine integer while it fits, an integer of any size, a float from the first one on.
private struct Accumulator {
    private enum Total {
        case small(Int)
        case big(BigInt)
        case float(BigFloat64)
    }

    private var total: Total
    private let small: (Int, Int) -> (partialValue: Int, overflow: Bool)
    private let big: (BigInt, BigInt) -> BigInt
    private let float: (BigFloat64, BigFloat64) -> BigFloat64

    init(
        _ start: Int, _ small: @escaping (Int, Int) -> (partialValue: Int, overflow: Bool),
        _ big: @escaping (BigInt, BigInt) -> BigInt, _ float: @escaping (BigFloat64, BigFloat64) -> BigFloat64
    ) {
        total = .small(start)
        self.small = small
        self.big = big
        self.float = float
    }

    /// Takes in one element of `collection`, which must be a number.
    mutating func take(_ element: Value, of collection: Value) throws(BuiltinError) {
        if case .small(let sum) = total, element.isSmallInteger {
            let (result, overflow) = small(sum, element.smallInteger)
            total = overflow ? .big(big(BigInt(sum), BigInt(element.smallInteger))) : .small(result)
            return
        }
        guard element.isNumber else { throw .element(1, of: collection, element, "number") }
        let number = try ExactNumber(element)
        switch total {
        case .float(let sum): total = .float(float(sum, number.float))
        case .small(let sum): combine(BigInt(sum), number)
        case .big(let sum):
            // A decimal digit is 3.3 bits.
            guard sum.bitWidth <= ExactNumber.digitLimit * 7 / 2 else {
                throw .budget("number has too many digits for arithmetic")
            }
            combine(sum, number)
        }
    }

    private mutating func combine(_ sum: BigInt, _ number: ExactNumber) {
        if number.isPlainInteger {
            total = .big(big(sum, number.truncated))
        } else {
            total = .float(float(BigFloat64(sum), number.float))
        }
    }

    func value(in context: BuiltinContext) throws(BuiltinError) -> Value {
        switch total {
        case .small(let sum): context.arena.number(sum)
        case .big(let sum): context.arena.number(sum)
        case .float(let sum): try Arithmetic.checked(sum, in: context)
        }
    }
}
