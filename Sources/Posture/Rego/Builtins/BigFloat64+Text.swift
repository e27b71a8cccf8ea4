import BigInt

extension BigFloat64 {
    /// The fewest digits that name this float, in Go's notation: plain for integers, else `%g`.
    var text: String {
        if isZero { return "0" }
        if isInteger && exponent <= 0 { return String(truncated) }
        let digits = shortestDigits
        let sign = isNegative ? "-" : ""
        return sign + (isInteger ? digits.plainText : digits.generalText)
    }

    /// Decimal digits `0.d₁d₂d₃… × 10^point`, no zeros at either end.
    private struct Digits {
        var digits: [UInt8]
        var point: Int

        /// The exact digits of `magnitude × 2^exponent`.
        init(_ magnitude: BigUInt, exponent: Int) {
            let shift = min(magnitude.trailingZeroBitCount, max(-exponent, 0))
            let odd = magnitude >> shift
            let power = exponent + shift
            let scaled = power >= 0 ? odd << power : odd * BigUInt(5).power(-power)
            digits = Array(String(scaled).utf8)
            point = digits.count + min(power, 0)
            trim()
        }

        subscript(_ index: Int) -> UInt8 { index < digits.count ? digits[index] : UInt8(ascii: "0") }

        private mutating func trim() {
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        }

        mutating func roundDown(to count: Int) {
            digits.removeSubrange(count...)
            trim()
        }

        mutating func roundUp(to count: Int) {
            digits.removeSubrange(count...)
            while let last = digits.last, last == UInt8(ascii: "9") { digits.removeLast() }
            if let last = digits.indices.last {
                digits[last] += 1
            } else {
                digits = [UInt8(ascii: "1")]
                point += 1
            }
        }

        /// To the nearer side; a tie goes to the even digit.
        mutating func round(to count: Int) {
            guard count < digits.count else { return }
            let isTie = digits[count] == UInt8(ascii: "5") && count + 1 == digits.count
            let up = isTie ? count > 0 && digits[count - 1] & 1 == 1 : digits[count] >= UInt8(ascii: "5")
            if up { roundUp(to: count) } else { roundDown(to: count) }
        }

        var plainText: String {
            if point <= 0 { return "0." + String(repeating: "0", count: -point) + text(0..<digits.count) }
            if point >= digits.count {
                return text(0..<digits.count) + String(repeating: "0", count: point - digits.count)
            }
            return text(0..<point) + "." + text(point..<digits.count)
        }

        /// Go's `%g` with the shortest precision: an exponent below -4 and from 6 digits before the point on.
        var generalText: String {
            let exponent = point - 1
            if exponent >= -4 && exponent < 6 { return plainText }
            let fraction = digits.count > 1 ? "." + text(1..<digits.count) : ""
            let magnitude = abs(exponent)
            return text(0..<1) + fraction + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "")
                + String(magnitude)
        }

        private func text(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    }

    /// Digit by digit until the neighbouring floats are excluded (Steele and White's method, on exact decimals).
    private var shortestDigits: Digits {
        var result = Digits(BigUInt(mantissa), exponent: exponent)
        let doubled = BigUInt(mantissa) << 1
        let lower = Digits(doubled - 1, exponent: exponent - 1)
        let upper = Digits(doubled + 1, exponent: exponent - 1)
        let isEven = mantissa & 1 == 0
        for (index, digit) in result.digits.enumerated() {
            let mayRoundDown = lower[index] != digit || isEven && index + 1 == lower.digits.count
            let mayRoundUp =
                digit != upper[index] && (isEven || digit + 1 < upper[index] || index + 1 < upper.digits.count)
            switch (mayRoundDown, mayRoundUp) {
            case (true, true): result.round(to: index + 1)
            case (true, false): result.roundDown(to: index + 1)
            case (false, true): result.roundUp(to: index + 1)
            case (false, false): continue
            }
            return result
        }
        return result
    }
}
