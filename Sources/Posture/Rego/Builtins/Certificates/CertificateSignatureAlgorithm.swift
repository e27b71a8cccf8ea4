/// How a certificate is signed, with the numbers of Go's `x509.SignatureAlgorithm`.
enum CertificateSignatureAlgorithm: Int {
    case unknown = 0
    case md5WithRSA = 2
    case sha1WithRSA, sha256WithRSA, sha384WithRSA, sha512WithRSA
    case dsaWithSHA1, dsaWithSHA256
    case ecdsaWithSHA1, ecdsaWithSHA256, ecdsaWithSHA384, ecdsaWithSHA512
    case sha256WithRSAPSS, sha384WithRSAPSS, sha512WithRSAPSS
    case ed25519

    private static let identifiers: [DERObjectIdentifier: CertificateSignatureAlgorithm] = [
        DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 4): .md5WithRSA,
        DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 5): .sha1WithRSA,
        DERObjectIdentifier(1, 3, 14, 3, 2, 29): .sha1WithRSA,
        DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 11): .sha256WithRSA,
        DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 12): .sha384WithRSA,
        DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 13): .sha512WithRSA,
        DERObjectIdentifier(1, 2, 840, 10040, 4, 3): .dsaWithSHA1,
        DERObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 3, 2): .dsaWithSHA256,
        DERObjectIdentifier(1, 2, 840, 10045, 4, 1): .ecdsaWithSHA1,
        DERObjectIdentifier(1, 2, 840, 10045, 4, 3, 2): .ecdsaWithSHA256,
        DERObjectIdentifier(1, 2, 840, 10045, 4, 3, 3): .ecdsaWithSHA384,
        DERObjectIdentifier(1, 2, 840, 10045, 4, 3, 4): .ecdsaWithSHA512,
    ]
    private static let pss = DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 10)
    private static let maskGeneration = DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 8)

    /// Reads the content of an `AlgorithmIdentifier`.
    init(content: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(content)
        guard let identifier = reader.objectIdentifier() else { throw .failure("x509: malformed OID") }
        if identifier == SubjectPublicKey.ed25519 {
            self = reader.isEmpty ? .ed25519 : .unknown
        } else if identifier == CertificateSignatureAlgorithm.pss {
            self = CertificateSignatureAlgorithm.pss(reader) ?? .unknown
        } else {
            self = CertificateSignatureAlgorithm.identifiers[identifier] ?? .unknown
        }
    }

    /// Only the parameters in use are known: MGF1 over the same hash function and a salt as long as the digest
    /// (RFC 4055, section 3.1).
    private static func pss(_ reader: DERReader) -> CertificateSignatureAlgorithm? {
        var reader = reader
        guard var fields = reader.reader(DERReader.Tag.sequence),
            var hashHolder = fields.reader(DERReader.Tag.constructed(0)),
            let hash = hashHolder.element(DERReader.Tag.sequence),
            var maskHolder = fields.reader(DERReader.Tag.constructed(1)),
            var mask = maskHolder.reader(DERReader.Tag.sequence),
            mask.objectIdentifier() == maskGeneration, mask.rest.elementsEqual(hash.whole),
            var saltHolder = fields.reader(DERReader.Tag.constructed(2)), let salt = saltHolder.smallInteger()
        else { return nil }
        if fields.nextTag == DERReader.Tag.constructed(3) {
            guard var trailer = fields.reader(DERReader.Tag.constructed(3)), trailer.smallInteger() == 1 else {
                return nil
            }
        }
        var hashFields = DERReader(hash.content)
        switch (hashFields.objectIdentifier(), salt) {
        case (DERObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 1), 32): return .sha256WithRSAPSS
        case (DERObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 2), 48): return .sha384WithRSAPSS
        case (DERObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 3), 64): return .sha512WithRSAPSS
        default: return nil
        }
    }

    /// What checks such a signature; nil for algorithms that are broken (MD5, SHA-1) or not known.
    var scheme: SignatureScheme? {
        switch self {
        case .sha256WithRSA: .rsaPKCS1(.sha256)
        case .sha384WithRSA: .rsaPKCS1(.sha384)
        case .sha512WithRSA: .rsaPKCS1(.sha512)
        case .sha256WithRSAPSS: .rsaPSS(.sha256)
        case .sha384WithRSAPSS: .rsaPSS(.sha384)
        case .sha512WithRSAPSS: .rsaPSS(.sha512)
        case .ecdsaWithSHA256: .ecdsa(.sha256)
        case .ecdsaWithSHA384: .ecdsa(.sha384)
        case .ecdsaWithSHA512: .ecdsa(.sha512)
        case .ed25519: .ed25519
        case .unknown, .md5WithRSA, .sha1WithRSA, .dsaWithSHA1, .dsaWithSHA256, .ecdsaWithSHA1: nil
        }
    }
}
