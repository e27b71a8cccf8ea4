import Crypto
import CryptoExtras

/// A private RSA key of two primes, as big-endian bytes.
struct RSAPrivateNumbers: Sendable {
    let publicNumbers: RSAPublicNumbers
    let exponent: [UInt8]
    let prime1: [UInt8]
    let prime2: [UInt8]
    /// What follows from the others and may be left out.
    let exponent1: [UInt8]?
    let exponent2: [UInt8]?
    let coefficient: [UInt8]?

    /// The signature of `message`, made by the library.
    func signature(
        of message: [UInt8], _ hash: SignatureHash, _ padding: _RSA.Signing.Padding
    ) throws -> [UInt8] {
        try hash.use(Signing(key: key(), message: message, padding: padding)).get()
    }

    /// Upper bound of each number, in bytes.
    private static let widthLimit = RSAPublicNumbers.usableSizes.upperBound / 8

    /// The library derives what is missing for keys of 2048 bits and more, and takes shorter ones only when complete.
    private func key() throws -> _RSA.Signing.PrivateKey {
        let numbers = [publicNumbers.modulus, exponent, prime1, prime2]
        guard numbers.allSatisfy({ $0.count <= RSAPrivateNumbers.widthLimit }) else {
            throw CryptoKitError.incorrectParameterSize
        }
        let exponentBytes = Array(
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: publicNumbers.exponent >> UInt64($0)) }
        )
        guard let exponent1, let exponent2, let coefficient else {
            return try _RSA.Signing.PrivateKey(
                n: publicNumbers.modulus, e: exponentBytes, d: exponent, p: prime1, q: prime2)
        }
        return try _RSA.Signing.PrivateKey(
            unsafeDERRepresentation: DERWriter.sequence(of: [
                [0], publicNumbers.modulus, exponentBytes, exponent, prime1, prime2, exponent1, exponent2, coefficient,
            ]))
    }

    private struct Signing: SignatureHash.Use {
        let key: _RSA.Signing.PrivateKey
        let message: [UInt8]
        let padding: _RSA.Signing.Padding

        func callAsFunction<Function: HashFunction>(_: Function.Type) -> Result<[UInt8], any Error> {
            Result {
                let signature = try key.signature(for: Function.hash(data: message), padding: padding)
                return signature.withUnsafeBytes { Array($0) }
            }
        }
    }
}
