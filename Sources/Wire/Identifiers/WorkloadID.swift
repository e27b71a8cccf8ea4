/// The id of a workload, a namespace or a cluster: `wlid://cluster-minikube/namespace-default/deployment-nginx`.
///
/// Source: the contract's section on workload ids. The name is kept as it is written; only the kind is brought to the
/// case of Kubernetes, and only when it is one of the built-in kinds.
public struct WorkloadID: Sendable, Hashable {
    /// The cluster's name as users see it.
    public let cluster: String
    /// Empty for the whole cluster, and for workloads that have no namespace there is none in the id.
    public let namespace: String
    /// As in Kubernetes (`Deployment`), or as written when the kind is not built in. Empty for a scope.
    public let kind: String
    /// Empty for a scope.
    public let name: String

    /// An id from its parts; what follows the first empty part is dropped.
    public init(cluster: String, namespace: String = "", kind: String = "", name: String = "") {
        self.cluster = cluster
        self.namespace = cluster.isEmpty ? "" : namespace
        self.kind = self.namespace.isEmpty ? "" : kind
        self.name = self.kind.isEmpty ? "" : name
    }

    /// Reads an id, with or without its scheme. Prefixes may be missing, as the original tolerates it.
    public init(_ text: String) throws(WireError) {
        func invalid(_ what: String) -> WireError { .invalid(path: "The workload id", value: text, what: what) }
        guard text.utf8.count <= 2048 else { throw invalid("it is longer than 2048 bytes") }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw invalid("it must not contain spaces or control characters")
        }
        var rest = text[...]
        for scheme in ["wlid://", "sid://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count <= 3 else { throw invalid("it has more than three parts") }
        guard !parts.contains("") else { throw invalid("one of its parts is empty") }
        cluster = WorkloadID.without("cluster-", parts[0])
        namespace = parts.count > 1 ? WorkloadID.without("namespace-", parts[1]) : ""
        guard !cluster.isEmpty, parts.count < 2 || !namespace.isEmpty else {
            throw invalid("one of its parts is empty")
        }
        guard parts.count == 3 else {
            kind = ""
            name = ""
            return
        }
        guard let dash = parts[2].firstIndex(of: "-"), dash > parts[2].startIndex,
            parts[2].index(after: dash) < parts[2].endIndex
        else { throw invalid("its last part must be a kind and a name, like deployment-nginx") }
        kind = KubernetesKinds.canonical(String(parts[2][..<dash]))
        name = String(parts[2][parts[2].index(after: dash)...])
    }

    private static func without(_ prefix: String, _ part: Substring) -> String {
        String(part.hasPrefix(prefix) ? part.dropFirst(prefix.count) : part)
    }

    /// Whether it names one workload.
    public var isWorkload: Bool { !name.isEmpty }
    /// Whether it stands for everything in a cluster.
    public var isCluster: Bool { namespace.isEmpty }

    /// The id of the cluster it lies in.
    public var clusterID: WorkloadID { WorkloadID(cluster: cluster) }
    /// The id of the namespace it lies in.
    public var namespaceID: WorkloadID { WorkloadID(cluster: cluster, namespace: namespace) }
}

extension WorkloadID: CustomStringConvertible {
    /// The id as it goes over the wire, without a slash at the end.
    public var description: String {
        var text = "wlid://cluster-\(cluster)"
        guard !namespace.isEmpty else { return text }
        text += "/namespace-\(namespace)"
        guard !kind.isEmpty else { return text }
        text += "/" + asciiLowercased(kind).filter { $0 != "-" }
        return name.isEmpty ? text : text + "-\(name)"
    }
}
