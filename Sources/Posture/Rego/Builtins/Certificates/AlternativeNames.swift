/// The alternative names of a subject (RFC 5280, section 4.2.1.6), those kinds that are read.
struct AlternativeNames {
    private(set) var hosts: [ArraySlice<UInt8>] = []
    private(set) var mailboxes: [ArraySlice<UInt8>] = []
    /// Four or sixteen bytes each.
    private(set) var addresses: [ArraySlice<UInt8>] = []
    private(set) var locators: [(text: [UInt8], url: GoURL)] = []

    init() {}

    /// Reads the value of the extension.
    init(_ value: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(value)
        guard var list = reader.reader(DERReader.Tag.sequence), reader.isEmpty else {
            throw .failure("x509: invalid subject alternative names")
        }
        while !list.isEmpty {
            guard let name = list.element() else { throw .failure("x509: invalid subject alternative name") }
            switch name.tag {
            case DERReader.Tag.primitive(1): mailboxes.append(try AlternativeNames.ascii(name, "rfc822Name"))
            case DERReader.Tag.primitive(2): hosts.append(try AlternativeNames.ascii(name, "dNSName"))
            case DERReader.Tag.primitive(6):
                let text = Array(try AlternativeNames.ascii(name, "uniformResourceIdentifier"))
                do {
                    locators.append((text, try GoURL(text)))
                } catch {
                    let quoted = String(decoding: text, as: UTF8.self)
                    throw .failure("x509: cannot parse URI \"\(quoted)\": \(error.message)")
                }
            case DERReader.Tag.primitive(7):
                guard name.content.count == 4 || name.content.count == 16 else {
                    throw .failure("x509: cannot parse IP address of length \(name.content.count)")
                }
                addresses.append(name.content)
            default: break
            }
        }
    }

    private static func ascii(_ name: DERReader.Element, _ kind: String) throws(BuiltinError) -> ArraySlice<UInt8> {
        guard name.content.allSatisfy({ $0 < 0x80 }) else { throw .failure("x509: SAN \(kind) is malformed") }
        return name.content
    }

    var isEmpty: Bool { hosts.isEmpty && mailboxes.isEmpty && addresses.isEmpty && locators.isEmpty }
}
