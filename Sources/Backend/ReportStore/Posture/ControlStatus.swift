/// How a control, or a control on one resource, came out.
public enum ControlStatus: UInt8, Sendable, Hashable, CaseIterable {
    // The raw values lie in the database.
    case passed = 0
    case failed = 1
    /// Failed, but an exception says that this is accepted. Older tools call it a warning.
    case excluded = 2
    /// Not evaluated, or a person must look; the sub-status says which.
    case skipped = 3
    /// There was nothing to evaluate.
    case irrelevant = 4
    case error = 5
    /// An exception took the result out altogether.
    case ignored = 6
    case unknown = 7

    /// The word on the wire; for ``unknown`` empty.
    public var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .excluded: "excluded"
        case .skipped: "skipped"
        case .irrelevant: "irrelevant"
        case .error: "error"
        case .ignored: "ignored"
        case .unknown: ""
        }
    }

    /// The status of a word of the wire; ``unknown`` for any other word.
    public init(word: String) {
        self = ControlStatus.allCases.first { $0.word == word } ?? (word == "warning" ? .excluded : .unknown)
    }
}

/// How bad something is, from a control's base score or a vulnerability's rating.
public enum Severity: Int, Sendable, Hashable, CaseIterable, Comparable {
    // The raw values lie in the database.
    case unknown = 0
    case negligible = 1
    case low = 2
    case medium = 3
    case high = 4
    case critical = 5

    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

    /// Severity of a control (posture specification §12): 9 and more critical, 7 high, 4 medium, 1 low.
    public init(baseScore: Double) {
        switch baseScore {
        case 9...: self = .critical
        case 7..<9: self = .high
        case 4..<7: self = .medium
        case 1..<4: self = .low
        default: self = .unknown
        }
    }

    /// Severity of a word such as `High`, in any case; ``unknown`` for any other word.
    public init(word: String) {
        let small = word.lowercased()
        self = Severity.allCases.first { $0.word.lowercased() == small } ?? .unknown
    }

    /// `Critical`, `High`, …
    public var word: String {
        switch self {
        case .unknown: "Unknown"
        case .negligible: "Negligible"
        case .low: "Low"
        case .medium: "Medium"
        case .high: "High"
        case .critical: "Critical"
        }
    }
}
