import PolicyLibrary

/// The numbers of a report.
enum Scores {
    /// A control with its scores.
    static func scored(
        _ control: Control, _ status: Status, _ subStatus: SubStatus?, info: String,
        _ coverage: ControlResult.Coverage, isCounted: Bool, _ rows: VerdictList, kinds: [KindCoverage],
        missingKinds: [String] = [], exceptions: [AppliedException] = [], resources: ResourceList
    ) -> ControlResult {
        var failed = 0.0
        var all = 0.0
        var passed = 0
        for (place, status) in rows.statuses {
            let weight = resources.weight(of: place)
            all += weight
            if status == .failed { failed += weight }
            if status == .passed { passed += 1 }
        }
        let compliance = status == .passed ? 100 : rows.isEmpty ? 0 : 100 * Double(passed) / Double(rows.count)
        return ControlResult(
            control: control, status: status, subStatus: subStatus, info: info, coverage: coverage,
            isCounted: isCounted, verdicts: rows, kinds: kinds, score: all == 0 ? 0 : 100 * failed / all,
            complianceScore: compliance, missingKinds: missingKinds, exceptions: exceptions,
            risk: (control.baseScore * failed, control.baseScore * all))
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
