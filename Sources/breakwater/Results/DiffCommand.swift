import ArgumentParser
import PolicyLibrary
import StoredReports

/// `breakwater diff BASE HEAD`.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what is new, gone and changed between two reports, and why.",
        discussion: """
            BASE and HEAD are JSON reports (version 2) of this program or of Kubescape. What one of the scans did not look \
            at is incomparable, never resolved.
            """)

    @Argument(help: "The earlier report.")
    var base: String

    @Argument(help: "The later report.")
    var head: String

    @Option(name: .shortAndLong, help: "pretty, json, yaml or markdown.")
    var format = "pretty"

    @Option(help: "What counts as one finding: evidence (every field) or control (a resource and a control).")
    var granularity = "evidence"

    @Flag(help: "Fail when HEAD has findings that BASE cannot vouch for.")
    var failOnNew = false

    @Option(help: "Of new findings, only those of this severity or worse make it fail.")
    var severityThreshold: String?

    @Option(help: .hidden)
    var exitCodes = "plain"

    func run() async throws {
        guard let granularity = ReportComparison.Granularity(rawValue: granularity) else {
            throw Refusal("--granularity is evidence or control, not \"\(granularity)\".")
        }
        guard ["pretty", "json", "yaml", "markdown"].contains(format) else {
            throw Refusal("There is no format \"\(format)\". These exist: pretty, json, yaml, markdown.")
        }
        let severity = try severityThreshold.map { try ThresholdArguments.severity($0) }
        let reports: [StoredReport]
        do throws(StoredReportError) {
            reports = [try StoredReport(path: base), try StoredReport(path: head)]
        } catch {
            throw Refusal(error, .usage)
        }
        let comparison = ReportComparison(reports[0], reports[1], granularity: granularity)
        switch format {
        case "json": Console.write(comparison.json())
        case "yaml": Console.write(comparison.yaml())
        case "markdown": Console.write(comparison.markdown(reports[0], reports[1]))
        default: Console.write(ComparisonText.text(comparison, reports[0], reports[1]))
        }
        if failOnNew || severity != nil, !comparison.newFindings(from: severity).isEmpty {
            throw ExitStatus.threshold.code
        }
    }
}
