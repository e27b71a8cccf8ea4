public import ManifestSources
public import PolicyLibrary

/// The result of a scan: every control with its verdict, what it rests on, and what is missing.
public struct ScanReport: Sendable {
    /// All objects that findings and verdicts refer to by their place: those of manifests, subjects of bindings, and
    /// objects that rules made up.
    public let resources: ResourceList
    /// Each chosen control once, by id.
    public let controls: [ControlResult]
    /// The chosen frameworks; controls that were named one by one stand in one without name.
    public let frameworks: [FrameworkResult]
    /// Risk: 0 is good, 100 bad.
    public let score: Double
    /// Compliance over all counted controls: 100 is good.
    public let complianceScore: Double
    public let manifests: ManifestSummary
    /// What became of the kinds that were read from a cluster, as far as the source says; empty for manifests.
    public let listedKinds: [ListedKind]
    /// Objects without a name, which nothing can refer to.
    public let discardedObjects: Int
    /// The lists that controls compared with.
    public let inputs: ControlInputs
    /// Where the policies come from.
    public let libraryOrigin: String
    public let isStrict: Bool
    /// What all of this rests on.
    public let coverage: ScanCoverage
    /// Where policies, inputs, exceptions and attack tracks come from, and how old they are.
    public let policySources: [PolicyInputSource]
    /// Every exception and what became of it.
    public let exceptionAudit: ExceptionAudit
    /// Resources in which failures add up to ways of attack, the worst first.
    public let prioritizedResources: [PrioritizedResource]
    /// Compliance over the controls that were evaluated; nil when none was.
    public let evaluatedComplianceScore: Double?
    /// Failed controls.
    public let controlSeverities: SeverityCounters
    /// Pairs of a failed control and a failed resource.
    public let resourceSeverities: SeverityCounters

    /// The results of the controls of a framework. Where an exception holds for other frameworks only, they differ from
    /// those in ``controls``.
    public func controls(of framework: FrameworkResult) -> [ControlResult] {
        controls.compactMap { result in
            guard framework.controlNames[result.control.id] != nil else { return nil }
            return framework.differingControls[result.control.id] ?? result
        }
    }

    /// The kinds that could not be read, whole or in part.
    public var incompleteKinds: [ListedKind] { listedKinds.filter { $0.problem != nil } }

    /// The resources that most ways of attack lead through: at most three.
    public var highestStakeResources: ArraySlice<PrioritizedResource> { prioritizedResources.prefix(3) }

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
    /// Risk: 0 is good, 100 bad; nil when no resource was tested.
    public let score: Double?
    /// The mean over counted controls, as the original computes it.
    public let complianceScore: Double
    /// The mean over the controls that were evaluated; nil when none was.
    public let evaluatedComplianceScore: Double?
    /// Whether not one of its controls was evaluated, so that its scores say nothing.
    public let isVacuous: Bool
    /// Controls whose result in this framework is another than in the whole scan, by id.
    public let differingControls: [String: ControlResult]
}
