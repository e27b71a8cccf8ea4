/// One check that people talk about: an id, a score, words, and the rules that make it up.
public struct Control: Sendable, Hashable {
    /// `C-0057`.
    public var id: String
    public var name: String
    public var description: String
    public var longDescription: String
    public var remediation: String
    /// How a person checks what no rule can.
    public var manualTest: String
    /// How the rules tell, in words.
    public var test: String
    /// A manifest that passes.
    public var example: String
    /// What a fix may break.
    public var impactStatement: String
    /// What holds when nobody sets anything.
    public var defaultValue: String
    public var references: [String]
    public var ruleNames: [String]
    public var baseScore: Double
    public var category: Category?
    /// Where the control makes sense (`cluster`, `file`, `cloud`, `EKS`, …); empty: everywhere.
    public var scopes: [String]
    /// What a failure needs before it counts: a configuration, a review.
    public var actionRequired: ActionRequired?
    public var typeTags: [String]
    /// Where the control stands in attacks.
    public var attackTracks: [AttackTrackCategories]
    /// Inputs that this control sets, whatever the user configured.
    public var fixedInput: [String: [String]]

    /// A group of controls, with an inner group for some.
    public struct Category: Sendable, Hashable {
        public var name: String
        public var id: String
        public var subCategory: SubCategory?

        public struct SubCategory: Sendable, Hashable {
            public var name: String
            public var id: String
        }
    }

    /// The steps of an attack track that a failure opens.
    public struct AttackTrackCategories: Sendable, Hashable {
        public var attackTrack: String
        public var categories: [String]

        public init(attackTrack: String, categories: [String]) {
            self.attackTrack = attackTrack
            self.categories = categories
        }
    }

    /// What stands between the answer of the rules and a verdict.
    public enum ActionRequired: String, Sendable, Hashable {
        /// The rules compare with inputs that are empty until somebody fills them.
        case configuration
        /// The rules find what a person must judge.
        case requiresReview = "requires review"
        /// There are no rules: a person must look.
        case manualReview = "manual review"
    }

    public var severity: Severity { Severity(baseScore: baseScore) }
}

/// How bad a failure is, derived from the base score of its control.
public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
    case unknown, low, medium, high, critical

    public init(baseScore: Double) {
        self =
            switch baseScore {
            case 9...: .critical
            case 7...: .high
            case 4...: .medium
            case 1...: .low
            default: .unknown
            }
    }

    /// A severity from its name in any case.
    public init?(name: String) {
        guard let severity = Severity.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = severity
    }

    /// `Critical`, `High`, `Medium`, `Low` or `Unknown`.
    public var name: String {
        switch self {
        case .unknown: "Unknown"
        case .low: "Low"
        case .medium: "Medium"
        case .high: "High"
        case .critical: "Critical"
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
