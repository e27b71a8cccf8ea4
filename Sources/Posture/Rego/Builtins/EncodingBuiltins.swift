import Documents

// The section "Encoding" of the policy reference. Decoded texts keep their bytes even when these are not UTF-8, so that
// binary data may pass from one function to the next; whoever prints them puts U+FFFD in their place.
extension BuiltinTable {
    static let encodings: [Builtin] =
        [
            Builtin("base64.encode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(Base64Text.encode(try arguments.string(0).utf8, .standard, padded: true))
            },
            Builtin("base64.decode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(try Base64Text.decode(Array(try arguments.string(0).utf8), .standard))
            },
            Builtin("base64.is_valid", [.string], .boolean) { _, arguments throws(BuiltinError) in
                guard arguments[0].isString else { return .false }
                return Value((try? Base64Text.decode(Array(arguments[0].utf8), .standard)) != nil)
            },
            Builtin("base64url.encode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(Base64Text.encode(try arguments.string(0).utf8, .url, padded: true))
            },
            Builtin("base64url.encode_no_pad", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(Base64Text.encode(try arguments.string(0).utf8, .url, padded: false))
            },
            Builtin("base64url.decode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(try Base64Text.decodeURL(Array(try arguments.string(0).utf8)))
            },
            Builtin("hex.encode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(HexText.encode(try arguments.string(0).utf8))
            },
            Builtin("hex.decode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(try HexText.decode(try arguments.string(0).utf8))
            },
            Builtin("urlquery.encode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(QueryText.escape(try arguments.string(0).utf8))
            },
            Builtin("urlquery.decode", [.string], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(try QueryText.unescape(Array(try arguments.string(0).utf8)[...]))
            },
            Builtin("urlquery.encode_object", [.object], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(try QueryText.encode(try arguments.object(0)))
            },
            Builtin("urlquery.decode_object", [.string], .object) { context, arguments throws(BuiltinError) in
                try QueryText.decode(Array(try arguments.string(0).utf8), context.arena)
            },
        ] + documentTexts + yaml
}

/// Base64 as Go's `encoding/base64` reads and writes it.
enum Base64Text {
    enum Alphabet {
        case standard, url

        fileprivate var digits: [UInt8] {
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
            return Array((letters + (self == .standard ? "+/" : "-_")).utf8)
        }

        fileprivate func value(of digit: UInt8) -> UInt32? {
            switch digit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit) - 97 + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit) - 48 + 52
            case self == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-"): 62
            case self == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_"): 63
            default: nil
            }
        }
    }

    static func encode(_ bytes: UnsafeBufferPointer<UInt8>, _ alphabet: Alphabet, padded: Bool) -> [UInt8] {
        let digits = alphabet.digits
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word: UInt32 = 0
            for index in 0..<3 { word = word << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
            for index in 0...count { result.append(digits[Int(word >> (18 - 6 * UInt32(index)) & 63)]) }
            if padded { result.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - count)) }
        }
        return result
    }

    /// Padding is a must, line ends may stand anywhere, bits behind the last byte are passed over.
    static func decode(_ text: [UInt8], _ alphabet: Alphabet) throws(BuiltinError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 * 3)
        var index = 0
        func skipLineEnds() {
            while index < text.count, text[index] == 10 || text[index] == 13 { index += 1 }
        }
        while true {
            var word: UInt32 = 0
            var count = 0
            while count < 4 {
                skipLineEnds()
                guard index < text.count else {
                    if count == 0 { return result }
                    throw corrupt(index - count)
                }
                guard let value = alphabet.value(of: text[index]) else { break }
                word |= value << (18 - 6 * UInt32(count))
                count += 1
                index += 1
            }
            let bytes = [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
            if count == 4 {
                result.append(contentsOf: bytes)
                continue
            }
            // A padding closes the text.
            guard text[index] == UInt8(ascii: "="), count >= 2 else { throw corrupt(index) }
            index += 1
            if count == 2 {
                skipLineEnds()
                guard index < text.count else { throw corrupt(text.count) }
                guard text[index] == UInt8(ascii: "=") else { throw corrupt(index - 1) }
                index += 1
            }
            skipLineEnds()
            guard index == text.count else { throw corrupt(index) }
            result.append(contentsOf: bytes.prefix(count - 1))
            return result
        }
    }

    /// The alphabet for URLs, with or without padding.
    static func decodeURL(_ text: [UInt8]) throws(BuiltinError) -> [UInt8] {
        if text.last == UInt8(ascii: "=") { return try decode(text, .url) }
        let rest = text.count % 4
        if rest == 1 { throw .failure("illegal base64url string: \(String(decoding: text, as: UTF8.self))") }
        return try decode(text + repeatElement(UInt8(ascii: "="), count: (4 - rest) % 4), .url)
    }

    private static func corrupt(_ index: Int) -> BuiltinError { .failure("illegal base64 data at input byte \(index)") }
}

/// Hexadecimal digits, two for a byte.
enum HexText {
    static func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    static func decode(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 2)
        var high: UInt8?
        for byte in text {
            guard let digit = value(of: byte) else { throw .failure("encoding/hex: invalid byte: \(name(of: byte))") }
            if let first = high {
                result.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        if high != nil { throw .failure("encoding/hex: odd length hex string") }
        return result
    }

    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// As Go's `%#U` has it: `U+007A 'z'`.
    private static func name(of byte: UInt8) -> String {
        let code = String(byte, radix: 16, uppercase: true)
        let isVisible = (0x20...0x7E).contains(byte) || byte > 0xA0 && byte != 0xAD
        return "U+" + String(repeating: "0", count: 4 - code.count) + code
            + (isVisible ? " '\(Character(Unicode.Scalar(byte)))'" : "")
    }
}
