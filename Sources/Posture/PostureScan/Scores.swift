import PolicyLibrary

/// The numbers of a report.
enum Scores {
    /// A control with its scores.
    static func scored(
        _ control: Control, _ status: Status, _ subStatus: SubStatus?, info: String,
        _ coverage: ControlResult.Coverage, isCounted: Bool, _ rows: [ResourceVerdict], kinds: [KindCoverage],
        missingKinds: [String] = [], exceptions: [AppliedException] = [], resources: [Resource]
    ) -> ControlResult {
        var failed = 0.0
        var all = 0.0
        var passed = 0
        for row in rows {
            let weight = weight(of: row.resource, resources)
            all += weight
            if row.status == .failed { failed += weight }
            if row.status == .passed { passed += 1 }
        }
        let compliance = status == .passed ? 100 : rows.isEmpty ? 0 : 100 * Double(passed) / Double(rows.count)
        return ControlResult(
            control: control, status: status, subStatus: subStatus, info: info, coverage: coverage,
            isCounted: isCounted, verdicts: rows, kinds: kinds, score: all == 0 ? 0 : 100 * failed / all,
            complianceScore: compliance, missingKinds: missingKinds, exceptions: exceptions,
            risk: (control.baseScore * failed, control.baseScore * all))
    }

    /// A subject weighs as much as the heaviest object it is joined with.
    private static func weight(of place: Int, _ resources: [Resource]) -> Double {
        resources[place].related.reduce(resources[place].weight) { max($0, resources[$1].weight) }
    }

    /// How many of something controls have, by severity.
    static func severities(_ controls: [ControlResult], _ count: (ControlResult) -> Int) -> SeverityCounters {
        var counters = SeverityCounters()
        for control in controls { counters[control.control.severity] += count(control) }
        return counters
    }

    /// The risk of several controls: 0 is good, 100 bad; nil when no resource was tested.
    static func risk(_ controls: [ControlResult]) -> Double? {
        let failed = controls.reduce(0) { $0 + $1.risk.failed }
        let all = controls.reduce(0) { $0 + $1.risk.all }
        return all == 0 ? nil : 100 * failed / all
    }

    /// The mean compliance of controls; nil when there are none.
    static func compliance(_ controls: [ControlResult]) -> Double? {
        guard !controls.isEmpty else { return nil }
        return controls.reduce(0) { $0 + $1.complianceScore } / Double(controls.count)
    }
}
