import Documents
public import KubernetesClient
public import PolicyLibrary
public import PostureScan

/// The objects of a cluster, read for a scan.
public struct ClusterSource: ObjectSource {
    private let client: KubernetesClient
    private let discovery: Discovery
    private let facts: ClusterFacts
    private let selection: ObjectSelection
    private let workload: WorkloadObject?
    private let options: ClusterReadOptions

    /// A source of everything that rules ask for.
    /// - Parameters:
    ///   - facts: what was found out before; the version is handed to rules that ask for it.
    ///   - workload: when given, the only object of a kind that runs containers.
    public init(
        _ client: KubernetesClient, discovery: Discovery, facts: ClusterFacts,
        selection: ObjectSelection = ObjectSelection(), workload: WorkloadObject? = nil,
        options: ClusterReadOptions = ClusterReadOptions()
    ) {
        self.client = client
        self.discovery = discovery
        self.facts = facts
        self.selection = selection
        self.workload = workload
        self.options = options
    }

    /// What ``read(_:deliver:)`` will read.
    /// - Throws: ``ClusterSourceError`` when the selection names what the cluster does not have.
    public func plan(_ wanted: [MatchBlock]) throws(ClusterSourceError) -> ReadPlan {
        try ReadPlan(wanted, discovery, selection, withoutWorkloads: workload != nil)
    }

    public func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary {
        let plan = try plan(wanted)
        try await deliver(facts.page(order: 0))
        if let workload { try await deliver(workload.page(order: 1)) }
        let lists = plan.entries.enumerated().flatMap { index, entry in
            entry.parts.enumerated().map { place, part in
                ListReading(
                    client: client, entry: entry, part: part, labelSelector: selection.labelSelector, options: options,
                    // Room for a million parts of a kind and a million pages of each.
                    order: UInt64(index + 1) << 40 | UInt64(place) << 20)
            }
        }
        let outcomes = try await BoundedMap.run(lists, workers: options.parallelLists) { try await $0.run(deliver) }
        var results: [Int: [(part: ReadPlan.Part, outcome: ListReading.Outcome)]] = [:]
        var next = 0
        for (index, entry) in plan.entries.enumerated() {
            for part in entry.parts {
                results[index, default: []].append((part, outcomes[next]))
                next += 1
            }
        }
        let kinds = plan.entries.enumerated().map { index, entry in
            ListedKind(ObjectKind(entry.resource), ClusterSource.outcome(results[index] ?? []))
        }
        if !kinds.isEmpty, workload == nil, kinds.allSatisfy({ $0.isUnread || $0.outcome == .notServed }),
            kinds.contains(where: \.isUnread)
        {
            throw ClusterSourceError.nothingRead(
                kinds.compactMap { kind in kind.problem.map { "\(kind.kind.plural): \($0)" } })
        }
        return SourceSummary(kinds: (kinds + plan.missing).sorted { $0.kind < $1.kind })
    }

    /// What became of a kind from what became of its parts.
    private static func outcome(
        _ parts: [(part: ReadPlan.Part, outcome: ListReading.Outcome)]
    ) -> ListedKind.Outcome {
        var reasons: [String] = []
        var selectors: [String] = []
        var isForbidden = true
        var hasRead = false
        var isServed = false
        for (part, outcome) in parts {
            switch outcome {
            case .notServed: continue
            case .read: hasRead = true
            case .forbidden(let why, let delivered), .failed(let why, let delivered):
                if case .failed = outcome { isForbidden = false }
                if delivered > 0 { hasRead = true }
                reasons.append(why)
                selectors.append(part.selector)
            }
            isServed = true
        }
        if !isServed { return .notServed }
        guard let why = reasons.first else { return .read }
        if hasRead {
            return .partial(
                selector: selectors.filter { !$0.isEmpty }.joined(separator: "; "), why: why)
        }
        return isForbidden ? .forbidden(why: why) : .failed(why: why)
    }
}

/// How a cluster is read.
public struct ClusterReadOptions: Sendable, Hashable {
    /// Lists that are read at the same time, within the client's budget of requests.
    public var parallelLists: Int
    /// Objects of a page.
    public var pageSize: Int

    public init(parallelLists: Int = 8, pageSize: Int = 500) {
        self.parallelLists = max(parallelLists, 1)
        self.pageSize = max(pageSize, 1)
    }
}

/// One list of a plan on its way.
struct ListReading: Sendable {
    let client: KubernetesClient
    let entry: ReadPlan.Entry
    let part: ReadPlan.Part
    let labelSelector: String?
    let options: ClusterReadOptions
    /// The number of its first page.
    let order: UInt64

    /// What became of a list, with how many objects were delivered before it failed.
    enum Outcome: Sendable, Hashable {
        case read
        case forbidden(why: String, delivered: Int)
        case failed(why: String, delivered: Int)
        case notServed
    }

    /// Reads all pages. - Throws: what `deliver` throws, and cancellation; what the server does wrong is the outcome.
    func run(_ deliver: @Sendable (ObjectPage) async throws -> Void) async throws -> Outcome {
        var pager = client.list(
            entry.resource,
            ListOptions(
                namespace: part.namespace, labelSelector: labelSelector, fieldSelector: part.fieldSelector,
                pageSize: options.pageSize, isMetadataOnly: entry.isMetadataOnly))
        var delivered = 0
        var number: UInt64 = 0
        while true {
            let page: ListPage?
            do {
                page = try await pager.next()
            } catch let error as KubernetesError {
                if case .notFound = error, delivered == 0 { return .notServed }
                if case .forbidden = error { return .forbidden(why: error.reason, delivered: delivered) }
                try await checkThatServerLives(after: error)
                return .failed(why: error.reason, delivered: delivered)
            }
            guard let page else { return .read }
            let kept = page.objects.filter { object in
                withExtendedLifetime(object.document) { !OwnedObjects.isLeftOut(object.value) }
            }
            delivered += page.count
            guard !kept.isEmpty else { continue }
            let objects = entry.isMetadataOnly ? SecretMetadata.copies(of: kept) : kept
            try await deliver(
                ObjectPage(objects.map { PageObject($0, plural: entry.resource.plural) }, order: order | number))
            number += 1
        }
    }

    /// Tells a list that cannot be read from a server that is gone, which makes everything else pointless.
    private func checkThatServerLives(after error: KubernetesError) async throws {
        switch error {
        case .connectionLost, .refused, .timedOut, .unknownHost:
            do {
                _ = try await client.version()
            } catch is KubernetesError {
                throw ClusterSourceError.serverGone("\(error)")
            }
        default: return
        }
    }
}
