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

    public init(
        context: ScanContext = .file, isStrict: Bool = false, workers: Int = 1,
        budget: EvaluationBudget = EvaluationBudget(time: .seconds(60))
    ) {
        self.context = context
        self.isStrict = isStrict
        self.workers = workers
        self.budget = budget
    }
}

/// Why a scan has no result.
public enum PostureScanError: Error, Sendable, CustomStringConvertible {
    /// Not one control could be evaluated; the reasons by control.
    case nothingEvaluated([(control: String, reason: String)])

    public var description: String {
        switch self {
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
