/// Numbers in plain scalars, brought to JSON's notation.
enum YAMLNumber {
    /// The number that `text` spells, or undefined.
    static func read(_ text: UnsafeBufferPointer<UInt8>, arena: Arena) -> Value {
        if let small = Value.smallInteger(text) { return small }
        // Most other scalars that begin with a digit are dates, addresses, versions and hashes.
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"), UInt8(ascii: "O"):
                continue
            default:
                return .undefined
            }
        }
        let plain = text[0] == UInt8(ascii: ".") ? Array(text) : text.filter { $0 != UInt8(ascii: "_") }
        return integer(plain, arena: arena) ?? decimal(plain, arena: arena) ?? .undefined
    }

    /// Integers with a base: `0x1F`, `0o17`, `0b101`, `017`. Up to 64 bits, as in Go.
    private static func integer(_ text: [UInt8], arena: Arena) -> Value? {
        var digits = text[...]
        let sign = digits.first.flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
        if sign != nil { digits.removeFirst() }
        guard digits.count >= 2, digits.first == UInt8(ascii: "0") else { return nil }
        digits.removeFirst()
        let base: UInt64
        switch digits.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"): base = 16
        case UInt8(ascii: "o"): base = 8
        case UInt8(ascii: "b"): base = 2
        default: base = 0
        }
        if base > 0 { digits.removeFirst() }
        guard let magnitude = magnitude(digits, base: base == 0 ? 8 : base) else { return nil }
        switch sign {
        case UInt8(ascii: "-"):
            guard magnitude <= 1 << 63 else { return nil }
            return magnitude == 0 ? arena.number(0) : arena.number(text: "-\(magnitude)")
        case UInt8(ascii: "+"):
            return magnitude < 1 << 63 ? arena.number(text: "\(magnitude)") : nil
        default:
            return arena.number(text: "\(magnitude)")
        }
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var result: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
            guard digit < base else { return nil }
            let (scaled, over) = result.multipliedReportingOverflow(by: base)
            let (sum, carry) = scaled.addingReportingOverflow(digit)
            if over || carry { return nil }
            result = sum
        }
        return result
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, in JSON's notation: no plus sign, no leading zeros, digits
    /// on both sides of the point. All digits are kept.
    private static func decimal(_ text: [UInt8], arena: Arena) -> Value? {
        var rest = text[...]
        func takeDigits() -> ArraySlice<UInt8> {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") <= 9 }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 1)
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = takeDigits()
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits()
        }
        if whole.isEmpty && fraction.isEmpty { return nil }
        var exponent: ArraySlice<UInt8> = []
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            exponent = rest
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            if takeDigits().isEmpty { return nil }
        }
        guard rest.isEmpty else { return nil }

        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        // An integer has no negative zero.
        if isNegative && !(significant.isEmpty && fraction.isEmpty && exponent.isEmpty) {
            result.append(UInt8(ascii: "-"))
        }
        if significant.isEmpty { result.append(UInt8(ascii: "0")) }
        result += significant
        if !fraction.isEmpty {
            result.append(UInt8(ascii: "."))
            result += fraction
        }
        result += exponent
        // Hashes such as 12e4567 look like numbers that no double holds; go-yaml reads those as strings.
        let isInteger = fraction.isEmpty && exponent.isEmpty
        if !isInteger, let double = Double(String(decoding: result, as: UTF8.self)), double.isInfinite { return nil }
        return arena.number(text: result)
    }
}
