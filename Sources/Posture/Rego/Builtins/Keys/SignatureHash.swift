import Crypto

/// The hash functions that signatures are made over.
enum SignatureHash: Sendable {
    case sha1, sha256, sha384, sha512

    /// What is done with the hash function that a case stands for.
    protocol Use {
        associatedtype Answer
        func callAsFunction<Function: HashFunction>(_ function: Function.Type) -> Answer
    }

    func use<Body: Use>(_ body: Body) -> Body.Answer {
        switch self {
        case .sha1: body(Insecure.SHA1.self)
        case .sha256: body(SHA256.self)
        case .sha384: body(SHA384.self)
        case .sha512: body(SHA512.self)
        }
    }

    /// The digest of `bytes`.
    func digest(_ bytes: [UInt8]) -> [UInt8] { use(Digesting(bytes: bytes)) }

    /// The digest of `bytes` under `key`.
    func keyedDigest(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] { use(KeyedDigesting(bytes: bytes, key: key)) }

    private struct Digesting: Use {
        let bytes: [UInt8]
        func callAsFunction<Function: HashFunction>(_ function: Function.Type) -> [UInt8] {
            bytes.withUnsafeBufferPointer { Hashes.digest($0, function) }
        }
    }

    private struct KeyedDigesting: Use {
        let bytes: [UInt8]
        let key: [UInt8]
        func callAsFunction<Function: HashFunction>(_ function: Function.Type) -> [UInt8] {
            bytes.withUnsafeBufferPointer { bytes in
                key.withUnsafeBufferPointer { Hashes.keyedDigest(bytes, key: $0, function) }
            }
        }
    }
}
