/// How many resources came out how.
public struct ResourceCounts: Sendable, Hashable {
    public var passed: Int
    public var failed: Int
    public var excluded: Int
    public var skipped: Int

    public init(passed: Int = 0, failed: Int = 0, excluded: Int = 0, skipped: Int = 0) {
        self.passed = passed
        self.failed = failed
        self.excluded = excluded
        self.skipped = skipped
    }
}

/// What a posture run says as a whole, with the inputs that an answer to “why did this number change?” needs.
public struct PostureSummary: Sendable, Hashable {
    /// Version of the policy library; empty when the agent does not tell.
    public var policyVersion: String
    public var scannerVersion: String
    /// JSON: the scan's settings, target and control inputs.
    public var inputs: String
    /// JSON: the exceptions that were known to the scan.
    public var exceptions: String
    /// JSON: what was not evaluated, and why; nil when the agent does not tell.
    public var coverage: String?
    /// 0 to 100; nil when the agent does not tell.
    public var coverageScore: Double?
    public var status: String
    /// 0 best, 100 worst.
    public var riskScore: Double?
    /// 100 best, 0 worst.
    public var complianceScore: Double?
    public var counts: ResourceCounts
    public var frameworks: [FrameworkScore]
    public var controls: [ControlScore]

    public init(
        policyVersion: String = "", scannerVersion: String = "", inputs: String = "{}", exceptions: String = "[]",
        coverage: String? = nil, coverageScore: Double? = nil, status: String = "", riskScore: Double? = nil,
        complianceScore: Double? = nil, counts: ResourceCounts = ResourceCounts(), frameworks: [FrameworkScore] = [],
        controls: [ControlScore] = []
    ) {
        self.policyVersion = policyVersion
        self.scannerVersion = scannerVersion
        self.inputs = inputs
        self.exceptions = exceptions
        self.coverage = coverage
        self.coverageScore = coverageScore
        self.status = status
        self.riskScore = riskScore
        self.complianceScore = complianceScore
        self.counts = counts
        self.frameworks = frameworks
        self.controls = controls
    }
}

/// A framework in one run.
public struct FrameworkScore: Sendable, Hashable {
    public var name: String
    public var version: String
    public var status: String
    public var riskScore: Double?
    public var complianceScore: Double?
    public var counts: ResourceCounts
    public var controls: [ControlScore]

    public init(
        name: String, version: String = "", status: String, riskScore: Double?, complianceScore: Double?,
        counts: ResourceCounts, controls: [ControlScore]
    ) {
        self.name = name
        self.version = version
        self.status = status
        self.riskScore = riskScore
        self.complianceScore = complianceScore
        self.counts = counts
        self.controls = controls
    }
}

/// A control in one run.
public struct ControlScore: Sendable, Hashable {
    public var id: String
    public var name: String
    public var category: String
    public var status: ControlStatus
    /// Why it was skipped, passed with exceptions and the like.
    public var subStatus: String
    public var explanation: String
    public var baseScore: Double
    public var riskScore: Double?
    public var complianceScore: Double?
    public var counts: ResourceCounts

    public init(
        id: String, name: String, category: String = "", status: ControlStatus, subStatus: String = "",
        explanation: String = "", baseScore: Double, riskScore: Double? = nil, complianceScore: Double? = nil,
        counts: ResourceCounts = ResourceCounts()
    ) {
        self.id = id
        self.name = name
        self.category = category
        self.status = status
        self.subStatus = subStatus
        self.explanation = explanation
        self.baseScore = baseScore
        self.riskScore = riskScore
        self.complianceScore = complianceScore
        self.counts = counts
    }

    public var severity: Severity { Severity(baseScore: baseScore) }
}
