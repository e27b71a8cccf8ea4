import PostureScan

/// Verdicts by resource: two numbers for each, so that the largest reports need little memory beside themselves.
struct ResourceRows {
    /// The resources with a verdict, by id.
    let order: [Int]
    private let report: ScanReport
    private let controls: [ControlResult]
    private var starts: [UInt32]
    private var entries: [(control: UInt32, verdict: UInt32)]

    /// - Parameters:
    ///   - controls: the controls to look at; their order is that of the rows of a resource.
    ///   - isWanted: the verdicts to keep.
    init(
        _ report: ScanReport, _ controls: [ControlResult], where isWanted: (ResourceVerdict) -> Bool = { _ in true }
    ) {
        self.report = report
        self.controls = controls
        var counts = [UInt32](repeating: 0, count: report.resources.count + 1)
        for control in controls {
            for verdict in control.verdicts where isWanted(verdict) { counts[verdict.resource] += 1 }
        }
        var start: UInt32 = 0
        for index in counts.indices {
            let count = counts[index]
            counts[index] = start
            start += count
        }
        starts = counts
        entries = Array(repeating: (0, 0), count: Int(start))
        var next = counts
        for (control, result) in controls.enumerated() {
            for (verdict, row) in result.verdicts.enumerated() where isWanted(row) {
                entries[Int(next[row.resource])] = (UInt32(control), UInt32(verdict))
                next[row.resource] += 1
            }
        }
        order = report.resources.indices.filter { next[$0] > counts[$0] }
            .map { (id: report.resources[$0].id, place: $0) }
            .sorted { $0.id != $1.id ? $0.id < $1.id : $0.place < $1.place }.map(\.place)
    }

    /// What the controls say about a resource.
    subscript(place: Int) -> [(control: ControlResult, verdict: ResourceVerdict)] {
        entries[Int(starts[place])..<Int(starts[place + 1])].map { entry in
            let control = controls[Int(entry.control)]
            return (control, control.verdicts[Int(entry.verdict)])
        }
    }
}
