public import PolicyLibrary
public import Rego

/// How a scan is done.
public struct ScanOptions: Sendable {
    public var context: ScanContext
    /// Whether rules and the scan behave exactly as the original, corrections switched off.
    public var isStrict: Bool
    /// Threads that evaluate rules.
    public var workers: Int
    /// What one rule may use over one part of its input.
    public var budget: EvaluationBudget
    /// Accepted risks, attack tracks, and where policies are from.
    public var policies: ScanPolicies
    /// What exceptions call the cluster; empty for manifests.
    public var clusterName: String
    /// When the scan is made: exceptions that have expired by then do not count.
    public var now: Timestamp
    /// How long the evaluation of one control may take, on all cores together; nil: as long as its rules may.
    public var controlTimeout: Duration?
    /// When the scan as a whole is given up.
    public var deadline: ContinuousClock.Instant?

    /// Whether objects are kept for reports that show them, without secrets.
    public var keepsObjects = true
    /// Whether findings show values that may be secret.
    public var showsSecrets = false
    /// Remembers verdicts for the next scan; nil evaluates everything.
    public var incremental: IncrementalOptions?
    /// Where what does not fit in memory is put aside, in files without names.
    public var spillDirectory = "/tmp"

    public init(
        context: ScanContext = .file, isStrict: Bool = false, workers: Int = 1,
        budget: EvaluationBudget = EvaluationBudget(time: .seconds(60)), policies: ScanPolicies = ScanPolicies(),
        clusterName: String = "", now: Timestamp = Timestamp(seconds: 0), controlTimeout: Duration? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.context = context
        self.isStrict = isStrict
        self.workers = workers
        self.budget = budget
        self.policies = policies
        self.clusterName = clusterName
        self.now = now
        self.controlTimeout = controlTimeout
        self.deadline = deadline
    }
}

extension ScanOptions {
    /// What one rule may use over one part of its input, within what is left for its control and for the scan.
    var ruleBudget: EvaluationBudget {
        var budget = budget
        if let controlTimeout { budget.time = min(budget.time, controlTimeout) }
        if let deadline { budget.time = min(budget.time, max(deadline - .now, .milliseconds(1))) }
        return budget
    }

    /// - Throws: ``PostureScanError/timedOut`` when the deadline has passed.
    func checkDeadline() throws {
        if let deadline, ContinuousClock.now >= deadline { throw PostureScanError.timedOut }
    }
}

/// Why a scan has no result.
public enum PostureScanError: Error, Sendable, CustomStringConvertible {
    /// Not one control could be evaluated; the reasons by control.
    case nothingEvaluated([(control: String, reason: String)])
    /// The deadline passed.
    case timedOut

    public var description: String {
        switch self {
        case .timedOut:
            return
                "The scan took longer than --scan-timeout allows, so there is no result. Allow more time, scan less at "
                + "once, or choose fewer controls."
        case .nothingEvaluated(let reasons):
            let shown = reasons.prefix(3).map { "\($0.control): \($0.reason)" }.joined(separator: "; ")
            let more = reasons.count > 3 ? "; and \(reasons.count - 3) more" : ""
            return reasons.isEmpty
                ? "No control was evaluated, because none was chosen. Name a framework or controls that exist."
                : "No control was evaluated, so there is no result: \(shown)\(more). Scan objects that the controls are "
                    + "about, or choose other controls."
        }
    }
}
