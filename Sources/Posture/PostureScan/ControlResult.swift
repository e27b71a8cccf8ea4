public import PolicyLibrary

/// What a scan says about a control.
public struct ControlResult: Sendable {
    public let control: Control
    public let status: Status
    public let subStatus: SubStatus?
    /// Why, when it is not plain from the resources.
    public let info: String
    public let coverage: Coverage
    /// Whether the control counts towards compliance. Those that cannot be evaluated on manifests do not.
    public let isCounted: Bool
    /// Every tested resource, sorted by id.
    public let verdicts: VerdictList
    /// What became of each kind of object that the rules ask for.
    public let kinds: [KindCoverage]
    public let score: Double
    public let complianceScore: Double
    /// Kinds that the rules ask for and that could not be read, as `apps/v1/deployments`, sorted.
    public let missingKinds: [String]
    /// Exceptions of a control for people, which has no resources that they could stand with.
    public let exceptions: [AppliedException]
    /// The weights of failed and of all resources, times the base score.
    let risk: (failed: Double, all: Double)

    public var isEvaluated: Bool { coverage == .evaluated }

    public func count(_ status: Status) -> Int { verdicts.count(of: status) }

    /// Resources that pass because their failure is accepted.
    public var acceptedResources: Int { verdicts.count(of: .withExceptions) }

    /// Whether a control was looked at.
    public enum Coverage: Sendable, Hashable {
        case evaluated
        case notEvaluated(why: String)
        /// There is nothing that it is about.
        case notApplicable(why: String)
        /// A person has to look.
        case needsHuman(why: String)
    }
}

/// A kind of object that a control is about, and how many of it were tested.
public struct KindCoverage: Sendable, Hashable {
    public let kind: String
    public let coverage: ControlResult.Coverage
    /// Objects of the kind in the scan.
    public let found: Int
    /// Those that the control judged.
    public let tested: Int
}

/// What a control says about a resource.
public struct ResourceVerdict: Sendable {
    /// The place of the resource in the report.
    public let resource: Int
    public let status: Status
    public let subStatus: SubStatus?
    /// What each rule says, with its findings: read from where it was put aside when it is asked for.
    public var rules: [RuleVerdict] { make(resource) }
    let make: @Sendable (Int) -> [RuleVerdict]

    public var findings: [Finding] { rules.flatMap(\.findings) }
}

/// What a rule says about a resource.
public struct RuleVerdict: Sendable {
    public let rule: String
    public let status: Status
    public let subStatus: SubStatus?
    /// What the rule found, also when an exception accepts it.
    public let findings: [Finding]
    /// The inputs that the rule compared with.
    public let inputs: [String: [String]]
    /// The exceptions that accept the findings, in the order in which they are looked up.
    public let exceptions: [AppliedException]
    public let mode: EvaluationMode
}

/// How a rule was evaluated, where its corrections make a difference.
public enum EvaluationMode: String, Sendable, Hashable {
    /// As the original, corrections switched off.
    case strict
    /// With corrections of the original.
    case corrected
    /// The rule has no corrections: both modes are the same.
    case unchanged
}
