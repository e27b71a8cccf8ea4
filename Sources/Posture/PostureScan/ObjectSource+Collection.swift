import ManifestSources
import PolicyLibrary

extension SourceSummary {
    /// The kinds that leave gaps.
    var collection: CollectionCoverage {
        var coverage = CollectionCoverage()
        for listed in kinds {
            var kind = CollectionCoverage.UnreadKind(
                group: listed.kind.group, version: listed.kind.version, resource: listed.kind.plural,
                kind: listed.kind.kind, error: listed.problem ?? "")
            switch listed.outcome {
            case .read, .notServed: continue
            case .forbidden, .failed: coverage.failed.append(kind)
            case .partial(let selector, _):
                kind.selector = selector
                coverage.partial.append(kind)
            }
        }
        return coverage
    }
}

/// Objects that are in memory already, as a source.
struct ObjectSet: ObjectSource {
    private let manifests: ManifestSet
    private let collection: CollectionCoverage
    private let pageSize: Int

    init(_ manifests: ManifestSet, collection: CollectionCoverage, pageSize: Int) {
        self.manifests = manifests
        self.collection = collection
        self.pageSize = max(pageSize, 1)
    }

    func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary {
        var start = 0
        while start < manifests.objects.count {
            let end = min(start + pageSize, manifests.objects.count)
            try await deliver(ObjectPage(manifests.objects[start..<end].map(PageObject.init), order: UInt64(start)))
            start = end
        }
        var kinds: [ListedKind] = []
        for kind in collection.failed {
            kinds.append(ListedKind(ObjectKind(kind), .failed(why: kind.error)))
        }
        for kind in collection.partial {
            kinds.append(ListedKind(ObjectKind(kind), .partial(selector: kind.selector, why: kind.error)))
        }
        return SourceSummary(kinds: kinds, manifests: ManifestSummary(manifests))
    }
}

extension ObjectKind {
    init(_ kind: CollectionCoverage.UnreadKind) {
        self.init(group: kind.group, version: kind.version, kind: kind.kind, plural: kind.resource)
    }
}

extension ManifestSummary {
    init(_ set: ManifestSet) {
        self.init(
            sources: set.sources, problems: set.problems, ignoredDocuments: set.ignoredDocuments,
            objectCount: set.objects.count)
    }
}
