/// A stand-in until certificates are read.
struct Certificate {
    let publicKey: SubjectPublicKey
    init(_ bytes: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(bytes)
        guard var certificate = reader.reader(0x30), var tbs = certificate.reader(0x30) else {
            throw .failure("x509: malformed certificate")
        }
        _ = tbs.element(0xA0)
        for _ in 0..<5 { _ = tbs.element() }
        guard let content = tbs.content(0x30) else { throw .failure("x509: malformed spki") }
        publicKey = try SubjectPublicKey(content: content)
    }
}
