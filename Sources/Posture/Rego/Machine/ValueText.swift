import Documents

/// Values in the notation of the language: strings quoted, sets in braces, an empty set as `set()`.
enum ValueText {
    static func text(of value: Value) -> String {
        var out: [UInt8] = []
        write(value, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    static func write(_ value: Value, into out: inout [UInt8]) {
        switch value.kind {
        case nil: out.append(contentsOf: "<undefined>".utf8)
        case .null?: out.append(contentsOf: "null".utf8)
        case .boolean?: out.append(contentsOf: (value.isTrue ? "true" : "false").utf8)
        case .number?: out.append(contentsOf: value.numberText.utf8)
        case .string?: JSONWriter().write(value, to: &out)
        case .array?: writeList(value, "[", "]", into: &out)
        case .set?:
            if value.count == 0 { out.append(contentsOf: "set()".utf8) } else { writeList(value, "{", "}", into: &out) }
        case .object?:
            out.append(UInt8(ascii: "{"))
            for index in 0..<value.count {
                if index > 0 { out.append(contentsOf: ", ".utf8) }
                write(value.keys[index], into: &out)
                out.append(contentsOf: ": ".utf8)
                write(value.values[index], into: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func writeList(
        _ value: Value, _ open: Unicode.Scalar, _ close: Unicode.Scalar, into out: inout [UInt8]
    ) {
        out.append(UInt8(ascii: open))
        for (index, element) in value.elements.enumerated() {
            if index > 0 { out.append(contentsOf: ", ".utf8) }
            write(element, into: &out)
        }
        out.append(UInt8(ascii: close))
    }
}
