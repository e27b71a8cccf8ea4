import Documents

/// What Go's `encoding/asn1` says and makes where policies can see it.
enum GoASN1 {
    /// What is wrong with the tag and length of a structure, which `typeName` calls; nil when they are right.
    static func headerError(_ bytes: [UInt8], _ typeName: String) -> String? {
        guard let first = bytes.first else { return "asn1: syntax error: sequence truncated" }
        guard first & 0x1F != 0x1F else { return "asn1: syntax error: non-minimal tag" }
        guard bytes.count > 1 else { return "asn1: syntax error: truncated tag or length" }
        var offset = 2
        var length = Int(bytes[1])
        if length & 0x80 != 0 {
            let lengthBytes = length & 0x7F
            guard lengthBytes > 0 else { return "asn1: syntax error: indefinite length found (not DER)" }
            length = 0
            for _ in 0..<lengthBytes {
                guard offset < bytes.count else { return "asn1: syntax error: truncated tag or length" }
                guard length < 1 << 23 else { return "asn1: structure error: length too large" }
                length = length << 8 | Int(bytes[offset])
                offset += 1
                guard length > 0 else { return "asn1: structure error: superfluous leading zeros in length" }
            }
            guard length >= 0x80 else { return "asn1: structure error: non-minimal length" }
        }
        guard first == DERReader.Tag.sequence else {
            let header =
                "{class:\(first >> 6) tag:\(first & 0x1F) length:\(length) isCompound:\(first & 0x20 != 0)}"
            let parameters =
                "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> "
                + "stringType:0 timeType:0 set:false omitEmpty:false}"
            return "asn1: structure error: tags don't match (16 vs \(header)) \(parameters) \(typeName) @\(offset)"
        }
        return bytes.count - offset < length ? "asn1: syntax error: data truncated" : nil
    }

    /// An element of any type as the JSON of what Go reads it as; null for types that it does not read.
    static func anyValue(_ element: DERReader.Element, _ arena: Arena) -> Value {
        var reader = DERReader(element.whole)
        switch element.tag {
        case DERReader.Tag.boolean: return reader.boolean().map { Value($0) } ?? .null
        case DERReader.Tag.integer: return reader.smallInteger().map { arena.number($0) } ?? .null
        case DERReader.Tag.objectIdentifier: return reader.objectIdentifier()?.value(arena) ?? .null
        case DERReader.Tag.octetString: return arena.string(Base64Text.encode(element.content))
        case DERReader.Tag.bitString:
            guard let (bytes, unused) = reader.bits() else { return .null }
            var object = ObjectBuilder(arena)
            object.set("Bytes", bytes: bytes)
            object.set("BitLength", number: bytes.count * 8 - unused)
            return object.value
        case DERReader.Tag.utcTime, DERReader.Tag.generalizedTime:
            return (try? CertificateTime(&reader)).map { arena.string($0.text) } ?? .null
        default: return (try? DERString.text(element)).map { arena.string($0) } ?? .null
        }
    }
}
