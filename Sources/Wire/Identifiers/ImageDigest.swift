/// The digest of an image: `sha256:` and 64 hexadecimal digits, in any of the forms in which nodes report it.
///
/// The grammar is strict because digests become file names and URLs elsewhere.
public struct ImageDigest: Sendable, Hashable {
    /// `sha256`, `sha384` or `sha512`.
    public let algorithm: String
    /// Lower-case hexadecimal digits, as many as the algorithm makes.
    public let hex: String

    /// Reads `sha256:…`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let algorithm = String(text[..<colon])
        let hex = String(text[text.index(after: colon)...])
        let lengths = ["sha256": 64, "sha384": 96, "sha512": 128]
        guard let length = lengths[algorithm], hex.utf8.count == length,
            hex.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
        else { return nil }
        self.algorithm = algorithm
        self.hex = hex
    }

    /// The digest in an image id of a pod's status: `docker-pullable://repo@sha256:…`, `repo@sha256:…` or a bare digest.
    ///
    /// - Returns: nil when there is none, as for images that were built on the node.
    public init?(imageID: String) {
        self.init(imageID.split(separator: "@").last ?? "")
    }
}

extension ImageDigest: CustomStringConvertible {
    /// `sha256:…`
    public var description: String { "\(algorithm):\(hex)" }

    /// The image hash of a scan request, `repo@sha256:…`, for an image id of a pod's status; nil without a digest or a
    /// repository. Schemes such as `docker-pullable://` are removed.
    public static func reference(imageID: String) -> String? {
        let plain = imageID.firstRange(of: "://").map { String(imageID[$0.upperBound...]) } ?? imageID
        guard let at = plain.lastIndex(of: "@"), at > plain.startIndex,
            let digest = ImageDigest(plain[plain.index(after: at)...])
        else { return nil }
        return "\(plain[..<at])@\(digest)"
    }
}
