public import PolicyLibrary

/// The conditions under which a scan that worked still ends with a failure. They look at the whole result, whatever a
/// view shows of it.
public struct ScanGates: Sendable, Hashable {
    /// The least compliance, 0…100.
    public var compliance = 0.0
    /// The highest risk, 0…100; nil: any.
    public var risk: Double?
    /// The severity from which on no resource may fail. Controls of unknown severity count.
    public var severity: Severity?
    /// The least coverage, 0…100.
    public var coverage = 0.0
    public var refusesDegradedInputs = false

    public init() {}

    /// A gate that a report does not pass.
    public struct Failure: Sendable, Hashable {
        public let kind: Kind
        /// For people: the value and the threshold.
        public let sentence: String

        public enum Kind: Sendable, Hashable {
            /// What was found is not good enough.
            case threshold
            /// Too little could be looked at.
            case incomplete
        }

        public init(_ kind: Kind, _ sentence: String) {
            self.kind = kind
            self.sentence = sentence
        }
    }

    /// Every gate that the report does not pass.
    public func failures(_ report: ScanReport) -> [Failure] {
        var failures: [Failure] = []
        if report.complianceScore < compliance {
            failures.append(
                Failure(
                    .threshold,
                    "Compliance is \(ScanGates.shown(report.complianceScore, .down)), below the threshold of \(compliance)."
                ))
        }
        if let risk, report.score > risk {
            failures.append(
                Failure(
                    .threshold,
                    "The risk score is \(ScanGates.shown(report.score, .up)), above the threshold of \(risk)."))
        }
        if let severity, report.resourceSeverities.atLeast(severity) > 0 {
            let ids = report.controls.filter {
                $0.count(.failed) > 0 && ($0.control.severity >= severity || $0.control.severity == .unknown)
            }.map(\.control.id)
            failures.append(
                Failure(
                    .threshold,
                    "Resources fail with severity \(severity.name) or worse: \(ids.joined(separator: ", "))."))
        }
        if report.coverage.score < coverage {
            failures.append(
                Failure(
                    .incomplete,
                    "Coverage is \(ScanGates.shown(report.coverage.score, .down)), below the threshold of \(coverage).")
            )
        }
        if refusesDegradedInputs, !report.coverage.policyDegradations.isEmpty {
            let reasons = report.coverage.policyDegradations.map { "\($0.component.description): \($0.reason)" }
            failures.append(
                Failure(.incomplete, "Policy inputs are not what was asked for: \(reasons.joined(separator: "; "))."))
        }
        return failures
    }

    /// Two digits after the point, rounded so that a value that misses a threshold never looks equal to it.
    private static func shown(_ score: Double, _ rule: FloatingPointRoundingRule) -> Double {
        (score * 100).rounded(rule) / 100
    }
}
