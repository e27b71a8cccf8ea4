public import KubernetesClient
import PolicyLibrary
public import PostureScan

/// What will be read of a cluster: resources, and for each the parts it is read in.
public struct ReadPlan: Sendable {
    public struct Entry: Sendable {
        public let resource: APIResource
        public let parts: [Part]
        /// Whether only names and labels are read, as of Secrets.
        public let isMetadataOnly: Bool
    }

    /// One list.
    public struct Part: Sendable, Hashable {
        /// Nil for all namespaces.
        public let namespace: String?
        public let fieldSelector: String?

        /// As coverage names it; empty for everything.
        var selector: String {
            [namespace.map { "metadata.namespace==\($0)" }, fieldSelector].compactMap { $0 }.joined(separator: ",")
        }
    }

    /// Sorted by the key of the resource.
    public let entries: [Entry]
    /// Kinds that rules ask for and that are not read, with the reason.
    public let missing: [ListedKind]

    /// - Throws: ``ClusterSourceError`` when kinds of the selection are unknown or no namespace is left.
    init(
        _ wanted: [MatchBlock], _ discovery: Discovery, _ selection: ObjectSelection, withoutWorkloads: Bool
    ) throws(ClusterSourceError) {
        let resolver = KindResolver(wanted, discovery)
        let included = try ReadPlan.kinds(selection.includedKinds, discovery, flag: "--include-kinds")
        let excluded = try ReadPlan.kinds(selection.excludedKinds, discovery, flag: "--exclude-kinds")
        if let namespaces = selection.namespaces, namespaces.isEmpty { throw .noNamespaceLeft }
        var entries: [Entry] = []
        var missing = resolver.missing
        for resource in resolver.resources {
            if withoutWorkloads && CommonKinds.workloads.contains(resource.plural) { continue }
            let name = resource.qualifiedName
            let flag =
                excluded.contains(name)
                ? "--exclude-kinds" : !included.isEmpty && !included.contains(name) ? "--include-kinds" : nil
            if let flag {
                missing.append(ListedKind(ObjectKind(resource), .failed(why: "it was left out by \(flag)")))
                continue
            }
            entries.append(
                Entry(
                    resource: resource, parts: ReadPlan.parts(of: resource, selection),
                    isMetadataOnly: resource.group.isEmpty && resource.plural == "secrets"))
        }
        self.entries = entries
        self.missing = missing.sorted { $0.kind < $1.kind }
    }

    /// The lists in which a resource is read. Objects without a namespace are read whole whatever namespaces are chosen:
    /// verdicts on roles and nodes must not vanish with a filter.
    private static func parts(of resource: APIResource, _ selection: ObjectSelection) -> [Part] {
        let isNamespace = resource.group.isEmpty && resource.plural == "namespaces"
        guard resource.isNamespaced || isNamespace else { return [Part(namespace: nil, fieldSelector: nil)] }
        if let namespaces = selection.namespaces {
            return namespaces.map { namespace in
                isNamespace
                    ? Part(namespace: nil, fieldSelector: "metadata.name==\(namespace)")
                    : Part(namespace: namespace, fieldSelector: nil)
            }
        }
        let field = isNamespace ? "metadata.name" : "metadata.namespace"
        let terms = selection.excludedNamespaces.map { "\(field)!=\($0)" }
        return [Part(namespace: nil, fieldSelector: terms.isEmpty ? nil : terms.joined(separator: ","))]
    }

    /// The qualified names that a list of kinds stands for.
    private static func kinds(
        _ names: [String], _ discovery: Discovery, flag: String
    ) throws(ClusterSourceError) -> Set<String> {
        var found: Set<String> = []
        var unknown: [String] = []
        for name in names {
            let matches = discovery.resources.filter { $0.isNamed(name) }
            if matches.isEmpty { unknown.append(name) }
            found.formUnion(matches.map(\.qualifiedName))
        }
        if !unknown.isEmpty { throw .unknownKinds(unknown, flag: flag) }
        return found
    }
}

extension APIResource {
    /// Whether people mean this by a kind, plural, singular or short name, perhaps with a group: `deploy`, `deployments.apps`.
    func isNamed(_ text: String) -> Bool {
        let name = text.lowercased()
        let names = [plural, singular, kind.lowercased()] + shortNames
        return names.contains(name) || (!group.isEmpty && names.contains { "\($0).\(group)" == name })
    }
}

extension ObjectKind {
    init(_ resource: APIResource) {
        self.init(group: resource.group, version: resource.version, kind: resource.kind, plural: resource.plural)
    }
}

/// Whether credentials may do what a plan needs.
public struct PlannedAccess: Sendable {
    public let entry: ReadPlan.Entry
    /// The parts that may not be read, with the server's reason; empty when all may.
    public let denied: [(part: ReadPlan.Part, reason: String)]
}

extension ReadPlan {
    /// Asks the server, for each list, whether it may be read. Reads nothing.
    public func access(_ client: KubernetesClient, workers: Int = 8) async throws -> [PlannedAccess] {
        let questions = entries.enumerated().flatMap { index, entry in entry.parts.map { (index: index, part: $0) } }
        let answers = try await BoundedMap.run(questions, workers: workers) { question in
            try await client.access("list", entries[question.index].resource, namespace: question.part.namespace)
        }
        var denied: [Int: [(part: Part, reason: String)]] = [:]
        for (question, answer) in zip(questions, answers) {
            if case .denied(let reason) = answer { denied[question.index, default: []].append((question.part, reason)) }
        }
        return entries.enumerated().map { PlannedAccess(entry: $1, denied: denied[$0] ?? []) }
    }
}
