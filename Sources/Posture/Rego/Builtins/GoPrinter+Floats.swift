#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension GoPrinter {
    /// - Returns: false for verbs that floats do not have.
    mutating func print(_ float: Double, _ verb: Unicode.Scalar) -> Bool {
        switch verb {
        case "v": padFloat(GoFloat.text(float, "g", flags.precision), verb: "g", digits: flags.precision ?? -1)
        case "g", "G", "x", "X", "b":
            padFloat(GoFloat.text(float, verb, flags.precision), verb: verb, digits: flags.precision ?? -1)
        case "f", "F":
            padFloat(GoFloat.text(float, "f", flags.precision ?? 6), verb: "f", digits: flags.precision ?? 6)
        case "e", "E":
            padFloat(GoFloat.text(float, verb, flags.precision ?? 6), verb: verb, digits: flags.precision ?? 6)
        default: return false
        }
        return true
    }

    private mutating func padFloat(_ text: [UInt8], verb: Unicode.Scalar, digits: Int) {
        let isNegative = text.first == UInt8(ascii: "-")
        var number = isNegative ? Array(text.dropFirst()) : text
        if flags.sharp && verb != "b" { keepPoint(&number, verb, digits) }
        let sign: UInt8? =
            isNegative
            ? UInt8(ascii: "-") : flags.plus ? UInt8(ascii: "+") : flags.space ? UInt8(ascii: " ") : nil
        if let sign {
            if flags.zero, !flags.minus, let width = flags.width, width > number.count + 1 {
                output.append(sign)
                fill(width - number.count - 1)
                output.append(contentsOf: number)
                return
            }
            number.insert(sign, at: 0)
        }
        pad(number)
    }

    /// The sharp flag: always a point, and for `%g` the trailing zeros.
    private func keepPoint(_ number: inout [UInt8], _ verb: Unicode.Scalar, _ precision: Int) {
        var missing = 0
        if verb == "g" || verb == "G" || verb == "x" { missing = precision == -1 ? 6 : precision }
        var tail: [UInt8] = []
        let isHex = verb == "x" || verb == "X"
        let marks: [UInt8] = isHex ? Array("pP".utf8) : Array("eE".utf8)
        if let mark = number.firstIndex(where: marks.contains) {
            tail = Array(number[mark...])
            number.removeSubrange(mark...)
        }
        var hasPoint = false
        var hasDigit = false
        for byte in number {
            if byte == UInt8(ascii: ".") {
                hasPoint = true
            } else {
                if byte != UInt8(ascii: "0") { hasDigit = true }
                if hasDigit { missing -= 1 }
            }
        }
        if !hasPoint {
            if number == [UInt8(ascii: "0")] { missing -= 1 }
            number.append(UInt8(ascii: "."))
        }
        number.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, missing)))
        number.append(contentsOf: tail)
    }
}

/// Floats in the formats of Go's `strconv.FormatFloat`; without a precision the fewest digits that round-trip.
enum GoFloat {
    static func text(_ float: Double, _ verb: Unicode.Scalar, _ precision: Int?) -> [UInt8] {
        switch verb {
        case "b": return binary(float)
        case "x", "X": return hexadecimal(float, precision, upper: verb == "X")
        case "g" where precision == nil: return shortest(float, upper: false)
        case "G" where precision == nil: return shortest(float, upper: true)
        default: return printed(float, verb, precision ?? 6)
        }
    }

    /// C's `printf` agrees with Go wherever a precision is given: exact digits, ties to even, two digits of exponent.
    private static func printed(_ float: Double, _ verb: Unicode.Scalar, _ precision: Int) -> [UInt8] {
        let format = "%.*" + String(verb)
        return withVaList([Int32(clamping: precision), float]) { list in
            // Room for 309 digits before the point and an exponent.
            var buffer = [CChar](repeating: 0, count: precision + 330)
            let length = vsnprintf(&buffer, buffer.count, format, list)
            return buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
        }
    }

    private static func shortest(_ float: Double, upper: Bool) -> [UInt8] {
        var (digits, point) = decimal(float)
        let sign: [UInt8] = float.sign == .minus ? [UInt8(ascii: "-")] : []
        if digits.isEmpty { return sign + [UInt8(ascii: "0")] }
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            return sign + scientific(&digits, exponent, upper: upper)
        }
        if point <= 0 {
            return sign + Array("0.".utf8) + repeatElement(UInt8(ascii: "0"), count: -point) + digits
        }
        if point >= digits.count {
            return sign + digits + repeatElement(UInt8(ascii: "0"), count: point - digits.count)
        }
        return sign + digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
    }

    private static func scientific(_ digits: inout [UInt8], _ exponent: Int, upper: Bool) -> [UInt8] {
        if digits.count > 1 { digits.insert(UInt8(ascii: "."), at: 1) }
        digits.append(UInt8(ascii: upper ? "E" : "e"))
        digits.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if abs(exponent) < 10 { digits.append(UInt8(ascii: "0")) }
        digits.append(contentsOf: String(abs(exponent)).utf8)
        return digits
    }

    /// The shortest digits `0.d₁d₂… × 10^point`, taken from Swift's own description, which is shortest and nearest.
    private static func decimal(_ float: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(float.magnitude.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            } else {
                digits.append(byte)
            }
        }
        var place = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        place -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, place)
    }

    /// Mantissa and exponent of two, both in decimal: `4503599627370496p-52`.
    private static func binary(_ float: Double) -> [UInt8] {
        let isNormal = float.exponentBitPattern != 0
        let mantissa = float.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = Int(max(float.exponentBitPattern, 1)) - 1075
        let sign = float.sign == .minus ? "-" : ""
        return Array("\(sign)\(mantissa)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }

    /// `0x1.8p+01`
    private static func hexadecimal(_ float: Double, _ precision: Int?, upper: Bool) -> [UInt8] {
        var mantissa: UInt64 = 0
        var exponent = 0
        if float != 0 {
            let magnitude = float.magnitude
            // The leading one at bit 60, 15 hexadecimal digits after it.
            mantissa = 1 << 60 | UInt64(magnitude.significand.significandBitPattern) << 8
            exponent = Int(magnitude.exponent)
        }
        if let precision, precision < 15 {
            let shift = UInt64(60 - precision * 4)
            let rest = mantissa & (1 << shift - 1)
            let half: UInt64 = 1 << (shift - 1)
            mantissa >>= shift
            if rest > half || rest == half && mantissa & 1 == 1 { mantissa += 1 }
            mantissa <<= shift
            if mantissa >= 1 << 61 {
                mantissa >>= 1
                exponent += 1
            }
        }
        var fraction = String(mantissa & (1 << 60 - 1), radix: 16)
        fraction = String(repeating: "0", count: 15 - fraction.utf8.count) + fraction
        var digits = Array(fraction.utf8)
        if let precision {
            digits = Array(digits.prefix(precision))
            digits.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, precision - 15)))
        } else {
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        }
        var result = Array((float.sign == .minus ? "-0x" : "0x").utf8)
        result.append(UInt8(ascii: mantissa >> 60 == 0 ? "0" : "1"))
        if !digits.isEmpty { result.append(UInt8(ascii: ".")) }
        result.append(contentsOf: digits)
        result.append(contentsOf: (exponent < 0 ? "p-" : "p+").utf8)
        if abs(exponent) < 10 { result.append(UInt8(ascii: "0")) }
        result.append(contentsOf: String(abs(exponent)).utf8)
        return upper ? result.map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") ? $0 ^ 0x20 : $0 } : result
    }
}
