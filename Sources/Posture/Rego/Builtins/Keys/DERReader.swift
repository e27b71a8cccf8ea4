/// Reads DER (X.690) element by element, without recursion and without copies.
///
/// As strict as Go's `cryptobyte`: lengths are definite, minimal and at most four bytes, tags have one byte. Every
/// answer is nil when the next element is not what was asked for.
struct DERReader {
    /// What is left.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isEmpty: Bool { rest.isEmpty }
    /// The tag of the next element.
    var nextTag: UInt8? { rest.first }

    /// Tags of the universal class and the two forms of context tags.
    enum Tag {
        static let boolean: UInt8 = 0x01
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let null: UInt8 = 0x05
        static let objectIdentifier: UInt8 = 0x06
        static let utf8String: UInt8 = 0x0C
        static let numericString: UInt8 = 0x12
        static let printableString: UInt8 = 0x13
        static let t61String: UInt8 = 0x14
        static let ia5String: UInt8 = 0x16
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let bmpString: UInt8 = 0x1E
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31

        static func primitive(_ number: UInt8) -> UInt8 { 0x80 | number }
        static func constructed(_ number: UInt8) -> UInt8 { 0xA0 | number }
    }

    struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
        /// With tag and length.
        let whole: ArraySlice<UInt8>
    }

    /// Any element.
    mutating func element() -> Element? {
        guard rest.count >= 2, let tag = rest.first, tag & 0x1F != 0x1F else { return nil }
        let first = rest[rest.startIndex + 1]
        var header = 2
        var length = Int(first)
        if first & 0x80 != 0 {
            let lengthBytes = Int(first & 0x7F)
            guard (1...4).contains(lengthBytes), rest.count >= 2 + lengthBytes else { return nil }
            length = rest.dropFirst(2).prefix(lengthBytes).reduce(0) { $0 << 8 | Int($1) }
            guard length >= 128, length >> (8 * (lengthBytes - 1)) != 0 else { return nil }
            header += lengthBytes
        }
        guard rest.count - header >= length else { return nil }
        let whole = rest.prefix(header + length)
        rest = rest.dropFirst(header + length)
        return Element(tag: tag, content: whole.dropFirst(header), whole: whole)
    }

    /// An element of the given tag, with its tag and length.
    mutating func element(_ tag: UInt8) -> Element? {
        guard nextTag == tag else { return nil }
        return element()
    }

    /// The content of an element of the given tag.
    mutating func content(_ tag: UInt8) -> ArraySlice<UInt8>? { element(tag)?.content }

    /// A reader of the content of an element of the given tag.
    mutating func reader(_ tag: UInt8) -> DERReader? { content(tag).map(DERReader.init) }

    /// The two's complement bytes of an integer in their shortest form.
    mutating func integer() -> ArraySlice<UInt8>? {
        guard let bytes = content(Tag.integer), let first = bytes.first else { return nil }
        if bytes.count > 1 {
            let second = bytes[bytes.startIndex + 1]
            if first == 0 && second & 0x80 == 0 || first == 0xFF && second & 0x80 != 0 { return nil }
        }
        return bytes
    }

    /// The bytes of an integer that is not negative, without leading zeros.
    mutating func unsignedInteger() -> [UInt8]? {
        guard let bytes = integer(), let first = bytes.first, first & 0x80 == 0 else { return nil }
        return Array(bytes.drop { $0 == 0 })
    }

    /// An integer that fits in 63 bits.
    mutating func smallInteger() -> Int? {
        guard let bytes = integer(), bytes.count <= 8, let first = bytes.first else { return nil }
        return bytes.reduce(first & 0x80 != 0 ? -1 : 0) { $0 << 8 | Int($1) }
    }

    mutating func boolean() -> Bool? {
        guard let bytes = content(Tag.boolean), bytes.count == 1, let byte = bytes.first else { return nil }
        return byte == 0xFF ? true : byte == 0 ? false : nil
    }

    /// The bytes of a bit string and how many bits of the last one are unused.
    mutating func bits() -> (bytes: ArraySlice<UInt8>, unused: Int)? {
        guard let content = content(Tag.bitString), let unused = content.first, unused < 8 else { return nil }
        let bytes = content.dropFirst()
        if bytes.isEmpty { return unused == 0 ? (bytes, 0) : nil }
        guard let last = bytes.last, last & (1 << unused - 1) == 0 else { return nil }
        return (bytes, Int(unused))
    }

    /// A bit string of whole bytes.
    mutating func bitStringBytes() -> ArraySlice<UInt8>? {
        guard let (bytes, unused) = bits(), unused == 0 else { return nil }
        return bytes
    }

    mutating func objectIdentifier() -> DERObjectIdentifier? {
        content(Tag.objectIdentifier).flatMap(DERObjectIdentifier.init(content:))
    }
}
