import Crypto

/// A private key in one of the forms that PEM files hold.
enum PrivateKey {
    case rsa(RSAFields)
    case elliptic(VerificationKey.Curve, scalar: [UInt8], point: [UInt8])
    case ed25519(seed: [UInt8], publicKey: [UInt8])

    /// The numbers of an RSA key, big-endian without leading zeros (RFC 8017, appendix A.1.2).
    struct RSAFields {
        let modulus: [UInt8]
        let publicExponent: Int
        let exponent: [UInt8]
        let prime1: [UInt8]
        let prime2: [UInt8]
        let exponent1: [UInt8]
        let exponent2: [UInt8]
        let coefficient: [UInt8]
    }

    /// The keys of all blocks of a PEM text that hold one; blocks of other types are passed over.
    static func all(inPEM text: [UInt8]) throws(BuiltinError) -> [PrivateKey] {
        var keys: [PrivateKey] = []
        var rest = text[...]
        while let block = PEMBlock.next(in: &rest) {
            switch block.type {
            case "RSA PRIVATE KEY": keys.append(try PrivateKey(pkcs1: block.bytes))
            case "PRIVATE KEY": keys.append(try PrivateKey(pkcs8: block.bytes))
            case "EC PRIVATE KEY": keys.append(try PrivateKey(sec1: block.bytes, curve: nil))
            default: break
            }
        }
        return keys
    }

    /// `RSAPrivateKey` (PKCS #1).
    init(pkcs1 bytes: [UInt8]) throws(BuiltinError) {
        if let message = GoASN1.headerError(bytes, "pkcs1PrivateKey") { throw .failure(message) }
        var outer = DERReader(bytes[...])
        guard var reader = outer.reader(DERReader.Tag.sequence), let version = reader.smallInteger(),
            let modulus = reader.unsignedInteger(), let publicExponent = reader.smallInteger(),
            let exponent = reader.unsignedInteger(), let prime1 = reader.unsignedInteger(),
            let prime2 = reader.unsignedInteger(), let exponent1 = reader.unsignedInteger(),
            let exponent2 = reader.unsignedInteger(), let coefficient = reader.unsignedInteger()
        else {
            throw .failure(
                "x509: failed to parse private key (use ParsePKCS8PrivateKey or ParseECPrivateKey instead for this key "
                    + "format)")
        }
        guard version == 0 else { throw .failure("x509: unsupported private key version") }
        guard publicExponent > 0, modulus.count <= UnsignedBytes.decimalLimit,
            [modulus, exponent, prime1, prime2].allSatisfy({ !$0.isEmpty && $0.count <= modulus.count })
        else { throw .failure("x509: private key contains zero or negative value") }
        self = .rsa(
            RSAFields(
                modulus: modulus, publicExponent: publicExponent, exponent: exponent, prime1: prime1, prime2: prime2,
                exponent1: exponent1, exponent2: exponent2, coefficient: coefficient))
    }

    /// `PrivateKeyInfo` (PKCS #8, RFC 5208).
    init(pkcs8 bytes: [UInt8]) throws(BuiltinError) {
        if let message = GoASN1.headerError(bytes, "pkcs8") { throw .failure(message) }
        var outer = DERReader(bytes[...])
        guard var reader = outer.reader(DERReader.Tag.sequence), reader.smallInteger() != nil,
            var algorithm = reader.reader(DERReader.Tag.sequence), let name = algorithm.objectIdentifier(),
            let content = reader.content(DERReader.Tag.octetString)
        else {
            throw .failure(
                "x509: failed to parse private key (use ParsePKCS1PrivateKey or ParseECPrivateKey instead for this key "
                    + "format)")
        }
        switch name {
        case SubjectPublicKey.rsaEncryption: self = try PrivateKey(pkcs1: Array(content))
        case SubjectPublicKey.ecPublicKey:
            self = try PrivateKey(sec1: Array(content), curve: algorithm.objectIdentifier())
        case SubjectPublicKey.ed25519:
            var inner = DERReader(content)
            guard let seed = inner.content(DERReader.Tag.octetString), seed.count == 32,
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            else { throw .failure("x509: invalid Ed25519 private key") }
            self = .ed25519(seed: Array(seed), publicKey: Array(key.publicKey.rawRepresentation))
        default:
            throw .failure("x509: PKCS#8 wrapping contained private key with unknown algorithm: \(name.text)")
        }
    }

    /// `ECPrivateKey` (RFC 5915).
    /// - Parameter curve: what an outer structure says about it.
    private init(sec1 bytes: [UInt8], curve outerCurve: DERObjectIdentifier?) throws(BuiltinError) {
        if let message = GoASN1.headerError(bytes, "ecPrivateKey") { throw .failure(message) }
        var outer = DERReader(bytes[...])
        guard var reader = outer.reader(DERReader.Tag.sequence), let version = reader.smallInteger(),
            let scalar = reader.content(DERReader.Tag.octetString)
        else { throw .failure("x509: failed to parse EC private key") }
        guard version == 1 else { throw .failure("x509: unknown EC private key version \(version)") }
        var innerCurve: DERObjectIdentifier?
        if reader.nextTag == DERReader.Tag.constructed(0) {
            var holder = reader.reader(DERReader.Tag.constructed(0))
            innerCurve = holder?.objectIdentifier()
        }
        guard let curve = (outerCurve ?? innerCurve).flatMap(SubjectPublicKey.curve) else {
            throw .failure("x509: unknown elliptic curve")
        }
        guard let digits = UnsignedBytes.padded(scalar, to: curve.width),
            let point = PrivateKey.point(curve, digits)
        else { throw .failure("x509: invalid elliptic curve private key value") }
        self = .elliptic(curve, scalar: digits, point: point)
    }

    /// `ECPrivateKey` in a block of its own.
    init(sec1 bytes: [UInt8]) throws(BuiltinError) { try self.init(sec1: bytes, curve: nil) }

    private static func point(_ curve: VerificationKey.Curve, _ scalar: [UInt8]) -> [UInt8]? {
        switch curve {
        case .p256:
            (try? P256.Signing.PrivateKey(rawRepresentation: scalar)).map { Array($0.publicKey.x963Representation) }
        case .p384:
            (try? P384.Signing.PrivateKey(rawRepresentation: scalar)).map { Array($0.publicKey.x963Representation) }
        case .p521:
            (try? P521.Signing.PrivateKey(rawRepresentation: scalar)).map { Array($0.publicKey.x963Representation) }
        }
    }

    /// Why a certificate with `key` does not belong to this key; nil when it does.
    func mismatch(_ key: SubjectPublicKey) -> String? {
        let isSame: Bool
        switch (self, key.material) {
        case (.rsa(let fields), .rsa(let modulus, let exponent)):
            isSame = fields.modulus == modulus && fields.publicExponent == exponent
        case (.elliptic(let curve, _, let point), .ecdsa(let other, let otherPoint)):
            isSame = curve == other && point == otherPoint
        case (.ed25519(_, let bytes), .ed25519(let other)): isSame = bytes == other
        case (_, .none): return "tls: unknown public key algorithm"
        default: return "tls: private key type does not match public key type"
        }
        return isSame ? nil : "tls: private key does not match public key"
    }
}
