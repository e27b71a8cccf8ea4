import PolicyLibrary

/// How much of a scan stands on solid ground, as one number.
enum CoverageScore {
    /// `100 · settled / total`, less 3 for every kind that could not be read and that no skipped control accounts for,
    /// 2 for every kind that was read in part, and 5 for every degraded policy input.
    ///
    /// - Returns: 0…100; 0 when no control was in scope.
    static func score(
        settledControls: Int, totalControls: Int, silentFailedKinds: Int, partialKinds: Int, degradedInputs: Int
    ) -> Double {
        guard totalControls > 0 else { return 0 }
        let share = 100 * Double(settledControls) / Double(totalControls)
        let score = share - Double(3 * silentFailedKinds + 2 * partialKinds + 5 * degradedInputs)
        return min(max(score, 0), 100)
    }
}

extension ScanCoverage {
    /// What the results of controls and the account of the collection add up to.
    init(
        _ controls: [ControlResult], frameworks: [FrameworkResult], collection: CollectionCoverage,
        degradations: [PolicyDegradation]
    ) {
        let inScope = controls.filter(\.isCounted)
        let open = inScope.filter(\.isOpen)
        let accounted = Set(open.flatMap(\.missingKinds))
        let silent = collection.failed.count { !accounted.contains($0.key) }
        let partialKinds = Set(collection.partial.map(\.key)).count
        self.init(
            totalControls: inScope.count, evaluatedControls: inScope.count - open.count,
            notEvaluatedControls: open.map {
                NotEvaluated(controlID: $0.control.id, missingKinds: $0.missingKinds, reason: $0.info)
            },
            collection: collection, silentFailedKinds: silent, policyDegradations: degradations,
            vacuousFrameworks: frameworks.compactMap { $0.isVacuous ? $0.name : nil },
            score: CoverageScore.score(
                settledControls: inScope.count - open.count, totalControls: inScope.count,
                silentFailedKinds: silent, partialKinds: partialKinds, degradedInputs: degradations.count))
    }
}

extension ControlResult {
    /// Whether it should have been evaluated and was not.
    var isOpen: Bool {
        if case .notEvaluated = coverage { return true }
        return false
    }
}
