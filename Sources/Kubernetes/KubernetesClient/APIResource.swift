/// A resource that an API server serves in one version: what discovery gives.
public struct APIResource: Sendable, Hashable {
    /// Empty for the core group.
    public let group: String
    public let version: String
    /// The name in paths: `deployments`.
    public let plural: String
    public let singular: String
    public let kind: String
    public let isNamespaced: Bool
    public let verbs: [String]
    public let shortNames: [String]

    public init(
        group: String, version: String, plural: String, singular: String = "", kind: String, isNamespaced: Bool,
        verbs: [String] = ["get", "list"], shortNames: [String] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.singular = singular.isEmpty ? kind.lowercased() : singular
        self.kind = kind
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.shortNames = shortNames
    }

    /// As objects name it: `v1`, `apps/v1`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// As reports and selections name it: `/v1/pods`, `apps/v1/deployments`.
    public var key: String { "\(group)/\(version)/\(plural)" }
    /// As the API server's messages name it: `pods`, `deployments.apps`.
    public var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }
    public var isListable: Bool { verbs.contains("list") }

    /// The path of its list, or of one object.
    public func path(namespace: String? = nil, name: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/\(APIRequest.escape(namespace))" }
        path += "/\(plural)"
        if let name { path += "/\(APIRequest.escape(name))" }
        return path
    }
}

/// The name of a version of an API, in the order of preference: stable before beta before alpha, then the newest.
public struct APIVersionName: Sendable, Hashable, Comparable {
    public let name: String
    /// Stability (2 stable, 1 beta, 0 alpha, -1 unknown), major and minor number.
    private let rank: [Int]

    public init(_ name: String) {
        self.name = name
        rank = APIVersionName.rank(name)
    }

    /// Whether the right one is preferred.
    public static func < (left: APIVersionName, right: APIVersionName) -> Bool {
        if left.rank != right.rank { return left.rank.lexicographicallyPrecedes(right.rank) }
        // Names that follow no rule: the alphabet decides, the first one is preferred.
        return left.name > right.name
    }

    public static func == (left: APIVersionName, right: APIVersionName) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    private static func rank(_ name: String) -> [Int] {
        var rest = name.utf8[...]
        func number() -> Int? {
            let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            rest = rest[digits.endIndex...]
            return Int(String(decoding: digits, as: UTF8.self))
        }
        guard rest.popFirst() == UInt8(ascii: "v"), let major = number() else { return [-1, 0, 0] }
        if rest.isEmpty { return [2, major, 0] }
        for (word, stability) in [("beta", 1), ("alpha", 0)] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            guard let minor = number(), rest.isEmpty else { return [-1, 0, 0] }
            return [stability, major, minor]
        }
        return [-1, 0, 0]
    }
}
