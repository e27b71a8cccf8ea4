/// A UUID in its usual text form: accounts (`customerGUID`), jobs, reports.
///
/// Kept as two words, compared by value: `3F0C…` and `3f0c…` are the same id.
public struct UniqueID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    /// A random id (version 4).
    public static func random() -> UniqueID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// A random id (version 4) of a given generator.
    public static func random(using generator: inout some RandomNumberGenerator) -> UniqueID {
        UniqueID(
            high: generator.next() & ~0xF000 | 0x4000, low: generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 1 << 63)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the form of 36 characters; nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        var words: [UInt64] = [0, 0]
        var digits = 0
        for (place, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(place) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            words[digits / 16] = words[digits / 16] << 4 | UInt64(digit)
            digits += 1
        }
        self.init(high: words[0], low: words[1])
    }
}

extension UniqueID: CustomStringConvertible {
    /// 36 characters in lower case.
    public var description: String {
        var text: [UInt8] = []
        for place in 0..<32 {
            if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
            let word = place < 16 ? high : low
            let digit = UInt8(word >> UInt64(60 - place % 16 * 4) & 15)
            text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
