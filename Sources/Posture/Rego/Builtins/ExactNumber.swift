import BigInt
import Documents

/// A number that is no small integer, ready for arithmetic: an integer of any size or a binary float of 64 bits.
struct ExactNumber {
    private let value: Value
    private let decimal: DecimalText

    /// Digits that arithmetic is ready to handle, before and after the point; more would make single operations slow.
    static let digitLimit = 5_000

    /// - Throws: a budget error for numbers so long or so large that computing with them is no honest use.
    init(_ value: Value) throws(BuiltinError) {
        self.value = value
        decimal = DecimalText(value.numberText)
        let limit = ExactNumber.digitLimit
        guard decimal.digits.count <= limit, abs(decimal.exponent) <= limit else {
            throw .budget("number has too many digits for arithmetic")
        }
    }

    /// Whether the number is spelled as an integer, without point and exponent.
    var isPlainInteger: Bool {
        value.isSmallInteger || value.numberBytes.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") <= 9 }
    }

    /// The integer, whatever its spelling; nil when there is a fraction.
    var integer: BigInt? { decimal.isInteger ? truncated : nil }

    /// The integer part.
    var truncated: BigInt {
        if value.isSmallInteger { return BigInt(value.smallInteger) }
        let kept = decimal.digits.prefix(max(0, decimal.digits.count + min(decimal.exponent, 0)))
        var magnitude = ExactNumber.magnitude(kept)
        if decimal.exponent > 0 { magnitude *= BigUInt(10).power(decimal.exponent) }
        return BigInt(sign: decimal.isNegative ? .minus : .plus, magnitude: magnitude)
    }

    var isNegative: Bool { decimal.isNegative }

    /// The magnitude as `digits × 10^exponent`.
    var scaledInteger: (digits: BigUInt, exponent: Int) {
        (ExactNumber.magnitude(decimal.digits[...]), decimal.exponent)
    }

    /// The nearest float with a mantissa of 64 bits.
    var float: BigFloat64 {
        let magnitude = ExactNumber.magnitude(decimal.digits[...])
        if decimal.exponent >= 0 {
            let scaled = magnitude * BigUInt(10).power(decimal.exponent)
            return BigFloat64(rounding: scaled, exponent: 0, isNegative: decimal.isNegative)
        }
        let divisor = BigUInt(10).power(-decimal.exponent)
        return BigFloat64(quotient: magnitude, by: divisor, exponent: 0, isNegative: decimal.isNegative)
    }

    /// The number that ASCII digits spell.
    private static func magnitude(_ digits: ArraySlice<UInt8>) -> BigUInt {
        var result = BigUInt(0)
        var chunk: UInt = 0
        var scale: UInt = 1
        for digit in digits {
            chunk = chunk * 10 + UInt(digit - UInt8(ascii: "0"))
            scale *= 10
            if scale == 1_000_000_000_000_000_000 {
                result = result * BigUInt(scale) + BigUInt(chunk)
                chunk = 0
                scale = 1
            }
        }
        return scale == 1 ? result : result * BigUInt(scale) + BigUInt(chunk)
    }
}

extension Arena {
    /// An integer of any size.
    func number(_ integer: BigInt) -> Value {
        if let small = Int(exactly: integer) { return number(small) }
        return number(text: String(integer))
    }

    /// A float, written with the fewest digits that give the same float when they are read again.
    func number(_ float: BigFloat64) -> Value { number(text: float.text) }
}
