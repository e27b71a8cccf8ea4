/// A number read from its text: sign, digits without leading or trailing zeros, and the power of ten of the last digit.
/// Exact for every number that JSON can write; nothing here rounds.
public struct DecimalText: Sendable, Equatable {
    /// Whether the number is below zero. Zero is never negative here.
    public let isNegative: Bool
    /// Digits `1…9` at both ends, as ASCII; empty for zero.
    public let digits: [UInt8]
    /// The value is `digits × 10^exponent`.
    public let exponent: Int

    /// Reads a number in JSON's notation. Text that is none counts as zero: callers have checked it.
    public init(_ text: some StringProtocol) { self.init(bytes: Array(text.utf8)) }

    init(bytes: [UInt8]) {
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count)
        var exponent = 0
        var index = 0
        var negative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            negative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        var afterPoint = false
        scan: while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !(digits.isEmpty && bytes[index] == UInt8(ascii: "0")) { digits.append(bytes[index]) }
                if afterPoint { exponent -= 1 }
            case UInt8(ascii: "."):
                afterPoint = true
            default:
                break scan
            }
            index += 1
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            exponent += DecimalText.readExponent(bytes[(index + 1)...])
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        self.digits = digits
        self.isNegative = negative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    /// Exponents beyond any use are clamped, so that arithmetic on them cannot overflow.
    private static func readExponent(_ bytes: ArraySlice<UInt8>) -> Int {
        var negative = false
        var exponent = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "-"): negative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000)
            default: break
            }
        }
        return negative ? -exponent : exponent
    }

    /// Whether there is no fraction.
    public var isInteger: Bool { digits.isEmpty || exponent >= 0 }

    /// The value as an `Int`, when it is an integer that fits.
    public var integer: Int? {
        guard isInteger else { return nil }
        guard digits.count + exponent <= 19 else { return nil }
        var magnitude: UInt64 = 0
        for digit in digits {
            let (scaled, over) = magnitude.multipliedReportingOverflow(by: 10)
            if over { return nil }
            let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            if carry { return nil }
            magnitude = sum
        }
        for _ in 0..<exponent {
            let (scaled, over) = magnitude.multipliedReportingOverflow(by: 10)
            if over { return nil }
            magnitude = scaled
        }
        if isNegative { return magnitude <= 1 << 63 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    /// A hash that all spellings of one number share, small integers included.
    var hash: UInt64 {
        if let integer, Value.smallIntegers.contains(integer) {
            return Value.mix(Value(smallInteger: integer).bits)
        }
        var hash = Value.mix(UInt64(bitPattern: Int64(exponent)) ^ (isNegative ? 1 << 63 : 0))
        for digit in digits { hash = (hash ^ UInt64(digit)) &* 0x0000_0100_0000_01B3 }
        return Value.mix(hash)
    }

    static func compare(_ a: Value, _ b: Value) -> Int {
        compare(DecimalText(a.numberText), DecimalText(b.numberText))
    }

    /// Negative, zero or positive, exactly.
    public static func compare(_ a: DecimalText, _ b: DecimalText) -> Int {
        if a.digits.isEmpty || b.digits.isEmpty || a.isNegative != b.isNegative {
            return a.sign - b.sign
        }
        let order = compareMagnitude(a, b)
        return a.isNegative ? -order : order
    }

    private var sign: Int { digits.isEmpty ? 0 : (isNegative ? -1 : 1) }

    private static func compareMagnitude(_ a: DecimalText, _ b: DecimalText) -> Int {
        let magnitudeA = a.digits.count + a.exponent
        let magnitudeB = b.digits.count + b.exponent
        if magnitudeA != magnitudeB { return magnitudeA < magnitudeB ? -1 : 1 }
        for index in 0..<max(a.digits.count, b.digits.count) {
            let left = index < a.digits.count ? a.digits[index] : UInt8(ascii: "0")
            let right = index < b.digits.count ? b.digits[index] : UInt8(ascii: "0")
            if left != right { return left < right ? -1 : 1 }
        }
        return 0
    }
}
