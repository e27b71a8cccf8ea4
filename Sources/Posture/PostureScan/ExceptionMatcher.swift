import Documents
import PolicyLibrary
import Rego

/// Which exceptions accept what was found. Made once for a scan; finding the exceptions of a control costs little, so
/// that resources are looked at only where an exception is about the control at all.
struct ExceptionMatcher {
    private let compiled: [CompiledException]
    private let clusterName: String

    /// An exception that is about a control and a rule.
    struct Candidate {
        let index: Int
        let applied: AppliedException
    }

    /// What a control is called: where it stands and which names it has there.
    struct ControlNames {
        let id: String
        /// Its own name, and those that frameworks give it.
        let names: [String]
        /// The chosen frameworks that have it.
        let frameworks: [String]
    }

    /// - Parameters:
    ///   - policies: in the order of precedence.
    ///   - annotations: exceptions that stand on resources themselves, with their places.
    init(
        _ policies: [ExceptionPolicy], annotations: [(place: Int, policy: ExceptionPolicy)] = [],
        namespaces: [Namespace] = [], clusterName: String, now: Timestamp
    ) {
        self.clusterName = clusterName
        compiled =
            policies.map { CompiledException($0, boundPlace: nil, namespaces: namespaces, now: now) }
            + annotations.map {
                CompiledException($0.policy, boundPlace: $0.place, namespaces: namespaces, now: now)
            }
    }

    /// All exceptions in order, those of annotations last.
    var policies: [ExceptionPolicy] { compiled.map(\.policy) }

    /// The reason why an exception is not applied at all, other than its expiry; nil when there is none.
    func problem(of index: Int) -> String? { compiled[index].problem }

    /// The exceptions about a rule of a control.
    func candidates(_ control: ControlNames, rule: String) -> [Candidate] {
        compiled.enumerated().compactMap { index, exception in
            guard exception.isActive, case .some(let frameworks) = exception.frameworks(control, rule: rule) else {
                return nil
            }
            return Candidate(
                index: index, applied: AppliedException(policy: exception.policy, frameworks: frameworks))
        }
    }

    /// The exceptions that settle a control for people, which has no resources: those that name it, and name no
    /// resource or nothing but the cluster.
    func candidates(manual control: ControlNames) -> [Candidate] {
        candidates(control, rule: "").filter { candidate in
            let exception = compiled[candidate.index]
            return exception.boundPlace == nil && !exception.policy.targets.isEmpty
                && exception.acceptsManual(clusterName: clusterName)
        }
    }

    /// A candidate, and how much of a resource it reaches.
    typealias Reaching = (candidate: Candidate, reach: CompiledException.Reach)

    /// The exceptions of `candidates` that reach a resource or a part of it: nearly always none, which is found out
    /// once for each resource and without its findings.
    func reaching(
        _ place: Int, _ candidates: [Candidate], _ resources: ResourceList, _ cache: inout MatchCache
    ) -> [Reaching] {
        let reaches = cache.places[place] ?? reaches(place, resources)
        cache.places[place] = reaches
        if reaches.isEmpty { return [] }
        return candidates.compactMap { candidate in
            reaches[candidate.index].map { (candidate, $0) }
        }
    }

    /// By their index the exceptions that reach a resource.
    private func reaches(_ place: Int, _ resources: ResourceList) -> [Int: CompiledException.Reach] {
        if compiled.isEmpty { return [:] }
        let resource = resources[place]
        let related = resource.related.map { resources[$0] }
        var reaches: [Int: CompiledException.Reach] = [:]
        for (index, exception) in compiled.enumerated() where exception.isActive {
            let reach = exception.reach(place, resource, related, clusterName: clusterName)
            if case .nothing = reach { continue }
            reaches[index] = reach
        }
        return reaches
    }

    /// The exceptions among those that reach its resource that accept a finding.
    func accepting(_ finding: Finding, _ reaching: [Reaching]) -> [Candidate] {
        reaching.compactMap { candidate, reach in
            switch reach {
            case .nothing: nil
            case .everything: candidate
            case .containers(let patterns):
                ContainerPaths.lie(finding) { name in patterns.contains { $0.matches(name) } } ? candidate : nil
            }
        }
    }

    /// What was worked out before: for each resource the exceptions that reach it, by their index.
    struct MatchCache {
        var places: [Int: [Int: CompiledException.Reach]] = [:]
    }

    /// A namespace of the scan, for selectors.
    struct Namespace {
        let name: String
        let labels: [String: String]
    }
}

/// To which containers the paths of a finding point.
enum ContainerPaths {
    /// Whether the paths of a finding about its own resource all point into containers that `isWanted`.
    static func lie(_ finding: Finding, _ isWanted: (String) -> Bool) -> Bool {
        let own = finding.paths.filter { $0.resource == finding.resource && $0.role != .command }
        return !own.isEmpty && own.allSatisfy { $0.container.map(isWanted) ?? false }
    }
}
