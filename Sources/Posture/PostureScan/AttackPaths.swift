import Documents
import PolicyLibrary

/// Finds the ways of attack that failed controls open, and which resources most of them lead through.
struct AttackPaths {
    private let tracks: [AttackTrack]

    /// Kinds that attacks lead through. Others count when they have a pod template.
    private static let kinds: Set<String> = [
        "Deployment", "Pod", "ReplicaSet", "Node", "DaemonSet", "StatefulSet", "Job", "CronJob",
    ]
    /// Of each resource so many ways are listed; the score counts all.
    static let listedVectors = 200

    init(_ tracks: [AttackTrack]) {
        self.tracks = tracks.sorted { $0.name < $1.name }
    }

    /// Resources with at least one way of attack, the highest score first.
    func prioritized(_ controls: [ControlResult], _ resources: ResourceList) -> [PrioritizedResource] {
        guard !tracks.isEmpty else { return [] }
        var failed: [Int: [Control]] = [:]
        for result in controls where !result.control.attackTracks.isEmpty {
            for (place, status) in result.verdicts.statuses where status == .failed {
                failed[place, default: []].append(result.control)
            }
        }
        return failed.compactMap { place, controls in
            AttackPaths.isOnTheWay(resources[place]) ? prioritized(place, controls, resources[place]) : nil
        }.sorted {
            ($1.score, resources[$0.resource].id, $0.resource) < ($0.score, resources[$1.resource].id, $1.resource)
        }
    }

    private static func isOnTheWay(_ resource: Resource) -> Bool {
        kinds.contains(resource.kind) || resource.hasPodTemplate
    }

    private func prioritized(_ place: Int, _ controls: [Control], _ resource: Resource) -> PrioritizedResource? {
        let replicas = max(resource.replicas ?? 1, 0)
        let factor = 1 + Double(replicas) / 10
        var vectors: [PriorityVector] = []
        var score = 0.0
        for track in tracks {
            for path in track.paths {
                let steps = path.map { step in
                    controls.filter { $0.opens(step.name, of: track.name) }.sorted { $0.id < $1.id }
                }
                guard steps.allSatisfy({ !$0.isEmpty }) else { continue }
                score += factor * AttackPaths.sum(steps)
                AttackPaths.combine(steps, limit: AttackPaths.listedVectors - vectors.count) { chosen in
                    vectors.append(
                        PriorityVector(
                            attackTrack: track.name,
                            steps: zip(chosen, path).map { control, step in
                                PriorityVector.Step(
                                    controlID: control.id, category: step.name, tags: control.typeTags)
                            },
                            score: factor * chosen.reduce(1) { $0 * $1.baseScore },
                            severity: chosen.map(\.severity).max() ?? .unknown))
                }
            }
        }
        guard !vectors.isEmpty else { return nil }
        return PrioritizedResource(
            resource: place, vectors: vectors, score: score, severity: vectors.map(\.severity).max() ?? .unknown)
    }

    /// The sum of the products over all choices of a control for each step that count: the product of the sums, less the
    /// choices of nothing but controls that do not count.
    private static func sum(_ steps: [[Control]]) -> Double {
        let all = steps.reduce(1) { $0 * $1.reduce(0) { $0 + $1.baseScore } }
        let idle = steps.reduce(1) { $0 * $1.filter { !$0.makesAnAttack }.reduce(0) { $0 + $1.baseScore } }
        return all - idle
    }

    /// Calls `body` with choices of a control for each step, in order, those that count only.
    private static func combine(_ steps: [[Control]], limit: Int, _ body: ([Control]) -> Void) {
        var left = limit
        // Choices that do not count are passed over; there may be many of them.
        var visits = 20_000
        func choose(_ chosen: [Control], _ counts: Bool) {
            visits -= 1
            guard left > 0, visits > 0 else { return }
            guard chosen.count < steps.count else {
                if counts {
                    left -= 1
                    body(chosen)
                }
                return
            }
            for control in steps[chosen.count] { choose(chosen + [control], counts || control.makesAnAttack) }
        }
        choose([], false)
    }
}

extension Control {
    /// Whether a failure opens a step of an attack track.
    fileprivate func opens(_ step: String, of track: String) -> Bool {
        attackTracks.contains { $0.attackTrack == track && $0.categories.contains(step) }
    }

    /// Ways that consist of nothing but controls with the tag `security-impact` are only consequences.
    fileprivate var makesAnAttack: Bool { typeTags.contains { $0 != "security-impact" } }
}
