import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// A table with a line for each resource and control (RFC 4180), for spreadsheets.
///
/// Cells that a spreadsheet would take for a formula begin with an apostrophe. Controls without a verdict have a line
/// of their own that says why.
public struct CSVReport {
    private let contents: ReportContents
    private let remedies: Remedies

    private static let titles = [
        "Control Name", "Control ID", "Severity", "Status", "Resource Name", "Resource Kind", "Resource Namespace",
        "API Version", "Failed Paths", "Fix Paths", "Remediation", "Control URL", "Source Path",
        // Ours, after the columns that readers know.
        "Line", "Coverage", "Reason", "Frameworks",
    ]

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    public func write(to output: ReportOutput) {
        output.write(Self.line(Self.titles))
        for control in contents.controls {
            for verdict in control.verdicts { output.write(Self.line(cells(control, verdict))) }
            if control.verdicts.isEmpty { output.write(Self.line(cells(control, nil))) }
        }
    }

    private func cells(_ result: ControlResult, _ verdict: ResourceVerdict?) -> [String] {
        let control = result.control
        let resource = verdict.map { contents.report.resources[$0.resource] }
        let steps = verdict.map { remedies.steps(of: $0) } ?? []
        let source = verdict.map { contents.locations(of: $0.resource) } ?? []
        let paths = steps.filter { $0.action != .run && !$0.isAssignment }.map { withEvidence($0.path, $0) }
        let fixes = steps.filter(\.isAssignment).map { withEvidence($0.assignment, $0) }
        let status = verdict?.status ?? result.status
        let lines = steps.compactMap(\.place?.line)
        let why = verdict == nil ? result.info : verdict?.subStatus?.rawValue ?? ""
        return [
            contents.name(of: result), control.id, control.severity.name, status.name,
            resource?.name ?? "", resource?.kind ?? "", resource?.namespace ?? "", resource?.apiVersion ?? "",
            paths.joined(separator: ";"), fixes.joined(separator: ";"),
            status == .passed ? "" : control.remediation, contents.links.url(control.id) ?? "",
            resource?.manifest?.source.path ?? source.joined(separator: ";"),
            lines.min().map { "\($0)" } ?? resource?.manifest?.position.map { "\($0.line)" } ?? "",
            result.coverage.name, why, contents.frameworks(of: result).joined(separator: ";"),
        ]
    }

    private func withEvidence(_ text: String, _ step: Remedies.Step) -> String {
        guard contents.options.showsEvidence, let current = step.current else { return text }
        return "\(text) (current: \(current))"
    }

    /// A line of cells, quoted where needed, with the line break that the RFC asks for.
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ text: String) -> String {
        var text = VisibleText.line(text)
        if let first = text.utf8.first, "=+-@".utf8.contains(first) { text = "'" + text }
        guard text.utf8.contains(where: { ",\"".utf8.contains($0) }) || text.hasPrefix(" ") || text.hasSuffix(" ")
        else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Remedies.Step {
    /// Whether it sets a field.
    var isAssignment: Bool {
        if case .set = action { return true }
        return false
    }
}
