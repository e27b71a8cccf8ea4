public import Documents

/// What an API server says about itself at `/version`.
public struct ServerVersion: Sendable {
    public let major: Int
    public let minor: Int
    /// The full version: `v1.30.2`, `v1.29.4-gke.1043002`.
    public let gitVersion: String
    /// The whole answer.
    public let document: Document

    /// Nil when it is no version.
    public init?(_ document: Document) {
        let root = document.root
        guard let gitVersion = root["gitVersion"]?.string else { return nil }
        self.gitVersion = gitVersion
        self.document = document
        major = ServerVersion.number(root["major"]?.string) ?? 1
        minor = ServerVersion.number(root["minor"]?.string) ?? 0
    }

    /// Managed clusters write `27+`.
    private static func number(_ text: String?) -> Int? {
        text.flatMap { Int($0.prefix { $0.isNumber }) }
    }
}
