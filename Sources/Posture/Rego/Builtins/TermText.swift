import Documents

/// A value as policies write it, for messages: `{"a": [1, 2]}`, `{1, 2}`, `set()`.
struct TermText {
    private var bytes: [UInt8] = []
    /// Messages are for people: longer values are cut off.
    private static let limit = 4_096

    static func of(_ value: Value) -> String {
        var text = TermText()
        text.write(value, depth: 0)
        return String(decoding: text.bytes, as: UTF8.self)
    }

    private mutating func write(_ value: Value, depth: Int) {
        if bytes.count > TermText.limit || depth > 100 {
            bytes.append(contentsOf: "…".utf8)
            return
        }
        switch value.kind {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean: bytes.append(contentsOf: (value.isTrue ? "true" : "false").utf8)
        case .number: bytes.append(contentsOf: value.numberText.utf8)
        case .string: write(string: value.utf8)
        case .array: write(value.elements, "[", "]", depth: depth)
        case .set where value.count == 0: bytes.append(contentsOf: "set()".utf8)
        case .set: write(value.elements, "{", "}", depth: depth)
        case .object:
            bytes.append(UInt8(ascii: "{"))
            for index in 0..<value.count where bytes.count <= TermText.limit {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                write(value.keys[index], depth: depth + 1)
                bytes.append(contentsOf: ": ".utf8)
                write(value.values[index], depth: depth + 1)
            }
            bytes.append(UInt8(ascii: "}"))
        case nil: bytes.append(contentsOf: "undefined".utf8)
        }
    }

    private mutating func write(
        _ elements: UnsafeBufferPointer<Value>, _ open: String, _ close: String, depth: Int
    ) {
        bytes.append(contentsOf: open.utf8)
        for (index, element) in elements.enumerated() where bytes.count <= TermText.limit {
            if index > 0 { bytes.append(contentsOf: ", ".utf8) }
            write(element, depth: depth + 1)
        }
        bytes.append(contentsOf: close.utf8)
    }

    private mutating func write(string: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.prefix(TermText.limit) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
