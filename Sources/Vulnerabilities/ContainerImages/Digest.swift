import Crypto

/// A SHA-256 digest as registries write it: `sha256:` and 64 hexadecimal digits.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// 64 digits in small letters.
    public let hexadecimal: String

    /// Nil for other algorithms and other lengths; capital digits are accepted.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "sha256" else { return nil }
        self.init(hexadecimal: String(parts[1]))
    }

    /// Nil unless the text is 64 hexadecimal digits.
    public init?(hexadecimal text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy(Digest.isDigit) else { return nil }
        hexadecimal = text.lowercased()
    }

    /// The digest of bytes.
    public init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        hash.update(data: Array(bytes))
        self.init(hash.finalize())
    }

    init(_ hash: SHA256.Digest) {
        hexadecimal = hash.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    public var description: String { "sha256:\(hexadecimal)" }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
    }
}

/// Works out a digest piece by piece.
public struct RunningDigest: Sendable {
    private var hash = SHA256()
    /// Bytes so far.
    public private(set) var count = 0

    public init() {}

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        count += bytes.count
    }

    public var digest: Digest { Digest(hash.finalize()) }
}
