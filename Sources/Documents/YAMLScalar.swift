/// What plain scalars mean: the rules of go-yaml v2 (`resolve.go`), on which Kubernetes tools rest.
enum YAMLScalar {
    static let corePrefix = "tag:yaml.org,2002:"

    /// The null, boolean or number that a plain scalar means; undefined when it is a string.
    @inline(__always)
    static func resolve(_ text: UnsafeBufferPointer<UInt8>, arena: Arena) -> Value {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return YAMLNumber.read(text, arena: arena)
        case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "n"),
            UInt8(ascii: "N"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            return text.count <= 5 ? word(text) : .undefined
        default:
            return .undefined
        }
    }

    /// A word in lower case, with a first capital or in capitals; any other mixture is a string.
    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> Value {
        var lowercase: UInt64 = 0
        var capitals = 0
        for (index, byte) in text.enumerated() {
            if byte & 0x20 == 0 && byte >= 0x40 { capitals += 1 }
            lowercase |= UInt64(byte >= 0x40 ? byte | 0x20 : byte) << UInt64(8 * index)
        }
        guard capitals == 0 || capitals == text.count || (capitals == 1 && text[0] & 0x20 == 0) else {
            return .undefined
        }
        switch lowercase {
        case pack("true"), pack("yes"), pack("on"), pack("y"): return .true
        case pack("false"), pack("no"), pack("off"), pack("n"): return .false
        case pack("null"): return .null
        default: return text.count == 1 && text[0] == UInt8(ascii: "~") ? .null : .undefined
        }
    }

    @inline(__always)
    private static func pack(_ word: StaticString) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<word.utf8CodeUnitCount { result |= UInt64(word.utf8Start[index]) << UInt64(8 * index) }
        return result
    }

    /// The value of a scalar with an explicit tag; nil when the text does not fit it. Tags outside YAML's own are no
    /// types here: their scalars are strings.
    static func resolve(_ text: UnsafeBufferPointer<UInt8>, tag: String, arena: Arena) -> Value? {
        guard tag.hasPrefix(corePrefix) else { return arena.string(text) }
        let plain = resolve(text, arena: arena)
        switch tag.dropFirst(corePrefix.count) {
        case "int": return plain.isNumber && isInteger(plain) ? plain : nil
        case "float":
            if plain.isNumber { return plain }
            return isInfinityOrNaN(text) ? arena.string(text) : nil
        case "bool": return plain.isBoolean ? plain : nil
        case "null": return plain.isNull ? plain : nil
        case "binary":
            guard let bytes = Base64.decode(text) else { return nil }
            // JSON has no bytes; what is no text gets replacement characters, as in Go.
            return arena.string(String(decoding: bytes, as: UTF8.self))
        default: return arena.string(text)
        }
    }

    private static func isInteger(_ value: Value) -> Bool {
        value.isSmallInteger || value.numberBytes.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") <= 9 }
    }

    /// `.inf`, `+.inf`, `-.inf`, `.nan` in the three spellings of go-yaml.
    static func isInfinityOrNaN(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch String(decoding: text, as: UTF8.self) {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN": true
        default: false
        }
    }

    /// The text of a scalar that is used as a key.
    static func keyText(_ value: Value) -> [UInt8] {
        value.isString ? Array(value.utf8) : JSONWriter.compact.bytes(value)
    }
}
