import Crypto
import Documents

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An Ed25519 key that signs bundles (RFC 8032). Its file holds the 32 bytes in Base64.
public struct BundleSigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    public init() { key = Curve25519.Signing.PrivateKey() }

    /// - Throws: ``BundleError/badKey(file:why:)``.
    public init(text: String, file: String) throws(BundleError) {
        guard let bytes = Base64.decode(text), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { throw .badKey(file: file, why: "it does not hold 32 bytes in Base64") }
        self.key = key
    }

    public var text: String { Base64.encode(Array(key.rawRepresentation)) }

    public var publicKey: BundleKey { BundleKey(key.publicKey) }

    func signature(of bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}

/// The public half, which tells whether a bundle comes from whom it should.
public struct BundleKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

    /// - Throws: ``BundleError/badKey(file:why:)``.
    public init(text: String, file: String) throws(BundleError) {
        guard let bytes = Base64.decode(text), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { throw .badKey(file: file, why: "it does not hold 32 bytes in Base64") }
        self.key = key
    }

    public var text: String { Base64.encode(Array(key.rawRepresentation)) }

    func accepts(_ signature: [UInt8], of bytes: [UInt8]) -> Bool { key.isValidSignature(signature, for: bytes) }
}
