/// Which objects of a cluster the user wants to see.
public struct ObjectSelection: Sendable, Hashable {
    /// Empty for all.
    public var includedNamespaces: [String]
    public var excludedNamespaces: [String]
    /// Kinds, plurals or short names, perhaps with a group (`deployments.apps`); empty for all.
    public var includedKinds: [String]
    public var excludedKinds: [String]
    public var labelSelector: String?

    public init(
        includedNamespaces: [String] = [], excludedNamespaces: [String] = [], includedKinds: [String] = [],
        excludedKinds: [String] = [], labelSelector: String? = nil
    ) {
        self.includedNamespaces = includedNamespaces
        self.excludedNamespaces = excludedNamespaces
        self.includedKinds = includedKinds
        self.excludedKinds = excludedKinds
        self.labelSelector = labelSelector
    }

    /// The included namespaces that are not excluded, each once; nil for all.
    var namespaces: [String]? {
        guard !includedNamespaces.isEmpty else { return nil }
        var seen = Set(excludedNamespaces)
        return includedNamespaces.filter { seen.insert($0).inserted }
    }
}

/// Why a cluster cannot be scanned as the user wants it.
public enum ClusterSourceError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownNamespaces([String], known: [String])
    case noNamespaceLeft
    case unknownKinds([String], flag: String)
    /// Not one list could be read; the first reasons.
    case nothingRead([String])
    /// The server went away while it was read.
    case serverGone(String)
    case badLabelSelector(String, why: String)
    case badWorkload(String)
    case noWorkloadKind(String, known: [String])
    case secretWorkload
    case ownedWorkload(name: String, owner: String)
    case workloadNotFound(name: String, namespace: String)

    /// Whether the user asked for what makes no sense; otherwise the cluster did not let itself be read.
    public var isUsage: Bool {
        switch self {
        case .nothingRead, .serverGone: false
        default: true
        }
    }

    public var description: String {
        switch self {
        case .unknownNamespaces(let names, let known):
            "The cluster has no namespace \(names.map { "\"\($0)\"" }.joined(separator: ", ")). "
                + "It has: \(ClusterSourceError.list(known))."
        case .noNamespaceLeft:
            "Every namespace of --include-namespaces is excluded again by --exclude-namespaces. Change one of them."
        case .unknownKinds(let names, let flag):
            "The cluster serves no kind \(names.map { "\"\($0)\"" }.joined(separator: ", ")) (\(flag)). Give kinds or "
                + "plurals as kubectl api-resources lists them."
        case .nothingRead(let reasons):
            "Nothing could be read from the cluster, so there is no result: \(reasons.prefix(3).joined(separator: "; "))"
                + "\(reasons.count > 3 ? "; and \(reasons.count - 3) more kinds" : ""). Grant list on what is to be scanned, "
                + "or name namespaces that may be read with --include-namespaces."
        case .serverGone(let why):
            "The API server stopped answering in the middle of the scan, so there is no result. \(why)"
        case .badLabelSelector(let text, let why):
            "The label selector \"\(text)\" cannot be understood (\(why)). Write it as for kubectl: app=web,tier in (a,b)."
        case .badWorkload(let text):
            "\"\(text)\" names no workload. Write KIND/NAME or KIND.VERSION.GROUP/NAME: deployment/web, "
                + "deployments.v1.apps/web."
        case .noWorkloadKind(let kind, let known):
            "\"\(kind)\" is no kind of workload that the cluster serves. These are: \(known.joined(separator: ", "))."
        case .secretWorkload: "Secrets are not scanned one by one; their values are never read."
        case .ownedWorkload(let name, let owner):
            "\(name) belongs to \(owner), and findings are about that. Scan it instead: breakwater scan workload \(owner)."
        case .workloadNotFound(let name, let namespace):
            "There is no \(name)\(namespace.isEmpty ? "" : " in the namespace \"\(namespace)\""). Check the name, and give "
                + "the namespace with -n."
        }
    }

    /// At most twenty names.
    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}
