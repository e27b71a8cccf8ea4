import Crypto
import CryptoExtras

/// A public RSA key: modulus and exponent.
struct RSAPublicNumbers: Sendable {
    /// Big-endian, without leading zeros.
    let modulus: [UInt8]
    let exponent: UInt64

    /// Sizes of keys, in bits, that signatures are checked with. Go refuses shorter ones, BoringSSL longer ones.
    static let usableSizes = 1024...16384

    /// - Parameter exponent: big-endian; must fit in 31 bits, as Go asks for.
    init?(modulus: some Collection<UInt8>, exponent: some Collection<UInt8>) {
        let exponent = Array(exponent.drop { $0 == 0 })
        guard exponent.count <= 4 else { return nil }
        self.modulus = Array(modulus.drop { $0 == 0 })
        self.exponent = exponent.reduce(0) { $0 << 8 | UInt64($1) }
        guard !self.modulus.isEmpty, (2...UInt64(Int32.max)).contains(self.exponent) else { return nil }
    }

    private var isUsable: Bool {
        RSAPublicNumbers.usableSizes.contains(UnsignedBytes.bitWidth(modulus)) && exponent & 1 == 1
    }

    /// Checks a signature after RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    func isValidPKCS1(_ signature: [UInt8], of message: [UInt8], _ hash: SignatureHash) -> Bool {
        guard isUsable, signature.count == modulus.count else { return false }
        guard let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: DERWriter.rsaPublicKey(self)) else {
            return false
        }
        return hash.use(PKCS1Check(key: key, signature: signature, message: message))
    }

    private struct PKCS1Check: SignatureHash.Use {
        let key: _RSA.Signing.PublicKey
        let signature: [UInt8]
        let message: [UInt8]
        func callAsFunction<Function: HashFunction>(_: Function.Type) -> Bool {
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: Function.hash(data: message),
                padding: .insecurePKCS1v1_5)
        }
    }

    /// Checks a signature after RSASSA-PSS (RFC 8017, section 8.1.2) with MGF1 over the same hash function.
    ///
    /// Salts of any length count, as in Go with `PSSSaltLengthAuto`; the library's own check knows two lengths only.
    func isValidPSS(_ signature: [UInt8], of message: [UInt8], _ hash: SignatureHash) -> Bool {
        guard isUsable, signature.count == modulus.count, let field = MontgomeryModulus(modulus),
            let power = field.power(signature, exponent)
        else { return false }
        let encodedBits = UnsignedBytes.bitWidth(modulus) - 1
        guard let encoded = UnsignedBytes.padded(power, to: (encodedBits + 7) / 8) else { return false }
        return RSAPublicNumbers.isPSSEncoding(encoded, bits: encodedBits, of: hash.digest(message), hash)
    }

    /// EMSA-PSS-VERIFY (RFC 8017, section 9.1.2), the length of the salt being found out.
    private static func isPSSEncoding(
        _ encoded: [UInt8], bits: Int, of digest: [UInt8], _ hash: SignatureHash
    ) -> Bool {
        let unusedBits = encoded.count * 8 - bits
        guard encoded.count >= digest.count + 2, encoded.last == 0xBC else { return false }
        let maskedCount = encoded.count - digest.count - 1
        guard encoded[0] >> (8 - UInt8(unusedBits)) == 0 || unusedBits == 0 else { return false }
        let seed = Array(encoded[maskedCount..<(maskedCount + digest.count)])
        var block = zip(encoded, mask(seed, count: maskedCount, hash)).map { $0 ^ $1 }
        block[0] &= 0xFF >> UInt8(unusedBits)
        guard let separator = block.firstIndex(where: { $0 != 0 }), block[separator] == 1 else { return false }
        let salt = block[(separator + 1)...]
        return hash.digest([UInt8](repeating: 0, count: 8) + digest + salt) == seed
    }

    /// MGF1 (RFC 8017, appendix B.2.1).
    private static func mask(_ seed: [UInt8], count: Int, _ hash: SignatureHash) -> [UInt8] {
        var output: [UInt8] = []
        var counter: UInt32 = 0
        while output.count < count {
            let suffix = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: counter >> UInt32($0)) }
            output += hash.digest(seed + suffix)
            counter += 1
        }
        return Array(output.prefix(count))
    }
}
