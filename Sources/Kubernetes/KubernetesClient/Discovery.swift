import Documents

/// What an API server serves, in every version, and what could not be found out.
public struct Discovery: Sendable {
    /// Sorted by group, then by preference of the version, then by plural.
    public let resources: [APIResource]
    /// Groups and versions whose resources are not known, with the reason: an aggregated API whose server is down.
    public let problems: [Problem]
    /// Whether the server told everything in one answer.
    public let isAggregated: Bool

    public struct Problem: Sendable, Hashable {
        /// `metrics.k8s.io/v1beta1`.
        public let groupVersion: String
        public let reason: String

        public init(groupVersion: String, reason: String) {
            self.groupVersion = groupVersion
            self.reason = reason
        }
    }

    public init(resources: [APIResource], problems: [Problem] = [], isAggregated: Bool = false) {
        self.resources = resources.sorted { left, right in
            if left.group != right.group { return left.group < right.group }
            if left.version != right.version { return APIVersionName(left.version) > APIVersionName(right.version) }
            return left.plural < right.plural
        }
        self.problems = problems.sorted { $0.groupVersion < $1.groupVersion }
        self.isAggregated = isAggregated
    }
}

extension KubernetesClient {
    /// Finds out what the server serves: in one or two requests where the server can tell so (from 1.26), else in one
    /// for each group and version. Groups that fail are listed and fail nothing else.
    public func discover() async throws -> Discovery {
        var reader = DiscoveryReader()
        for path in ["/api", "/apis"] {
            var request = APIRequest(.get, path)
            request.accept = DiscoveryReader.accept
            do {
                try reader.read(await document(request), path: path, server: connection.serverName)
            } catch KubernetesError.notFound where path == "/api" {
                // A server of custom resources alone has no core group.
            }
        }
        let pending = reader.pending
        let limit = max(limits.connections, 1)
        try await withThrowingTaskGroup(of: (String, Result<Document, KubernetesError>).self) { group in
            var next = 0
            func add() {
                guard next < pending.count else { return }
                let groupVersion = pending[next]
                next += 1
                group.addTask { [self] in
                    let path = groupVersion.contains("/") ? "/apis/\(groupVersion)" : "/api/\(groupVersion)"
                    do {
                        return (groupVersion, .success(try await document(APIRequest(.get, path))))
                    } catch let error as KubernetesError {
                        return (groupVersion, .failure(error))
                    }
                }
            }
            for _ in 0..<limit { add() }
            while let (groupVersion, result) = try await group.next() {
                switch result {
                case .success(let document): reader.addResources(document, groupVersion: groupVersion)
                case .failure(let error): reader.fail(groupVersion, "\(error)")
                }
                add()
            }
        }
        return reader.discovery
    }
}

/// Reads the answers of discovery in both forms.
private struct DiscoveryReader {
    /// Aggregated discovery in both of its versions; servers before 1.26 answer in the old form.
    static let accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    /// Groups and versions that have to be asked for one by one.
    private(set) var pending: [String] = []
    private var resources: [APIResource] = []
    private var problems: [Discovery.Problem] = []
    private var isAggregated = false

    var discovery: Discovery { Discovery(resources: resources, problems: problems, isAggregated: isAggregated) }

    mutating func fail(_ groupVersion: String, _ reason: String) {
        problems.append(Discovery.Problem(groupVersion: groupVersion, reason: reason))
    }

    mutating func read(_ document: Document, path: String, server: String) throws {
        let root = document.root
        switch root["kind"]?.string {
        case "APIGroupDiscoveryList":
            isAggregated = true
            for group in root["items"]?.elements ?? [] { addAggregated(group) }
        case "APIVersions":
            pending += (root["versions"]?.elements ?? []).compactMap(\.string)
        case "APIGroupList":
            for group in root["groups"]?.elements ?? [] {
                pending += (group["versions"]?.elements ?? []).compactMap { $0["groupVersion"]?.string }
            }
        case let kind:
            throw KubernetesError.notKubernetes(
                server: server, status: 200, excerpt: "an answer of kind \"\(kind ?? "")\" at \(path)")
        }
    }

    private mutating func addAggregated(_ group: Node) {
        let name = group["metadata"]?["name"]?.string ?? ""
        for version in group["versions"]?.elements ?? [] {
            guard let versionName = version["version"]?.string else { continue }
            if version["freshness"]?.string == "Stale" {
                fail(name.isEmpty ? versionName : "\(name)/\(versionName)", "its server does not answer")
            }
            for resource in version["resources"]?.elements ?? [] {
                guard let plural = resource["resource"]?.string, let response = resource["responseKind"],
                    let kind = response["kind"]?.string
                else { continue }
                resources.append(
                    APIResource(
                        group: name, version: versionName, plural: plural,
                        singular: resource["singularResource"]?.string ?? "", kind: kind,
                        isNamespaced: resource["scope"]?.string == "Namespaced", verbs: strings(resource["verbs"]),
                        shortNames: strings(resource["shortNames"])))
            }
        }
    }

    /// The resources of one version in the old form; subresources are left out.
    mutating func addResources(_ document: Document, groupVersion: String) {
        let slash = groupVersion.lastIndex(of: "/")
        let group = slash.map { String(groupVersion[..<$0]) } ?? ""
        let version = slash.map { String(groupVersion[groupVersion.index(after: $0)...]) } ?? groupVersion
        guard document.root["kind"]?.string == "APIResourceList" else {
            fail(groupVersion, "the answer is no list of resources")
            return
        }
        for resource in document.root["resources"]?.elements ?? [] {
            guard let plural = resource["name"]?.string, !plural.contains("/"), let kind = resource["kind"]?.string
            else { continue }
            resources.append(
                APIResource(
                    group: group, version: version, plural: plural, singular: resource["singularName"]?.string ?? "",
                    kind: kind, isNamespaced: resource["namespaced"]?.boolean ?? false,
                    verbs: strings(resource["verbs"]), shortNames: strings(resource["shortNames"])))
        }
    }

    private func strings(_ list: Node?) -> [String] { (list?.elements ?? []).compactMap(\.string) }
}
