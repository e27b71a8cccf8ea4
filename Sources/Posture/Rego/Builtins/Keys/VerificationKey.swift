import Crypto

/// A key that signatures are checked with.
enum VerificationKey: Sendable {
    case rsa(RSAPublicNumbers)
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    /// A secret for HMAC.
    case secret([UInt8])
    /// A key that is fine but checks nothing here: private keys, DSA.
    case other

    /// The NIST curves, by the name that JWK uses.
    enum Curve: String, Sendable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// Bytes of one coordinate.
        var width: Int {
            switch self {
            case .p256: 32
            case .p384: 48
            case .p521: 66
            }
        }
    }

    /// A point of a curve in the uncompressed form of X9.62: 4, then both coordinates. Nil when it is not on the curve.
    init?(_ curve: Curve, point: some Collection<UInt8>) {
        let point = Array(point)
        guard point.count == 1 + 2 * curve.width, point[0] == 4 else { return nil }
        do {
            switch curve {
            case .p256: self = .p256(try P256.Signing.PublicKey(x963Representation: point))
            case .p384: self = .p384(try P384.Signing.PublicKey(x963Representation: point))
            case .p521: self = .p521(try P521.Signing.PublicKey(x963Representation: point))
            }
        } catch {
            return nil
        }
    }
}

/// What a signature is made with: a scheme and its hash function.
enum SignatureScheme: Sendable, Hashable {
    case rsaPKCS1(SignatureHash)
    case rsaPSS(SignatureHash)
    /// The signature is both numbers, one after the other, at the same width.
    case ecdsa(SignatureHash)
    case ed25519
    case hmac(SignatureHash)

    /// Why a check came to no end.
    enum Mismatch: String, Error {
        case publicKey = "incorrect public key type"
        case symmetricKey = "incorrect symmetric key type"
    }

    /// Whether `signature` is that of `message`.
    func isValid(_ signature: [UInt8], of message: [UInt8], _ key: VerificationKey) throws(Mismatch) -> Bool {
        switch (self, key) {
        case (.rsaPKCS1(let hash), .rsa(let numbers)): return numbers.isValidPKCS1(signature, of: message, hash)
        case (.rsaPSS(let hash), .rsa(let numbers)): return numbers.isValidPSS(signature, of: message, hash)
        case (.ecdsa(let hash), .p256), (.ecdsa(let hash), .p384), (.ecdsa(let hash), .p521):
            return hash.use(EllipticCheck(key: key, signature: signature, message: message))
        case (.ed25519, .ed25519(let key)): return key.isValidSignature(signature, for: message)
        case (.hmac(let hash), .secret(let secret)):
            return Hashes.equalInConstantTime(hash.keyedDigest(message, key: secret), signature)
        case (.hmac, _): throw .symmetricKey
        default: throw .publicKey
        }
    }

    private struct EllipticCheck: SignatureHash.Use {
        let key: VerificationKey
        let signature: [UInt8]
        let message: [UInt8]

        func callAsFunction<Function: HashFunction>(_: Function.Type) -> Bool {
            let digest = Function.hash(data: message)
            switch key {
            case .p256(let key):
                guard let bytes = normalized(.p256),
                    let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes)
                else { return false }
                return key.isValidSignature(signature, for: digest)
            case .p384(let key):
                guard let bytes = normalized(.p384),
                    let signature = try? P384.Signing.ECDSASignature(rawRepresentation: bytes)
                else { return false }
                return key.isValidSignature(signature, for: digest)
            case .p521(let key):
                guard let bytes = normalized(.p521),
                    let signature = try? P521.Signing.ECDSASignature(rawRepresentation: bytes)
                else { return false }
                return key.isValidSignature(signature, for: digest)
            default:
                return false
            }
        }

        /// Both halves at the width of the curve.
        private func normalized(_ curve: VerificationKey.Curve) -> [UInt8]? {
            let half = signature.count / 2
            guard let first = UnsignedBytes.padded(signature[..<half], to: curve.width),
                let second = UnsignedBytes.padded(signature[half...], to: curve.width)
            else { return nil }
            return first + second
        }
    }
}
