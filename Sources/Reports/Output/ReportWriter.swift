public import PostureScan

/// Writes a report in any of its formats.
public struct ReportWriter {
    private let report: ScanReport
    private let metadata: ReportMetadata
    private let style: TerminalStyle
    private let version: ReportVersion

    /// - Parameter style: for the report that people read at a terminal.
    public init(
        _ report: ScanReport, _ metadata: ReportMetadata, style: TerminalStyle, version: ReportVersion = .v2
    ) {
        self.report = report
        self.metadata = metadata
        self.style = style
        self.version = version
    }

    /// Writes the report piece by piece.
    public func write(_ format: ReportFormat, to output: ReportOutput) {
        switch format {
        case .prettyPrinter: TerminalReport.write(report, metadata, style, to: output)
        case .json where version == .v1: ReportV1(report, metadata).write(to: output)
        case .json: ReportV2(report, metadata).write(to: output)
        case .yaml: YAMLReport(report, metadata).write(to: output)
        case .junit: JUnitReport(report, metadata).write(to: output)
        case .sarif: SARIFReport(report, metadata).write(to: output)
        case .html: HTMLReport(report, metadata).write(to: output)
        case .pdf: PDFReport(report, metadata).write(to: output)
        case .csv: CSVReport(report, metadata).write(to: output)
        case .markdown: MarkdownReport(report, metadata).write(to: output)
        case .prometheus: PrometheusReport(report, metadata).write(to: output)
        case .gitlabSAST: GitLabReport(report, metadata).write(to: output)
        case .policyReport: PolicyReport(report, metadata).write(to: output)
        }
    }

    /// What a reader of the format has to know and cannot see in it.
    public func remark(on format: ReportFormat) -> String? {
        let lost: Int
        switch format {
        case .json where version == .v1:
            return "Version v1 is the form of 2022: frameworks and their rules, without resources and coverage. "
                + "Leave --format-version out for all of it."
        case .sarif: lost = SARIFReport(report, metadata).findingsWithoutPlace
        case .gitlabSAST: lost = GitLabReport(report, metadata).findingsWithoutPlace
        default: return nil
        }
        guard lost > 0 else { return nil }
        return "\(Words.counted(lost, "finding")) \(lost == 1 ? "has" : "have") no place in a file of the repository "
            + "and \(lost == 1 ? "is" : "are") not in the \(format.rawValue) report; the other formats hold "
            + "\(lost == 1 ? "it" : "them")."
    }
}
