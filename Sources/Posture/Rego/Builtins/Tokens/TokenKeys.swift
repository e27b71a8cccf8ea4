import Documents

/// The keys that one argument of a function gives: a certificate or public key in PEM, a JWK or a set of JWKs.
struct TokenKeys {
    struct Key {
        /// Empty when it has none.
        let identifier: [UInt8]
        /// Empty when any algorithm may be used with it.
        let algorithm: [UInt8]
        let key: VerificationKey
    }

    let keys: [Key]

    init(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) {
        var rest = Array(text)[...]
        if let block = PEMBlock.next(in: &rest) {
            guard rest.isEmpty else { throw .failure("extra data after a PEM certificate block") }
            keys = [Key(identifier: [], algorithm: [], key: try TokenKeys.key(block))]
            return
        }
        do {
            keys = try JSONWebKey.keys(text, arena).map { key in
                Key(identifier: key.identifier ?? [], algorithm: key.algorithm ?? [], key: key.verificationKey)
            }
        } catch {
            throw .failure("failed to parse a JWK key (set): \(error.message)")
        }
    }

    private static func key(_ block: PEMBlock) throws(BuiltinError) -> VerificationKey {
        switch block.type {
        case "CERTIFICATE":
            do {
                return try Certificate(block.bytes[...]).publicKey.verificationKey
            } catch {
                throw .failure("failed to parse a PEM certificate: \(error.message)")
            }
        case "PUBLIC KEY":
            do throws(BuiltinError) {
                var reader = DERReader(block.bytes[...])
                guard let content = reader.content(DERReader.Tag.sequence), reader.isEmpty else {
                    throw BuiltinError.failure("asn1: structure error: not a public key")
                }
                return try SubjectPublicKey(content: content).verificationKey
            } catch {
                throw .failure("failed to parse a PEM public key: \(error.message)")
            }
        default:
            throw .failure("failed to extract a Key from the PEM certificate")
        }
    }

    /// Whether any of the keys made the signature. The key that the header names is the only one tried when it is
    /// there; otherwise every key that has no other algorithm. Keys of the wrong type count as not having made it.
    func verify(_ token: WebToken, _ signature: [UInt8], _ header: TokenHeader, _ scheme: SignatureScheme) -> Bool {
        let message = token.signedBytes
        func matches(_ key: Key) -> Bool { (try? scheme.isValid(signature, of: message, key.key)) ?? false }
        if !header.keyIdentifier.isEmpty, let named = keys.first(where: { $0.identifier == header.keyIdentifier }) {
            return matches(named)
        }
        return keys.contains { ($0.algorithm.isEmpty || $0.algorithm == header.algorithm) && matches($0) }
    }
}
