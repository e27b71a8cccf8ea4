import PostureScan

extension ScanReport {
    /// How much of what was asked could be evaluated, in per cent.
    var coverageScore: Double {
        let counted = controls.filter(\.isCounted)
        guard !counted.isEmpty else { return 0 }
        return 100 * Double(counted.filter { $0.coverage.name != "not evaluated" }.count) / Double(counted.count)
    }
}
