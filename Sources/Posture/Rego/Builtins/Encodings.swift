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
                context.arena.string(try Base64Text.decoded(try arguments.string(0).utf8, .standard))
            },
            Builtin("base64.is_valid", [.string], .boolean) { _, arguments throws(BuiltinError) in
                guard arguments[0].isString else { return .false }
                return Value((try? Base64Text.decode(arguments[0].utf8)) != nil)
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
