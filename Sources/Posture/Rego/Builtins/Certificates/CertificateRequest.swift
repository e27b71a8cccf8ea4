import Documents

/// A request for a certificate (PKCS #10, RFC 2986).
struct CertificateRequest {
    private let raw: ArraySlice<UInt8>
    private let rawBody: ArraySlice<UInt8>
    private let rawPublicKey: ArraySlice<UInt8>
    private let rawSubject: ArraySlice<UInt8>
    private let version: Int
    private let signature: ArraySlice<UInt8>
    private let signatureAlgorithm: CertificateSignatureAlgorithm
    private let publicKey: SubjectPublicKey
    private let subject: CertificateName
    private let attributes: [Attribute]
    private let extensions: [CertificateExtension]
    private let alternativeNames: AlternativeNames

    /// An attribute whose values are lists of pairs, as those of an extension request are. Others, such as a challenge
    /// password, are left out, as in Go.
    private struct Attribute {
        let type: DERObjectIdentifier
        let values: [[(type: DERObjectIdentifier, value: DERReader.Element)]]

        init?(_ content: ArraySlice<UInt8>) {
            var reader = DERReader(content)
            guard let type = reader.objectIdentifier(), var set = reader.reader(DERReader.Tag.set) else { return nil }
            var values: [[(type: DERObjectIdentifier, value: DERReader.Element)]] = []
            while !set.isEmpty {
                guard var list = set.reader(DERReader.Tag.sequence) else { return nil }
                var pairs: [(type: DERObjectIdentifier, value: DERReader.Element)] = []
                while !list.isEmpty {
                    guard var pair = list.reader(DERReader.Tag.sequence), let name = pair.objectIdentifier(),
                        let value = pair.element()
                    else { return nil }
                    pairs.append((name, value))
                }
                values.append(pairs)
            }
            self.type = type
            self.values = values
        }
    }

    private static let extensionRequest = DERObjectIdentifier(1, 2, 840, 113549, 1, 9, 14)

    init(_ bytes: [UInt8]) throws(BuiltinError) {
        if let message = GoASN1.headerError(bytes, "certificateRequest") { throw .failure(message) }
        let malformed = BuiltinError.failure("asn1: structure error: malformed certificate request")
        var reader = DERReader(bytes[...])
        guard let whole = reader.element(DERReader.Tag.sequence) else { throw malformed }
        guard reader.isEmpty else { throw .failure("asn1: syntax error: trailing data") }
        raw = whole.whole
        var outer = DERReader(whole.content)
        guard let bodyElement = outer.element(DERReader.Tag.sequence),
            let algorithm = outer.content(DERReader.Tag.sequence), let signature = outer.bitStringBytes()
        else { throw malformed }
        rawBody = bodyElement.whole
        self.signature = signature
        signatureAlgorithm = try CertificateSignatureAlgorithm(content: algorithm)
        var body = DERReader(bodyElement.content)
        guard let version = body.smallInteger(), let subjectElement = body.element(DERReader.Tag.sequence),
            let keyElement = body.element(DERReader.Tag.sequence)
        else { throw malformed }
        self.version = version
        rawSubject = subjectElement.whole
        subject = try CertificateName(content: subjectElement.content)
        rawPublicKey = keyElement.whole
        publicKey = try SubjectPublicKey(content: keyElement.content)

        var contents: [ArraySlice<UInt8>] = []
        if body.nextTag == DERReader.Tag.constructed(0) {
            guard var list = body.reader(DERReader.Tag.constructed(0)) else { throw malformed }
            while !list.isEmpty {
                guard let content = list.content(DERReader.Tag.sequence) else { throw malformed }
                contents.append(content)
            }
        }
        attributes = contents.compactMap(Attribute.init)
        extensions = try CertificateRequest.extensions(contents)
        let names = extensions.first { $0.identifier == DERObjectIdentifier(2, 5, 29, 17) }
        alternativeNames =
            try names.map { entry throws(BuiltinError) in try AlternativeNames(entry.value) }
            ?? AlternativeNames()
    }

    /// The extensions that the attributes ask for.
    private static func extensions(_ contents: [ArraySlice<UInt8>]) throws(BuiltinError) -> [CertificateExtension] {
        var result: [CertificateExtension] = []
        var seenAttributes: Set<DERObjectIdentifier> = []
        for content in contents {
            var attribute = DERReader(content)
            guard let type = attribute.objectIdentifier(), var values = attribute.reader(DERReader.Tag.set),
                !values.isEmpty
            else { continue }
            guard seenAttributes.insert(type).inserted else {
                throw .failure("x509: certificate request contains duplicate requested attributes")
            }
            guard type == extensionRequest else { continue }
            guard var list = values.reader(DERReader.Tag.sequence) else {
                throw .failure("asn1: structure error: malformed extension request")
            }
            var seen: Set<DERObjectIdentifier> = []
            while !list.isEmpty {
                guard let content = list.content(DERReader.Tag.sequence) else {
                    throw .failure("asn1: structure error: malformed extension request")
                }
                let entry = try CertificateExtension(content: content)
                guard seen.insert(entry.identifier).inserted else {
                    throw .failure("x509: certificate request contains duplicate requested extensions")
                }
                result.append(entry)
            }
        }
        return result
    }

    /// The request as Go writes its `x509.CertificateRequest` in JSON.
    func value(_ arena: Arena) throws(BuiltinError) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Raw", bytes: raw)
        object.set("RawTBSCertificateRequest", bytes: rawBody)
        object.set("RawSubjectPublicKeyInfo", bytes: rawPublicKey)
        object.set("RawSubject", bytes: rawSubject)
        object.set("Version", number: version)
        object.set("Signature", bytes: signature)
        object.set("SignatureAlgorithm", number: signatureAlgorithm.rawValue)
        object.set("PublicKeyAlgorithm", number: publicKey.algorithm.rawValue)
        object.set("PublicKey", try publicKey.value(arena))
        object.set("Subject", subject.value(arena))
        object.set("Attributes", list: attributes.map { CertificateRequest.value($0, arena) })
        object.set("Extensions", list: extensions.map { $0.value(arena) })
        object.set("ExtraExtensions", .null)
        alternativeNames.write(to: &object, arena)
        return object.value
    }

    private static func value(_ attribute: Attribute, _ arena: Arena) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Type", attribute.type.value(arena))
        let values = attribute.values.map { pairs in
            arena.array(
                pairs.map { pair in
                    var object = ObjectBuilder(arena)
                    object.set("Type", pair.type.value(arena))
                    object.set("Value", GoASN1.anyValue(pair.value, arena))
                    return object.value
                })
        }
        object.set("Value", arena.array(values))
        return object.value
    }
}
