/// Where an image or another artifact lies: a registry, a repository, and a tag or a digest.
///
/// Parses what `docker pull` accepts (distribution/reference, "normalize"): short names get `docker.io`, its official
/// images `library/`, and a name without tag and digest `:latest`.
public struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// `registry.example.com:5000`.
    public let registry: String
    /// `team/app`.
    public let repository: String
    public let tag: String?
    public let digest: Digest?

    /// Nil when the text is no reference.
    public init?(_ text: String) {
        var rest = Substring(text)
        var digest: Digest?
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            guard let found = Digest(String(rest[at...].dropFirst())) else { return nil }
            digest = found
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")), !rest[colon...].utf8.contains(UInt8(ascii: "/")) {
            let found = rest[colon...].dropFirst()
            guard ImageReference.isTag(found) else { return nil }
            tag = String(found)
            rest = rest[..<colon]
        }
        var registry = ImageReference.dockerHub
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let first = rest[..<slash]
            // Without one of these marks the first part is a user of Docker Hub.
            let isHost =
                first.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") } || first == "localhost"
                || first.utf8.contains { (65...90).contains($0) }
            if isHost {
                guard ImageReference.isHost(first) else { return nil }
                registry = first == "index.docker.io" ? ImageReference.dockerHub : String(first)
                rest = rest[slash...].dropFirst()
            }
        }
        guard ImageReference.isRepository(rest) else { return nil }
        self.registry = registry
        repository =
            registry == ImageReference.dockerHub && !rest.utf8.contains(UInt8(ascii: "/"))
            ? "library/\(rest)" : String(rest)
        self.tag = tag ?? (digest == nil ? "latest" : nil)
        self.digest = digest
    }

    public var description: String {
        "\(registry)/\(repository)\(tag.map { ":\($0)" } ?? "")\(digest.map { "@\($0)" } ?? "")"
    }

    /// What a registry is asked for: the digest where there is one, since it cannot change.
    public var identifier: String { digest?.description ?? tag ?? "latest" }

    /// The registry that is meant when none is named.
    public static let dockerHub = "docker.io"

    // MARK: Grammar

    private static func isHost(_ text: Substring) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first, !name.isEmpty else { return false }
        if parts.count == 2 {
            guard let port = Int(String(decoding: parts[1], as: UTF8.self)), 1...65535 ~= port else { return false }
        }
        return name.allSatisfy { isLowerAlphanumeric($0) || (65...90).contains($0) || $0 == 45 || $0 == 46 }
    }

    private static func isRepository(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                && part.allSatisfy { isLowerAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
        }
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, first != 45, first != 46 else { return false }
        return text.utf8.allSatisfy {
            isLowerAlphanumeric($0) || (65...90).contains($0) || $0 == 45 || $0 == 46 || $0 == 95
        }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte)
    }
}
