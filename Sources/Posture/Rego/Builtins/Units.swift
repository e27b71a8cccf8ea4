import BigInt
import Documents

extension BuiltinTable {
    /// Amounts with a unit, as Kubernetes writes resources.
    static let units: [Builtin] = [
        Builtin("units.parse", [.string], .number) { context, args throws(BuiltinError) in
            try Units.parse(context, args.string(0))
        },
        Builtin("units.parse_bytes", [.string], .number) { context, args throws(BuiltinError) in
            try Units.parseBytes(context, args.string(0))
        },
    ]
}

private enum Units {
    /// An amount and its unit; either may be empty.
    private static func split(_ text: [UInt8]) -> (amount: ArraySlice<UInt8>, unit: ArraySlice<UInt8>) {
        func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
        func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte | 0x20 == UInt8(ascii: "e") {
                // An exponent only with something after it, else the unit exa.
                guard index + 1 < text.count, isDigit(text[index + 1]) || isSign(text[index + 1]) else { break }
                if isSign(text[index + 1]) { index += 1 }
            } else if !isDigit(byte) && byte != UInt8(ascii: ".") && !isSign(byte) {
                break
            }
            index += 1
        }
        return (text[..<index], text[index...])
    }

    /// Powers of a thousand and of 1024 by the letter of the prefix.
    private static let prefixes = Array("kmgtpe".utf8)

    private static func power(of base: Int, _ letter: UInt8) -> BigUInt? {
        prefixes.firstIndex(of: letter).map { BigUInt(base).power($0 + 1) }
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
    }

    /// Exact: `100m` is a tenth. A fraction is written with ten digits.
    static func parse(_ context: BuiltinContext, _ value: Value) throws(BuiltinError) -> Value {
        let text = value.utf8.filter { $0 != UInt8(ascii: "\"") }
        if text.contains(UInt8(ascii: " ")) {
            throw .failure("units.parse: spaces not allowed in resource strings")
        }
        let (amount, rawUnit) = split(text)
        if amount.isEmpty { throw .failure("units.parse: no amount provided") }
        // Case matters in the first letter only: `m` is milli, `M` is mega.
        let unit = Array(rawUnit.prefix(1)) + lowercased(rawUnit.dropFirst())
        var multiplier: BigUInt?
        switch (unit.count, unit.first) {
        case (0, _), (1, UInt8(ascii: "m")): multiplier = 1
        case (1, let letter?): multiplier = power(of: 1000, letter | 0x20)
        case (2, let letter?) where unit[1] == UInt8(ascii: "i"): multiplier = power(of: 1024, letter | 0x20)
        default: break
        }
        guard let multiplier else {
            throw .failure("units.parse: unit \(String(decoding: unit, as: UTF8.self)) not recognized")
        }
        guard let number = spelled(amount, in: context) else {
            throw .failure("units.parse: could not parse amount to a number")
        }
        let exact = try ExactNumber(number)
        return context.arena.number(text: exact.text(times: multiplier, milli: unit == [UInt8(ascii: "m")]))
    }

    /// Whole bytes; what is left of one is cut off.
    static func parseBytes(_ context: BuiltinContext, _ value: Value) throws(BuiltinError) -> Value {
        let text = lowercased(value.utf8.filter { $0 != UInt8(ascii: "\"") })
        if text.contains(UInt8(ascii: " ")) {
            throw .failure("units.parse_bytes: spaces not allowed in resource strings")
        }
        let (amount, rawUnit) = split(text)
        if amount.isEmpty { throw .failure("units.parse_bytes: no byte amount provided") }
        let unit = Array(rawUnit)
        var multiplier: BigUInt?
        switch String(decoding: unit.dropFirst(), as: UTF8.self) {
        case "" where unit.isEmpty: multiplier = 1
        case "", "b": multiplier = power(of: 1000, unit[0])
        case "i", "ib": multiplier = power(of: 1024, unit[0])
        default: break
        }
        guard let multiplier else {
            throw .failure("units.parse_bytes: byte unit \(String(decoding: unit, as: UTF8.self)) not recognized")
        }
        guard let number = spelled(amount, in: context) else {
            throw .failure("units.parse_bytes: could not parse byte amount to a number")
        }
        let total = try ExactNumber(number).float * BigFloat64(BigInt(multiplier))
        return context.arena.number(total.truncated)
    }

    private static func spelled(_ amount: ArraySlice<UInt8>, in context: BuiltinContext) -> Value? {
        amount.withUnsafeBufferPointer { NumberText.respelled($0) }.map { context.arena.number(text: $0) }
    }
}

extension ExactNumber {
    /// The product as an integer, or else rounded to ten digits after the point, halves away from zero.
    fileprivate func text(times multiplier: BigUInt, milli: Bool) -> String {
        let (scaled, exponent) = scaledInteger
        let magnitude = scaled * multiplier
        let power = milli ? exponent - 3 : exponent
        let sign = isNegative && !magnitude.isZero ? "-" : ""
        if power >= 0 { return sign + String(magnitude * BigUInt(10).power(power)) }
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: BigUInt(10).power(-power))
        if rest.isZero { return sign + String(whole) }
        // value × 10^10, with one bit more for rounding.
        let (tenths, _) = (magnitude * BigUInt(10).power(10) * 2 + BigUInt(10).power(-power))
            .quotientAndRemainder(dividingBy: BigUInt(10).power(-power) * 2)
        let digits = String(tenths)
        let padded = String(repeating: "0", count: max(0, 11 - digits.utf8.count)) + digits
        return sign + padded.dropLast(10) + "." + padded.suffix(10)
    }
}
