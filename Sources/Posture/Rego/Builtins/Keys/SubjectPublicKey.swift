import Crypto

/// A public key as certificates carry it (`SubjectPublicKeyInfo`, RFC 5280, section 4.1.2.7).
struct SubjectPublicKey {
    /// The algorithms of Go's `x509.PublicKeyAlgorithm`, with its numbers.
    enum Algorithm: Int {
        case unknown = 0
        case rsa = 1
        case dsa = 2
        case ecdsa = 3
        case ed25519 = 4
    }

    /// The key itself, as far as its algorithm is known.
    enum Material {
        case rsa(modulus: [UInt8], exponent: Int)
        case ecdsa(VerificationKey.Curve, point: [UInt8])
        case ed25519([UInt8])
        case none
    }

    let algorithm: Algorithm
    let material: Material

    static let rsaEncryption = DERObjectIdentifier(1, 2, 840, 113549, 1, 1, 1)
    static let ecPublicKey = DERObjectIdentifier(1, 2, 840, 10045, 2, 1)
    static let ed25519 = DERObjectIdentifier(1, 3, 101, 112)
    private static let dsa = DERObjectIdentifier(1, 2, 840, 10040, 4, 1)

    /// The curve of an identifier.
    static func curve(_ identifier: DERObjectIdentifier) -> VerificationKey.Curve? {
        switch identifier {
        case DERObjectIdentifier(1, 2, 840, 10045, 3, 1, 7): .p256
        case DERObjectIdentifier(1, 3, 132, 0, 34): .p384
        case DERObjectIdentifier(1, 3, 132, 0, 35): .p521
        default: nil
        }
    }

    /// Reads the content of a `SubjectPublicKeyInfo`.
    /// - Throws: the sentences of Go's `x509` package.
    init(content: ArraySlice<UInt8>) throws(BuiltinError) {
        var reader = DERReader(content)
        guard var identifier = reader.reader(DERReader.Tag.sequence), let name = identifier.objectIdentifier() else {
            throw .failure("x509: malformed public key algorithm identifier")
        }
        let parameters = identifier.element()
        guard let bits = reader.bitStringBytes() else { throw .failure("x509: malformed subjectPublicKey") }
        switch name {
        case SubjectPublicKey.rsaEncryption:
            guard parameters?.tag == DERReader.Tag.null else {
                throw .failure("x509: RSA key missing NULL parameters")
            }
            algorithm = .rsa
            material = try SubjectPublicKey.rsa(bits)
        case SubjectPublicKey.ecPublicKey:
            var holder = DERReader(parameters?.whole ?? [])
            guard let curveName = holder.objectIdentifier() else { throw .failure("x509: invalid ECDSA parameters") }
            guard let curve = SubjectPublicKey.curve(curveName) else {
                throw .failure("x509: unsupported elliptic curve")
            }
            guard VerificationKey(curve, point: bits) != nil else {
                throw .failure("x509: failed to unmarshal elliptic curve point")
            }
            algorithm = .ecdsa
            material = .ecdsa(curve, point: Array(bits))
        case SubjectPublicKey.ed25519:
            guard parameters == nil else { throw .failure("x509: Ed25519 key encoded with illegal parameters") }
            guard bits.count == 32 else { throw .failure("x509: wrong Ed25519 public key size") }
            algorithm = .ed25519
            material = .ed25519(Array(bits))
        case SubjectPublicKey.dsa:
            algorithm = .dsa
            material = .none
        default:
            algorithm = .unknown
            material = .none
        }
    }

    private static func rsa(_ bits: ArraySlice<UInt8>) throws(BuiltinError) -> Material {
        var outer = DERReader(bits)
        guard var reader = outer.reader(DERReader.Tag.sequence) else { throw .failure("x509: invalid RSA public key") }
        guard let modulus = reader.integer() else { throw .failure("x509: invalid RSA modulus") }
        guard let exponent = reader.smallInteger() else { throw .failure("x509: invalid RSA public exponent") }
        guard modulus.first.map({ $0 & 0x80 == 0 }) ?? false, modulus.contains(where: { $0 != 0 }) else {
            throw .failure("x509: RSA modulus is not a positive number")
        }
        guard exponent > 0 else { throw .failure("x509: RSA public exponent is not a positive number") }
        return .rsa(modulus: Array(modulus.drop { $0 == 0 }), exponent: exponent)
    }

    /// The key in the form that checks signatures.
    var verificationKey: VerificationKey {
        switch material {
        case .rsa(let modulus, let exponent):
            let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: exponent >> $0) }
            return RSAPublicNumbers(modulus: modulus, exponent: bytes).map(VerificationKey.rsa) ?? .other
        case .ecdsa(let curve, let point): return VerificationKey(curve, point: point) ?? .other
        case .ed25519(let bytes):
            return (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)).map(VerificationKey.ed25519) ?? .other
        case .none: return .other
        }
    }
}
