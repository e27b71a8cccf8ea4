/// The target of a request, split and decoded: `/v1/scan?id=a%20b`.
public struct RequestTarget: Sendable, Hashable {
    /// The path, decoded. Bytes that are no UTF-8 become U+FFFD.
    public let path: String
    /// A parameter of the query; its value is nil when there is no `=`.
    public struct Parameter: Sendable, Hashable {
        public let name: String
        public let value: String?
    }
    /// The query's parameters in their order, decoded; `+` is a space.
    public let parameters: [Parameter]

    /// Splits a target. At most 256 parameters are kept.
    public init(_ uri: String) {
        let bytes = Array(uri.utf8)
        let question = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        path = RequestTarget.decoded(bytes[..<question], plusIsSpace: false)
        let query = question < bytes.count ? bytes[(question + 1)...] : []
        parameters = query.split(separator: UInt8(ascii: "&")).prefix(256).compactMap { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = RequestTarget.decoded(pair[..<(equals ?? pair.endIndex)], plusIsSpace: true)
            guard !name.isEmpty else { return nil }
            let value = equals.map { RequestTarget.decoded(pair[($0 + 1)...], plusIsSpace: true) }
            return Parameter(name: name, value: value)
        }
    }

    /// The first value of a parameter.
    public subscript(_ name: String) -> String? { parameters.first { $0.name == name }.map { $0.value ?? "" } }

    private static func decoded(_ text: ArraySlice<UInt8>, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: "%"), index + 2 < text.endIndex,
                let high = digit(text[index + 1]), let low = digit(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
                continue
            }
            bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
