import Synchronization

/// A way in which a local cluster misbehaves, for the requests that it is about.
public struct ClusterDisturbance: Sendable {
    public enum Effect: Sendable {
        /// 403 for lists and gets, and a denial in access reviews.
        case forbidden
        /// 429, with seconds in `Retry-After` when given.
        case throttled(retryAfter: Int?)
        case status(Int)
        /// 410, as if the pages had expired.
        case expired
        /// A web page with this status, as a login proxy sends it.
        case webPage(status: Int)
        /// The answer comes after a pause.
        case slow(Duration)
        /// The connection breaks after so many bytes of the body.
        case cut(afterBytes: Int)
        /// The answer is this text.
        case body(String)
        /// The process ends in the middle of the answer.
        case endProcess
    }

    /// The plural of a resource, or the beginning of a path; nil for every request.
    public var target: String?
    /// Only in this namespace; nil for all of them.
    public var namespace: String?
    public var effect: Effect
    /// Matching requests that pass before it begins.
    public var skip: Int
    /// How many requests it hits; nil for all.
    public var count: Int?

    public init(
        _ effect: Effect, on target: String? = nil, namespace: String? = nil, skip: Int = 0, count: Int? = nil
    ) {
        self.effect = effect
        self.target = target
        self.namespace = namespace
        self.skip = skip
        self.count = count
    }
}

/// The disturbances of a local cluster, which may change while it serves.
public final class DisturbanceList: Sendable {
    private let entries = Mutex<[ClusterDisturbance]>([])

    public func add(_ disturbance: ClusterDisturbance) { entries.withLock { $0.append(disturbance) } }
    public func clear() { entries.withLock { $0.removeAll() } }

    /// The effects on a request, used up by asking.
    func effects(on path: String, _ target: RequestTarget?) -> [ClusterDisturbance.Effect] {
        entries.withLock { entries in
            var effects: [ClusterDisturbance.Effect] = []
            for index in entries.indices where DisturbanceList.concerns(entries[index], path, target) {
                if entries[index].skip > 0 {
                    entries[index].skip -= 1
                } else if entries[index].count != 0 {
                    entries[index].count = entries[index].count.map { $0 - 1 }
                    effects.append(entries[index].effect)
                }
            }
            return effects
        }
    }

    /// Whether a list of a resource would be refused; uses nothing up.
    func forbids(plural: String, namespace: String?) -> Bool {
        entries.withLock { entries in
            entries.contains { entry in
                guard case .forbidden = entry.effect, entry.count != 0 else { return false }
                return (entry.target == nil || entry.target == plural)
                    && (entry.namespace == nil || entry.namespace == namespace)
            }
        }
    }

    private static func concerns(_ entry: ClusterDisturbance, _ path: String, _ target: RequestTarget?) -> Bool {
        if let namespace = entry.namespace, namespace != target?.namespace { return false }
        guard let wanted = entry.target else { return true }
        return wanted.hasPrefix("/") ? path.hasPrefix(wanted) : target?.plural == wanted
    }
}
