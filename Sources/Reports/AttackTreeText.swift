import PolicyLibrary
public import PostureScan

/// The ways of attack through every resource, for diagnosis.
public struct AttackTreeText {
    public let text: String

    public init(_ report: ScanReport) {
        var lines: [String] = []
        for prioritized in report.prioritizedResources {
            let resource = report.resources[prioritized.resource]
            lines.append(
                "\(resource.kind) \(resource.namespace.isEmpty ? "" : "\(resource.namespace)/")\(resource.name): "
                    + "score \(AttackTreeText.shown(prioritized.score)), \(prioritized.severity.name)")
            for vector in prioritized.vectors {
                let steps = vector.steps.map { "\($0.category) (\($0.controlID))" }.joined(separator: " → ")
                lines.append("  \(vector.attackTrack): \(steps), score \(AttackTreeText.shown(vector.score))")
            }
        }
        text = lines.isEmpty ? "No attack track leads through any resource." : lines.joined(separator: "\n")
    }

    private static func shown(_ score: Double) -> Double { (score * 100).rounded() / 100 }
}
