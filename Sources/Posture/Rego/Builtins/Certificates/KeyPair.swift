import Documents

/// A certificate with its chain and its private key, as Go's `tls.X509KeyPair` reads them.
struct KeyPair {
    private let chain: [[UInt8]]
    private let leaf: Certificate
    private let key: PrivateKey

    /// Either text is PEM, or Base64 of PEM or DER.
    init(certificate: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>) throws(BuiltinError) {
        let certificateBytes = try KeyPair.bytes(certificate)
        let keyBytes = try KeyPair.bytes(key)
        if PEMBlock.startsLikePEM(certificateBytes) {
            chain = try KeyPair.certificates(certificateBytes)
        } else {
            chain = [certificateBytes]
        }
        let keyContent = PEMBlock.startsLikePEM(keyBytes) ? try KeyPair.key(keyBytes) : keyBytes
        leaf = try Certificate(chain[0][...])
        self.key = try KeyPair.parse(keyContent)
        if let message = self.key.mismatch(leaf.publicKey) { throw .failure(message) }
    }

    private static func bytes(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> [UInt8] {
        if PEMBlock.startsLikePEM(text) { return Array(text) }
        do {
            return try Base64Text.decode(text)
        } catch {
            throw .failure(error.message)
        }
    }

    private static func certificates(_ text: [UInt8]) throws(BuiltinError) -> [[UInt8]] {
        var skipped: [String] = []
        var chain: [[UInt8]] = []
        var rest = text[...]
        while let block = PEMBlock.next(in: &rest) {
            if block.type == "CERTIFICATE" { chain.append(block.bytes) } else { skipped.append(block.type) }
        }
        if !chain.isEmpty { return chain }
        if skipped.isEmpty { throw .failure("tls: failed to find any PEM data in certificate input") }
        if skipped.count == 1, skipped[0].hasSuffix("PRIVATE KEY") {
            throw .failure(
                "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs "
                    + "may have been switched")
        }
        throw .failure(
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the "
                + "following types: [\(skipped.joined(separator: " "))]")
    }

    private static func key(_ text: [UInt8]) throws(BuiltinError) -> [UInt8] {
        var skipped: [String] = []
        var rest = text[...]
        while let block = PEMBlock.next(in: &rest) {
            if block.type == "PRIVATE KEY" || block.type.hasSuffix(" PRIVATE KEY") { return block.bytes }
            skipped.append(block.type)
        }
        if skipped.isEmpty { throw .failure("tls: failed to find any PEM data in key input") }
        if skipped == ["CERTIFICATE"] {
            throw .failure("tls: found a certificate rather than a key in the PEM for the private key")
        }
        throw .failure(
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks "
                + "of the following types: [\(skipped.joined(separator: " "))]")
    }

    /// The label of a block says little about its form, so all are tried.
    private static func parse(_ bytes: [UInt8]) throws(BuiltinError) -> PrivateKey {
        if let key = try? PrivateKey(pkcs1: bytes) { return key }
        if let key = try? PrivateKey(pkcs8: bytes) { return key }
        if let key = try? PrivateKey(sec1: bytes) { return key }
        throw .failure("tls: failed to parse private key")
    }

    /// The pair as Go writes its `tls.Certificate` in JSON.
    func value(_ arena: Arena) throws(BuiltinError) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Certificate", list: chain.map { arena.string(Base64Text.encode($0)) })
        object.set("PrivateKey", try key.value(arena))
        object.set("SupportedSignatureAlgorithms", .null)
        object.set("OCSPStaple", .null)
        object.set("SignedCertificateTimestamps", .null)
        object.set("Leaf", try leaf.value(arena, withLocatorTexts: false))
        return object.value
    }
}
