/// Powers modulo an odd number, after Montgomery. Not in constant time: for public keys only.
struct MontgomeryModulus {
    private let modulus: [UInt64]
    /// -1 / modulus modulo 2^64.
    private let negatedInverse: UInt64
    private let byteCount: Int

    /// - Parameter bytes: an odd number in big-endian order, at least 3.
    init?(_ bytes: [UInt8]) {
        let digits = Array(bytes.drop { $0 == 0 })
        guard let last = digits.last, last & 1 == 1, digits.count > 1 || last >= 3 else { return nil }
        modulus = MontgomeryModulus.limbs(digits)
        byteCount = digits.count
        // Newton's iteration doubles the number of right bits each time.
        var inverse: UInt64 = modulus[0]
        for _ in 0..<6 { inverse = inverse &* (2 &- modulus[0] &* inverse) }
        negatedInverse = 0 &- inverse
    }

    /// `base ^ exponent`, as wide as the modulus. Nil when `base` is not below the modulus.
    func power(_ base: [UInt8], _ exponent: UInt64) -> [UInt8]? {
        guard exponent > 0, let fitting = UnsignedBytes.padded(base, to: byteCount) else { return nil }
        var value = MontgomeryModulus.limbs(fitting)
        value += [UInt64](repeating: 0, count: modulus.count - value.count)
        guard isLess(value) else { return nil }
        let start = multiply(value, radixSquared())
        var result = start
        for bit in stride(from: 62 - exponent.leadingZeroBitCount, through: 0, by: -1) {
            result = multiply(result, result)
            if exponent >> UInt64(bit) & 1 == 1 { result = multiply(result, start) }
        }
        var one = [UInt64](repeating: 0, count: modulus.count)
        one[0] = 1
        return bytes(multiply(result, one))
    }

    /// `left × right / 2^(64 n)` modulo the modulus.
    private func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        let count = modulus.count
        var sum = [UInt64](repeating: 0, count: count + 2)
        for factor in left {
            add(right, times: factor, to: &sum)
            add(modulus, times: sum[0] &* negatedInverse, to: &sum)
            // The lowest limb is zero now: shift it out.
            for index in 0...count { sum[index] = sum[index + 1] }
            sum[count + 1] = 0
        }
        var result = Array(sum[..<count])
        if sum[count] != 0 || !isLess(result) { subtractModulus(from: &result) }
        return result
    }

    private func add(_ limbs: [UInt64], times factor: UInt64, to sum: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            var (high, low) = factor.multipliedFullWidth(by: limbs[index])
            var overflow: Bool
            (low, overflow) = low.addingReportingOverflow(carry)
            if overflow { high &+= 1 }
            (sum[index], overflow) = sum[index].addingReportingOverflow(low)
            carry = overflow ? high &+ 1 : high
        }
        var index = limbs.count
        while carry > 0, index < sum.count {
            let (total, overflow) = sum[index].addingReportingOverflow(carry)
            sum[index] = total
            carry = overflow ? 1 : 0
            index += 1
        }
    }

    /// 2^(128 n) modulo the modulus, by doubling.
    private func radixSquared() -> [UInt64] {
        var value = [UInt64](repeating: 0, count: modulus.count)
        value[0] = 1
        for _ in 0..<(128 * modulus.count) {
            var carry: UInt64 = 0
            for index in value.indices {
                let next = value[index] >> 63
                value[index] = value[index] << 1 | carry
                carry = next
            }
            if carry != 0 || !isLess(value) { subtractModulus(from: &value) }
        }
        return value
    }

    private func isLess(_ value: [UInt64]) -> Bool {
        for index in modulus.indices.reversed() where value[index] != modulus[index] {
            return value[index] < modulus[index]
        }
        return false
    }

    private func subtractModulus(from value: inout [UInt64]) {
        var borrow: UInt64 = 0
        for index in modulus.indices {
            let (partial, first) = value[index].subtractingReportingOverflow(modulus[index])
            let (difference, second) = partial.subtractingReportingOverflow(borrow)
            value[index] = difference
            borrow = first || second ? 1 : 0
        }
    }

    private static func limbs(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: bytes.count, to: 0, by: -8).map { end in
            bytes[max(end - 8, 0)..<end].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    private func bytes(_ limbs: [UInt64]) -> [UInt8] {
        let all = limbs.reversed().flatMap { limb in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: limb >> UInt64($0)) }
        }
        return Array(all.suffix(byteCount))
    }
}
