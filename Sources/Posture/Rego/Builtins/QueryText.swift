import Documents

/// Query strings of URLs, as Go's `net/url` reads and writes them.
enum QueryText {
    static func escape(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: " "):
                result.append(UInt8(ascii: "+"))
            default:
                result.append(UInt8(ascii: "%"))
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
        return result
    }

    static func unescape(_ text: ArraySlice<UInt8>) throws(BuiltinError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "+"):
                result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < text.endIndex, let high = HexText.value(of: text[index + 1]),
                    let low = HexText.value(of: text[index + 2])
                else { throw .failure("invalid URL escape \(quoted(text[index...].prefix(3)))") }
                result.append(high << 4 | low)
                index += 2
            default:
                result.append(text[index])
            }
            index += 1
        }
        return result
    }

    /// `a=1&b=2`, sorted by key.
    static func encode(_ object: Value) throws(BuiltinError) -> [UInt8] {
        let problem = BuiltinError.operand(1, "values must be string, array[string], or set[string]")
        var pairs: [(key: [UInt8], values: UnsafeBufferPointer<Value>)] = []
        for index in 0..<object.count {
            let (key, value) = (object.keys[index], object.values[index])
            let values: UnsafeBufferPointer<Value>
            switch value.kind {
            case .string: values = UnsafeBufferPointer(rebasing: object.values[index...index])
            case .array, .set: values = value.elements
            default: throw problem
            }
            guard values.allSatisfy(\.isString) else { throw problem }
            pairs.append((key.isString ? Array(key.utf8) : Array(TermText.of(key).utf8), values))
        }
        pairs.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var result: [UInt8] = []
        for (key, values) in pairs {
            let key = key.withUnsafeBufferPointer { escape($0) }
            for value in values {
                if !result.isEmpty { result.append(UInt8(ascii: "&")) }
                result.append(contentsOf: key)
                result.append(UInt8(ascii: "="))
                result.append(contentsOf: escape(value.utf8))
            }
        }
        return result
    }

    /// An object from keys to arrays of their values in the order of the text.
    static func decode(_ text: [UInt8], _ arena: Arena) throws(BuiltinError) -> Value {
        var values: [ValueKey: [Value]] = [:]
        for pair in text.split(separator: UInt8(ascii: "&")) {
            if pair.contains(UInt8(ascii: ";")) { throw .failure("invalid semicolon separator in query") }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let key = arena.string(try unescape(pair[..<equals]))
            let value = arena.string(try unescape(pair[equals...].dropFirst()))
            values[ValueKey(key), default: []].append(value)
        }
        return arena.object(values.map { (key: $0.value, value: arena.array($1)) })
    }

    /// As Go's `strconv.Quote` has it.
    private static func quoted(_ text: ArraySlice<UInt8>) -> String {
        var result = "\""
        var rest = text
        while let byte = rest.first {
            let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            if byte >= 0x80, let character = String(validating: rest.prefix(length), as: UTF8.self) {
                result += character
                rest = rest.dropFirst(length)
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): result += "\\\""
            case UInt8(ascii: "\\"): result += "\\\\"
            case 0x20..<0x7F: result.append(Character(Unicode.Scalar(byte)))
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            rest = rest.dropFirst()
        }
        return result + "\""
    }
}
