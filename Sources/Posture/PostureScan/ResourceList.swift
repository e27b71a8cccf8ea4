/// The resources of a report by their places: in the order of their ids. Made when they are looked at, so that a list
/// of fifty thousand costs no more than its names.
public struct ResourceList: Sendable, RandomAccessCollection {
    private enum Storage: Sendable {
        case evidence(Evidence)
        case list([Resource])
    }

    private let storage: Storage

    init(_ evidence: Evidence) { storage = .evidence(evidence) }
    init(_ resources: [Resource]) { storage = .list(resources) }

    public var startIndex: Int { 0 }
    public var endIndex: Int {
        switch storage {
        case .evidence(let evidence): evidence.count
        case .list(let resources): resources.count
        }
    }

    public subscript(place: Int) -> Resource {
        switch storage {
        case .evidence(let evidence): evidence.resource(at: place)
        case .list(let resources): resources[place]
        }
    }

    /// What a failure of a resource weighs; a subject weighs as much as the heaviest object it is joined with.
    func weight(of place: Int) -> Double {
        switch storage {
        case .evidence(let evidence):
            evidence.related(of: place).reduce(evidence.weight(of: place)) { Swift.max($0, evidence.weight(of: $1)) }
        case .list(let resources):
            resources[place].related.reduce(resources[place].weight) { Swift.max($0, resources[$1].weight) }
        }
    }

    /// How many resources of each kind are among those at `places`, kinds in small letters. A subject stands for the
    /// objects that it was put together from.
    func kinds(of places: [Int32]) -> [String: Int] {
        switch storage {
        case .evidence(let evidence):
            var counts = [Int](repeating: 0, count: evidence.kinds.count)
            for place in places.lazy.map(Int.init) {
                let related = evidence.related(of: place)
                if related.isEmpty { counts[evidence.kind(of: place)] += 1 }
                for other in related { counts[evidence.kind(of: other)] += 1 }
            }
            return Dictionary(
                zip(evidence.kinds.map(\.names.kind), counts).filter { $0.1 > 0 }, uniquingKeysWith: { $0 + $1 })
        case .list(let resources):
            var counts: [String: Int] = [:]
            for place in places.lazy.map(Int.init) {
                let related = resources[place].related
                for other in related.isEmpty ? [place] : related {
                    counts[resources[other].kind.lowercased(), default: 0] += 1
                }
            }
            return counts
        }
    }
}
