/// Base64 (RFC 4648) as Go's `encoding/base64` reads it: line breaks are skipped, padding is required, bits left over
/// are ignored, and errors name the same byte.
enum Base64Text {
    /// The two alphabets.
    enum Alphabet: Sendable {
        case standard, url

        fileprivate func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+") where self == .standard, UInt8(ascii: "-") where self == .url: 62
            case UInt8(ascii: "/") where self == .standard, UInt8(ascii: "_") where self == .url: 63
            default: nil
            }
        }

        fileprivate var digits: [UInt8] {
            let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            return common + Array((self == .standard ? "+/" : "-_").utf8)
        }
    }

    /// The place of the first byte that does not fit.
    struct CorruptInput: Error {
        let offset: Int
        /// The sentence that Go gives.
        var message: String { "illegal base64 data at input byte \(offset)" }
    }

    private static let padding = UInt8(ascii: "=")

    /// Reads text that is padded to a multiple of four.
    /// - Parameter skippingBlanks: also skips spaces and tabs, which PEM allows.
    static func decode(
        _ text: some Collection<UInt8>, _ alphabet: Alphabet = .standard, skippingBlanks: Bool = false
    ) throws(CorruptInput) -> [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        var group: UInt32 = 0
        var inGroup = 0
        var paddings = 0
        for byte in text {
            defer { offset += 1 }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { continue }
            if skippingBlanks, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { continue }
            if paddings > 0 {
                // After the first `=` only the second one may follow, and only in a group of two digits.
                guard byte == padding, inGroup == 2, paddings == 1 else {
                    throw CorruptInput(offset: inGroup == 2 && paddings == 1 ? offset - 1 : offset)
                }
                paddings = 2
            } else if let digit = alphabet.digit(byte) {
                group = group << 6 | UInt32(digit)
                inGroup += 1
                if inGroup == 4 {
                    bytes.append(UInt8(truncatingIfNeeded: group >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: group >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: group))
                    (group, inGroup) = (0, 0)
                }
            } else if byte == padding, inGroup >= 2 {
                paddings = 1
            } else {
                throw CorruptInput(offset: offset)
            }
        }
        if inGroup > 0 {
            guard paddings > 0 else { throw CorruptInput(offset: offset - inGroup) }
            guard inGroup + paddings == 4 else { throw CorruptInput(offset: offset) }
            group <<= UInt32(6 * (4 - inGroup))
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if inGroup == 3 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
        }
        return bytes
    }

    /// Reads Base64url whose padding may have been left out (RFC 7515, appendix C).
    /// - Throws: the sentence for the user.
    static func decodeURL(_ text: some Collection<UInt8>) throws(BuiltinError) -> [UInt8] {
        var padded = Array(text)
        if padded.last != padding {
            switch padded.count % 4 {
            case 0: break
            case 2: padded += [padding, padding]
            case 3: padded.append(padding)
            default:
                throw .failure("illegal base64url string: \(String(decoding: padded, as: UTF8.self))")
            }
        }
        return try decoded(padded, .url)
    }

    /// As ``decode(_:_:skippingBlanks:)``, with the error that a built-in gives.
    static func decoded(_ text: some Collection<UInt8>, _ alphabet: Alphabet) throws(BuiltinError) -> [UInt8] {
        do {
            return try decode(text, alphabet)
        } catch {
            throw .failure(error.message)
        }
    }

    /// The text of `bytes`.
    /// - Parameter padded: by default when `alphabet` is the standard one, not for URLs.
    static func encode(
        _ bytes: some Collection<UInt8>, _ alphabet: Alphabet = .standard, padded: Bool? = nil
    ) -> [UInt8] {
        let digits = alphabet.digits
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var inGroup = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            inGroup += 1
            if inGroup == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { text.append(digits[Int(group >> shift & 63)]) }
                (group, inGroup) = (0, 0)
            }
        }
        if inGroup > 0 {
            group <<= UInt32(8 * (3 - inGroup))
            for place in 0...inGroup { text.append(digits[Int(group >> UInt32(18 - 6 * place) & 63)]) }
            if padded ?? (alphabet == .standard) { text += [UInt8](repeating: padding, count: 3 - inGroup) }
        }
        return text
    }
}
