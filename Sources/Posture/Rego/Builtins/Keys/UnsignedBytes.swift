/// Arithmetic on unsigned integers that are given as big-endian bytes, as far as keys and certificates need it.
enum UnsignedBytes {
    /// Upper bound of integers that are turned into decimal digits, which takes quadratic time.
    static let decimalLimit = 4096

    /// The decimal digits of an integer; nil when it is longer than ``decimalLimit`` bytes.
    static func decimal(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        guard bytes.count <= decimalLimit else { return nil }
        // Limbs of nine digits, the lowest first.
        var limbs: [UInt32] = []
        for byte in bytes {
            var carry = UInt64(byte)
            for index in limbs.indices {
                carry += UInt64(limbs[index]) << 8
                limbs[index] = UInt32(carry % 1_000_000_000)
                carry /= 1_000_000_000
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
        }
        guard let top = limbs.last else { return [UInt8(ascii: "0")] }
        var text = Array(String(top).utf8)
        for limb in limbs.dropLast().reversed() {
            let digits = Array(String(limb).utf8)
            text += [UInt8](repeating: UInt8(ascii: "0"), count: 9 - digits.count) + digits
        }
        return text
    }

    /// `bytes` at a width of `count`: cut or filled with zeros at the front. Nil when the value does not fit.
    static func padded(_ bytes: some Collection<UInt8>, to count: Int) -> [UInt8]? {
        let digits = Array(bytes.drop { $0 == 0 })
        guard digits.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - digits.count) + digits
    }

    /// Number of bits without leading zeros.
    static func bitWidth(_ bytes: [UInt8]) -> Int {
        guard let first = bytes.firstIndex(where: { $0 != 0 }) else { return 0 }
        return (bytes.count - first) * 8 - bytes[first].leadingZeroBitCount
    }
}
