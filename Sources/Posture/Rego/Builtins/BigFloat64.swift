import BigInt

/// A binary float with a mantissa of 64 bits and an exponent without bounds, rounded to nearest, ties to even.
///
/// This is what Go's `big.Float` is when it is read from text, and thereby the arithmetic that policies see:
/// `0.1 + 0.2` is `0.3`, `1 / 3` is `0.33333333333333333334`.
struct BigFloat64: Equatable {
    let isNegative: Bool
    /// Zero, or a number whose highest bit is set.
    let mantissa: UInt64
    /// The value is `mantissa × 2^exponent`.
    let exponent: Int

    private init(isNegative: Bool, mantissa: UInt64, exponent: Int) {
        self.isNegative = isNegative
        self.mantissa = mantissa
        self.exponent = mantissa == 0 ? 0 : exponent
    }

    /// Rounds `magnitude × 2^exponent`.
    /// - Parameter isInexact: whether there is a little more than `magnitude` says, less than its last bit.
    init(rounding magnitude: BigUInt, exponent: Int, isNegative: Bool, isInexact: Bool = false) {
        let excess = magnitude.bitWidth - 64
        guard excess > 0 else {
            let word = UInt64(magnitude)
            self.init(
                isNegative: isNegative, mantissa: word << UInt64(word.leadingZeroBitCount),
                exponent: exponent - word.leadingZeroBitCount)
            return
        }
        let kept = UInt64(magnitude >> excess)
        let half = BigUInt(1) << (excess - 1)
        let rest = magnitude - BigUInt(kept) << excess
        let roundsUp = rest > half || rest == half && (isInexact || kept & 1 == 1)
        if roundsUp && kept == .max {
            self.init(isNegative: isNegative, mantissa: 1 << 63, exponent: exponent + excess + 1)
        } else {
            self.init(isNegative: isNegative, mantissa: roundsUp ? kept + 1 : kept, exponent: exponent + excess)
        }
    }

    /// Rounds `dividend / divisor × 2^exponent`; the divisor is not zero.
    init(quotient dividend: BigUInt, by divisor: BigUInt, exponent: Int, isNegative: Bool) {
        // At least two bits more than the mantissa, so that rounding sees a half and what is beyond.
        let shift = max(0, 66 + divisor.bitWidth - dividend.bitWidth)
        let (quotient, remainder) = (dividend << shift).quotientAndRemainder(dividingBy: divisor)
        self.init(
            rounding: quotient, exponent: exponent - shift, isNegative: isNegative, isInexact: !remainder.isZero)
    }

    /// Rounds an integer.
    init(_ integer: BigInt) {
        self.init(rounding: integer.magnitude, exponent: 0, isNegative: integer.sign == .minus)
    }

    var isZero: Bool { mantissa == 0 }

    /// Whether there is no fraction.
    var isInteger: Bool { exponent >= 0 || mantissa.trailingZeroBitCount >= -exponent }

    /// The integer part.
    var truncated: BigInt {
        let magnitude = exponent >= 0 ? BigUInt(mantissa) << exponent : BigUInt(mantissa) >> -exponent
        return BigInt(sign: isNegative ? .minus : .plus, magnitude: magnitude)
    }
}

// MARK: Arithmetic

extension BigFloat64 {
    static prefix func - (float: BigFloat64) -> BigFloat64 {
        BigFloat64(
            isNegative: !float.isNegative && !float.isZero, mantissa: float.mantissa, exponent: float.exponent)
    }

    static func + (left: BigFloat64, right: BigFloat64) -> BigFloat64 {
        if left.isZero { return right }
        if right.isZero { return left }
        let (high, low) = left.exponent >= right.exponent ? (left, right) : (right, left)
        let shift = high.exponent - low.exponent
        // So far apart the smaller one is less than a quarter of the last bit.
        if shift > 130 { return high }
        let sum = high.signed(shiftedBy: shift) + low.signed(shiftedBy: 0)
        return BigFloat64(rounding: sum.magnitude, exponent: low.exponent, isNegative: sum.sign == .minus)
    }

    static func - (left: BigFloat64, right: BigFloat64) -> BigFloat64 { left + -right }

    static func * (left: BigFloat64, right: BigFloat64) -> BigFloat64 {
        BigFloat64(
            rounding: BigUInt(left.mantissa) * BigUInt(right.mantissa), exponent: left.exponent + right.exponent,
            isNegative: left.isNegative != right.isNegative && !left.isZero && !right.isZero)
    }

    /// The divisor must not be zero.
    static func / (left: BigFloat64, right: BigFloat64) -> BigFloat64 {
        BigFloat64(
            quotient: BigUInt(left.mantissa), by: BigUInt(right.mantissa),
            exponent: left.exponent - right.exponent,
            isNegative: left.isNegative != right.isNegative && !left.isZero)
    }

    private func signed(shiftedBy shift: Int) -> BigInt {
        BigInt(sign: isNegative ? .minus : .plus, magnitude: BigUInt(mantissa) << shift)
    }
}
