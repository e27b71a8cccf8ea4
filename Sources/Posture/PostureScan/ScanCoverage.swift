public import PolicyLibrary

/// What a scan rests on: how much of what it should have read and evaluated it did, and what is missing.
public struct ScanCoverage: Sendable {
    /// Controls in scope, the 100 % of the coverage score.
    public var totalControls: Int
    /// Controls in scope that are settled: evaluated, not applicable, or for a person to judge.
    public var evaluatedControls: Int
    /// The others, with what each lacks, by id.
    public var notEvaluatedControls: [NotEvaluated]
    /// Kinds that could not be read at all, or not completely.
    public var collection: CollectionCoverage
    /// Kinds of ``CollectionCoverage/failed`` that no control which was skipped accounts for.
    public var silentFailedKinds: Int
    /// Policy inputs that are not the ones that were asked for.
    public var policyDegradations: [PolicyDegradation]
    /// Frameworks of which not one control was evaluated: whatever they score says nothing.
    public var vacuousFrameworks: [String]
    /// 0…100; see ``CoverageScore``.
    public var score: Double

    public var isDegraded: Bool { score < 100 }

    /// A control that was not evaluated.
    public struct NotEvaluated: Sendable, Hashable {
        public var controlID: String
        /// The kinds that it needs and that are not there, as `apps/v1/deployments`, sorted.
        public var missingKinds: [String]
        public var reason: String
    }

    public init(
        totalControls: Int = 0, evaluatedControls: Int = 0, notEvaluatedControls: [NotEvaluated] = [],
        collection: CollectionCoverage = CollectionCoverage(), silentFailedKinds: Int = 0,
        policyDegradations: [PolicyDegradation] = [], vacuousFrameworks: [String] = [], score: Double = 0
    ) {
        self.totalControls = totalControls
        self.evaluatedControls = evaluatedControls
        self.notEvaluatedControls = notEvaluatedControls
        self.collection = collection
        self.silentFailedKinds = silentFailedKinds
        self.policyDegradations = policyDegradations
        self.vacuousFrameworks = vacuousFrameworks
        self.score = score
    }
}

/// What whoever collected the objects of a scan could not read.
public struct CollectionCoverage: Sendable, Hashable {
    /// Kinds of which nothing could be read.
    public var failed: [UnreadKind]
    /// Kinds of which a part could not be read, such as one namespace.
    public var partial: [UnreadKind]

    public init(failed: [UnreadKind] = [], partial: [UnreadKind] = []) {
        self.failed = failed
        self.partial = partial
    }

    /// A kind that could not be read, or not all of it.
    public struct UnreadKind: Sendable, Hashable {
        /// `""` is the core group.
        public var group: String
        public var version: String
        /// The plural name, in small letters.
        public var resource: String
        /// The kind as objects spell it; empty when it is not known.
        public var kind: String
        /// Which part, such as `metadata.namespace=shop`; empty for all.
        public var selector: String
        /// What the source said, such as `403 Forbidden: …`.
        public var error: String

        public init(
            group: String, version: String, resource: String, kind: String = "", selector: String = "", error: String
        ) {
            self.group = group
            self.version = version
            self.resource = resource
            self.kind = kind
            self.selector = selector
            self.error = error
        }

        /// `apps/v1/deployments`; kinds of the core group begin with a slash.
        public var key: String { "\(group)/\(version)/\(resource)" }
    }
}
