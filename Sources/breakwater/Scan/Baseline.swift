import Documents
import PolicyLibrary
import PostureScan
import Reports
import StoredReports

/// An earlier report that a scan is measured against.
struct Baseline {
    private let report: StoredReport
    private let granularity: ReportComparison.Granularity
    private let severity: Severity?
    private let failsOnNew: Bool

    /// Nil when the user gave none. An earlier report that cannot be read is refused before the scan.
    init?(_ thresholds: ThresholdArguments) throws {
        guard let path = thresholds.baseline else { return nil }
        do throws(StoredReportError) {
            report = try StoredReport(path: path)
        } catch {
            throw Refusal(error, .usage)
        }
        granularity = ReportComparison.Granularity(rawValue: thresholds.baselineGranularity) ?? .evidence
        severity = try thresholds.baselineSeverityThreshold.map { try ThresholdArguments.severity($0) }
        failsOnNew = thresholds.baselineFailOnNew || severity != nil
    }

    /// Says what is new, and that this is a failure when the user wants it to be.
    func failures(_ scan: ScanReport, _ metadata: ReportMetadata) throws -> [ScanGates.Failure] {
        let written = ReportV2(scan, metadata)
        let bytes = ReportOutput.bytes { written.write(to: $0) }
        let document = try JSONParser.parse(SourceBytes(bytes), name: "this scan", budget: .data)
        let head = try StoredReport(document.root, name: "this scan")
        let comparison = ReportComparison(report, head, granularity: granularity)
        let counted = comparison.newFindings(from: severity)
        Console.complain(
            "Compared with the baseline: \(comparison.new.count) new, \(comparison.resolved.count) resolved, "
                + "\(comparison.unchanged) unchanged, \(comparison.incomparable.count) incomparable.")
        for change in counted.prefix(20) { Console.complain("  \(ComparisonText.line(change, head))") }
        if counted.count > 20 { Console.complain("  and \(counted.count - 20) more") }
        guard failsOnNew, !counted.isEmpty else { return [] }
        let bound = severity.map { " of severity \($0.name) or worse" } ?? ""
        return [
            ScanGates.Failure(.threshold, "\(counted.count) findings\(bound) are not in the baseline.")
        ]
    }
}
