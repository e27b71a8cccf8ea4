/// The three verdicts, the worst last.
public enum Status: Int, Sendable, Hashable, Comparable {
    case passed, skipped, failed

    /// As reports spell it.
    public var name: String {
        switch self {
        case .passed: "passed"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }

    public static func < (left: Status, right: Status) -> Bool { left.rawValue < right.rawValue }
}

/// What is special about a verdict, as reports spell it.
public enum SubStatus: String, Sendable, Hashable {
    case withExceptions = "w/exceptions"
    case irrelevant = "irrelevant"
    case configuration = "configuration"
    case integration = "integration"
    case requiresReview = "requires review"
    case manualReview = "manual review"
    case notEvaluated = "notEvaluated"
    case incompleteCoverage = "incompleteCoverage"

    /// Which of two is said when both apply: the one that comes first here.
    static let order: [SubStatus] = [
        .notEvaluated, .configuration, .integration, .requiresReview, .manualReview, .withExceptions, .irrelevant,
        .incompleteCoverage,
    ]

    static func strongest(_ subStatuses: [SubStatus?]) -> SubStatus? {
        order.first { subStatuses.contains($0) }
    }
}
