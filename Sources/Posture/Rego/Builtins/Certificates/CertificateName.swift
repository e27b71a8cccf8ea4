/// A distinguished name (RFC 5280, section 4.1.2.4).
struct CertificateName {
    struct Attribute {
        let type: DERObjectIdentifier
        let value: [UInt8]
    }

    /// All attributes in the order of the name. Values are UTF-8.
    let attributes: [Attribute]

    /// Reads the content of a `Name`.
    init(content: ArraySlice<UInt8>) throws(BuiltinError) {
        var attributes: [Attribute] = []
        var name = DERReader(content)
        while !name.isEmpty {
            guard var set = name.reader(DERReader.Tag.set) else { throw .failure("x509: invalid RDNSequence") }
            while !set.isEmpty {
                guard var pair = set.reader(DERReader.Tag.sequence) else {
                    throw .failure("x509: invalid RDNSequence: invalid attribute")
                }
                guard let type = pair.objectIdentifier() else {
                    throw .failure("x509: invalid RDNSequence: invalid attribute type")
                }
                guard let element = pair.element() else {
                    throw .failure("x509: invalid RDNSequence: invalid attribute value")
                }
                attributes.append(Attribute(type: type, value: try DERString.text(element)))
            }
        }
        self.attributes = attributes
    }

    /// The values of the attribute `2.5.4.number`.
    func values(_ number: Int) -> [[UInt8]] {
        attributes.filter { $0.type == DERObjectIdentifier(2, 5, 4, number) }.map(\.value)
    }
}

/// The string types of ASN.1.
enum DERString {
    /// The text of an element as UTF-8.
    static func text(_ element: DERReader.Element) throws(BuiltinError) -> [UInt8] {
        let bytes = element.content
        switch element.tag {
        case DERReader.Tag.t61String:
            return Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
        case DERReader.Tag.printableString:
            guard bytes.allSatisfy(isPrintable) else { throw invalid("PrintableString") }
            return Array(bytes)
        case DERReader.Tag.utf8String:
            guard isUTF8(bytes) else { throw invalid("UTF-8 string") }
            return Array(bytes)
        case DERReader.Tag.ia5String:
            guard bytes.allSatisfy({ $0 < 0x80 }) else { throw invalid("IA5String") }
            return Array(bytes)
        case DERReader.Tag.numericString:
            guard bytes.allSatisfy({ $0 == 0x20 || (0x30...0x39).contains($0) }) else { throw invalid("NumericString") }
            return Array(bytes)
        case DERReader.Tag.bmpString:
            guard bytes.count % 2 == 0 else { throw invalid("BMPString") }
            let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            return Array(String(decoding: units.last == 0 ? units.dropLast() : units[...], as: UTF16.self).utf8)
        default:
            throw .failure(
                "x509: invalid RDNSequence: invalid attribute value: unsupported string type: \(element.tag)")
        }
    }

    private static func invalid(_ name: String) -> BuiltinError {
        .failure("x509: invalid RDNSequence: invalid attribute value: invalid \(name)")
    }

    /// The letters of X.680 and the three that real certificates have besides.
    private static func isPrintable(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "0123456789 '()+,-./:=?*&".utf8.contains(byte)
    }

    static func isUTF8(_ bytes: some Collection<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
