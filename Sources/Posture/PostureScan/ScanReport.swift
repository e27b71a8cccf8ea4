public import ManifestSources
public import PolicyLibrary

/// The result of a scan: every control with its verdict, what it rests on, and what is missing.
public struct ScanReport: Sendable {
    /// All objects that findings and verdicts refer to by their place: those of manifests, subjects of bindings, and
    /// objects that rules made up.
    public let resources: [Resource]
    /// Each chosen control once, by id.
    public let controls: [ControlResult]
    /// The chosen frameworks; controls that were named one by one stand in one without name.
    public let frameworks: [FrameworkResult]
    /// Risk: 0 is good, 100 bad.
    public let score: Double
    /// Compliance over all counted controls: 100 is good.
    public let complianceScore: Double
    public let manifests: ManifestSet
    /// What became of the kinds that were read from a cluster; empty for manifests. Kinds that are unread or partial
    /// leave gaps that a report must show.
    public let listedKinds: [ListedKind]
    /// Objects without a name, which nothing can refer to.
    public let discardedObjects: Int
    /// The lists that controls compared with.
    public let inputs: ControlInputs
    /// Where the policies come from.
    public let libraryOrigin: String
    public let isStrict: Bool

    /// The results of controls by their ids.
    public func controls(of framework: FrameworkResult) -> [ControlResult] {
        let wanted = Set(framework.controlNames.keys)
        return controls.filter { wanted.contains($0.control.id) }
    }

    /// The kinds that could not be read, whole or in part.
    public var incompleteKinds: [ListedKind] { listedKinds.filter { $0.problem != nil } }

    /// How many controls were evaluated.
    public var evaluatedControls: Int { controls.filter(\.isEvaluated).count }
}

/// What a scan says about a framework.
public struct FrameworkResult: Sendable {
    /// Nil for controls named one by one.
    public let name: String?
    public let version: String
    /// The names of the controls in this framework, by id.
    public let controlNames: [String: String]
    public let status: Status
    public let score: Double
    /// The mean over counted controls, as the original computes it.
    public let complianceScore: Double
    /// The mean over the controls that were evaluated; nil when none was.
    public let evaluatedComplianceScore: Double?
}

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
    public let verdicts: [ResourceVerdict]
    /// What became of each kind of object that the rules ask for.
    public let kinds: [KindCoverage]
    public let score: Double
    public let complianceScore: Double
    /// The weights of failed and of all resources, times the base score.
    let risk: (failed: Double, all: Double)

    public var isEvaluated: Bool { coverage == .evaluated }

    public func count(_ status: Status) -> Int { verdicts.reduce(0) { $0 + ($1.status == status ? 1 : 0) } }

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
    public let rules: [RuleVerdict]

    public var findings: [Finding] { rules.flatMap(\.findings) }
}

/// What a rule says about a resource.
public struct RuleVerdict: Sendable {
    public let rule: String
    public let status: Status
    public let subStatus: SubStatus?
    public let findings: [Finding]
    /// The inputs that the rule compared with.
    public let inputs: [String: [String]]
}

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
    private static let order: [SubStatus] = [
        .notEvaluated, .configuration, .integration, .requiresReview, .manualReview, .withExceptions, .irrelevant,
        .incompleteCoverage,
    ]

    static func strongest(_ subStatuses: [SubStatus?]) -> SubStatus? {
        order.first { subStatuses.contains($0) }
    }
}
