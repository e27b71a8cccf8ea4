/// An X.509 certificate (RFC 5280), read as strictly and with the same words about errors as Go's `crypto/x509`.
struct Certificate {
    let raw: ArraySlice<UInt8>
    /// What the issuer signed.
    let rawBody: ArraySlice<UInt8>
    let rawPublicKey: ArraySlice<UInt8>
    let rawSubject: ArraySlice<UInt8>
    let rawIssuer: ArraySlice<UInt8>
    let signature: ArraySlice<UInt8>
    let signatureAlgorithm: CertificateSignatureAlgorithm
    let publicKey: SubjectPublicKey
    /// From 1 to 3.
    let version: Int
    /// Big-endian, not negative.
    let serialNumber: [UInt8]
    let issuer: CertificateName
    let subject: CertificateName
    let notBefore: CertificateTime
    let notAfter: CertificateTime
    let extensions: CertificateExtensions

    /// Certificates one after the other.
    static func all(_ bytes: [UInt8]) throws(BuiltinError) -> [Certificate] {
        var certificates: [Certificate] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let certificate = try Certificate(first: rest)
            rest = rest[certificate.raw.endIndex...]
            certificates.append(certificate)
        }
        return certificates
    }

    /// A certificate and nothing after it.
    init(_ bytes: ArraySlice<UInt8>) throws(BuiltinError) {
        try self.init(first: bytes)
        guard raw.endIndex == bytes.endIndex else { throw .failure("x509: trailing data") }
    }

    /// The certificate at the front of `bytes`.
    private init(first bytes: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(bytes)
        guard let whole = reader.element(DERReader.Tag.sequence) else { throw .failure("x509: malformed certificate") }
        raw = whole.whole
        var outer = DERReader(whole.content)
        guard let bodyElement = outer.element(DERReader.Tag.sequence) else {
            throw .failure("x509: malformed tbs certificate")
        }
        rawBody = bodyElement.whole
        var body = DERReader(bodyElement.content)

        version = try Certificate.version(&body)
        guard let serial = body.integer() else { throw .failure("x509: malformed serial number") }
        guard serial.first.map({ $0 & 0x80 == 0 }) ?? false else { throw .failure("x509: negative serial number") }
        serialNumber = Array(serial.drop { $0 == 0 })
        guard serialNumber.count <= UnsignedBytes.decimalLimit else { throw .failure("x509: serial number too large") }

        guard let algorithm = body.content(DERReader.Tag.sequence) else {
            throw .failure("x509: malformed signature algorithm identifier")
        }
        guard let outerAlgorithm = outer.content(DERReader.Tag.sequence) else {
            throw .failure("x509: malformed algorithm identifier")
        }
        guard algorithm.elementsEqual(outerAlgorithm) else {
            throw .failure("x509: inner and outer signature algorithm identifiers don't match")
        }
        signatureAlgorithm = try CertificateSignatureAlgorithm(content: algorithm)

        guard let issuerElement = body.element(DERReader.Tag.sequence) else { throw .failure("x509: malformed issuer") }
        rawIssuer = issuerElement.whole
        issuer = try CertificateName(content: issuerElement.content)
        guard var validity = body.reader(DERReader.Tag.sequence) else { throw .failure("x509: malformed validity") }
        notBefore = try CertificateTime(&validity)
        notAfter = try CertificateTime(&validity)
        guard let subjectElement = body.element(DERReader.Tag.sequence) else {
            throw .failure("x509: malformed issuer")
        }
        rawSubject = subjectElement.whole
        subject = try CertificateName(content: subjectElement.content)
        guard let keyElement = body.element(DERReader.Tag.sequence) else { throw .failure("x509: malformed spki") }
        rawPublicKey = keyElement.whole
        publicKey = try SubjectPublicKey(content: keyElement.content)
        extensions = try Certificate.extensions(&body, version)
        guard let signature = outer.bitStringBytes() else { throw .failure("x509: malformed signature") }
        self.signature = signature
    }

    private static func version(_ body: inout DERReader) throws(BuiltinError) -> Int {
        guard body.nextTag == DERReader.Tag.constructed(0) else { return 1 }
        guard var holder = body.reader(DERReader.Tag.constructed(0)), let number = holder.smallInteger(), number >= 0,
            holder.isEmpty
        else { throw .failure("x509: malformed version") }
        guard number <= 2 else { throw .failure("x509: invalid version") }
        return number + 1
    }

    private static func extensions(
        _ body: inout DERReader, _ version: Int
    ) throws(BuiltinError) -> CertificateExtensions {
        guard version > 1 else { return CertificateExtensions() }
        for (number, name) in [(1, "issuerUniqueID"), (2, "subjectUniqueID")] as [(UInt8, String)] {
            let tag = DERReader.Tag.primitive(number)
            if body.nextTag == tag, body.element(tag) == nil { throw .failure("x509: malformed \(name)") }
        }
        let tag = DERReader.Tag.constructed(3)
        guard version == 3, body.nextTag == tag else { return CertificateExtensions() }
        guard var holder = body.reader(tag), var list = holder.reader(DERReader.Tag.sequence) else {
            throw .failure("x509: malformed extensions")
        }
        var extensions = CertificateExtensions()
        while !list.isEmpty {
            guard let content = list.content(DERReader.Tag.sequence) else {
                throw .failure("x509: malformed extension")
            }
            guard try extensions.append(CertificateExtension(content: content)) else {
                throw .failure("x509: certificate contains duplicate extensions")
            }
        }
        return extensions
    }
}

/// One extension as it is written.
struct CertificateExtension {
    let identifier: DERObjectIdentifier
    let isCritical: Bool
    let value: ArraySlice<UInt8>

    init(content: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(content)
        guard let identifier = reader.objectIdentifier() else {
            throw .failure("x509: malformed extension OID field")
        }
        self.identifier = identifier
        if reader.nextTag == DERReader.Tag.boolean {
            guard let critical = reader.boolean() else { throw .failure("x509: malformed extension critical field") }
            isCritical = critical
        } else {
            isCritical = false
        }
        guard let value = reader.content(DERReader.Tag.octetString) else {
            throw .failure("x509: malformed extension value field")
        }
        self.value = value
    }
}
