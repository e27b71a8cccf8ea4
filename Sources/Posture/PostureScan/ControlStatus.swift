import PolicyLibrary

/// From what a rule found about a resource to its verdict.
enum ControlStatus {
    /// What decides about the verdict of a rule on a resource.
    struct Evidence {
        var hasFindings: Bool
        /// Whether exceptions accept all of the findings.
        var isAccepted: Bool
        /// Whether the rule was stopped.
        var isStopped: Bool
        /// Whether the rule declares inputs, and all of them are empty.
        var lacksInputs: Bool
        /// Whether a kind that the rule looks at could not be read, or not all of it.
        var lacksKinds: Bool
        /// Whether the rule compares objects with others that could not be read, so that what looks like a failure may be
        /// none: a workload without a network policy, where policies may not be listed.
        var lacksEvidence = false
    }

    /// The verdict. What an action calls for replaces a failure, and never a pass.
    static func verdict(_ evidence: Evidence, _ action: Control.ActionRequired?) -> (Status, SubStatus?) {
        if evidence.isStopped { return (.skipped, .notEvaluated) }
        if action == .configuration && evidence.lacksInputs { return (.skipped, .configuration) }
        guard evidence.hasFindings else { return (.passed, evidence.lacksKinds ? .incompleteCoverage : nil) }
        if evidence.isAccepted { return (.passed, .withExceptions) }
        if evidence.lacksEvidence { return (.skipped, .notEvaluated) }
        switch action {
        case .requiresReview: return (.skipped, .requiresReview)
        case .manualReview: return (.skipped, .manualReview)
        case .configuration, nil: return (.failed, nil)
        }
    }

    /// The verdict of several: the worst one, with what is special about those that have it.
    static func combined(_ verdicts: some Sequence<(Status, SubStatus?)>) -> (Status, SubStatus?) {
        let verdicts = Array(verdicts)
        let status = verdicts.map(\.0).max() ?? .passed
        return (status, SubStatus.strongest(verdicts.filter { $0.0 == status }.map(\.1)))
    }
}
