import Documents

extension BuiltinTable {
    /// `uuid.rfc4122` and `uuid.parse`.
    static let uuids: [Builtin] = [
        Builtin("uuid.rfc4122", [.string], .string, isPure: false) { (context, arguments) throws(BuiltinError) in
            let key = "uuid.rfc4122 " + (try arguments.string(0).string)
            if let known = context.queryCache[key] { return known }
            let made = context.arena.string(UUIDText.random(context.randomBytes(16)))
            context.queryCache[key] = made
            return made
        },
        Builtin("uuid.parse", [.string], .object) { (context, arguments) throws(BuiltinError) in
            // Text that is no UUID, and values that are no text, have no answer rather than an error.
            guard arguments[0].isString, let bytes = UUIDText.bytes(arguments[0].utf8) else { return .undefined }
            return UUIDText.fields(bytes, context.arena)
        },
    ]
}

/// UUIDs (RFC 4122) as text.
private enum UUIDText {
    /// A random one (version 4) made from 16 bytes.
    static func random(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Hashes.hexadecimal(bytes)
        let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
        return Array(groups.joined(separator: [UInt8(ascii: "-")]))
    }

    /// The 16 bytes of a text: 36 characters with hyphens, these in braces or after `urn:uuid:`, or 32 digits.
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var digits = Array(text)
        switch digits.count {
        case 32: break
        case 36, 38, 45:
            if digits.count == 45 {
                let prefix = digits.prefix(9).map { $0 | ($0 >= 0x41 && $0 <= 0x5A ? 0x20 : 0) }
                guard prefix.elementsEqual("urn:uuid:".utf8) else { return nil }
                digits.removeFirst(9)
            } else if digits.count == 38 {
                guard digits[0] == UInt8(ascii: "{"), digits[37] == UInt8(ascii: "}") else { return nil }
                digits = Array(digits[1..<37])
            }
            for place in [23, 18, 13, 8] {
                guard digits.remove(at: place) == UInt8(ascii: "-") else { return nil }
            }
        default: return nil
        }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 32, by: 2) {
            guard let high = digit(digits[place]), let low = digit(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// What the bytes say about themselves; time, node and clock only for versions 1 and 2, which have them.
    static func fields(_ bytes: [UInt8], _ arena: Arena) -> Value {
        let version = Int(bytes[6] >> 4)
        var fields: [(key: Value, value: Value)] = []
        func add(_ name: String, _ value: Value) { fields.append((arena.string(name), value)) }
        add("version", arena.number(version))
        add("variant", arena.string(variant(bytes[8])))
        guard version == 1 || version == 2 else { return arena.object(fields) }

        let node = Array(bytes[10...])
        let pairs = node.map { Hashes.hexadecimal([$0]) }
        add("nodeid", arena.string(Array(pairs.joined(separator: [UInt8(ascii: "-")]))))
        add("macvariables", arena.string(hardwareAddressKind(node[0])))
        add("clocksequence", arena.number(Int(bytes[8] & 0x3F) << 8 | Int(bytes[9])))
        add("time", arena.number(nanoseconds(bytes)))
        if version == 2 {
            add("id", arena.number(number(bytes[0..<4])))
            let domains = ["Person", "Group", "Org"]
            let domain = Int(bytes[9])
            add("domain", arena.string(domain < domains.count ? domains[domain] : "Domain\(domain)"))
        }
        return arena.object(fields)
    }

    private static func variant(_ byte: UInt8) -> String {
        switch byte >> 5 {
        case 0b100, 0b101: "RFC4122"
        case 0b110: "Microsoft"
        case 0b111: "Future"
        default: "Reserved"
        }
    }

    private static func hardwareAddressKind(_ first: UInt8) -> String {
        (first & 2 != 0 ? "local" : "global") + ":" + (first & 1 != 0 ? "multicast" : "unicast")
    }

    /// Nanoseconds since 1970 of a count of 100 nanoseconds since 15 October 1582. Sixty bits of count, as those of
    /// any UUID, overflow 64 bits of nanoseconds far in the future; wraps there as Go does.
    private static func nanoseconds(_ bytes: [UInt8]) -> Int {
        let high = number(bytes[6..<8]) & 0x0FFF
        let ticks = high << 48 | number(bytes[4..<6]) << 32 | number(bytes[0..<4])
        return (ticks - 0x01B2_1DD2_1381_4000) &* 100
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
