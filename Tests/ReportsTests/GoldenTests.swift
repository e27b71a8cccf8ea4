import Foundation
import PolicyLibrary
import Testing

@testable import Reports

/// Every format of one scan, word for word. `BREAKWATER_UPDATE_GOLDEN=1` writes the files anew, to be read before they
/// are committed.
@Suite("Reports of the sample scan")
struct GoldenTests {
    struct Case: CustomTestStringConvertible {
        let file: String
        let format: ReportFormat
        var options = ReportOptions()
        var version = ReportVersion.v2
        var isVerbose = false
        var width = 100
        /// Told as if the objects came from this cluster.
        var cluster: String?
        var testDescription: String { file }
    }

    static let cases: [Case] = [
        Case(file: "resource.txt", format: .prettyPrinter),
        Case(file: "resource-verbose.txt", format: .prettyPrinter, isVerbose: true),
        Case(file: "resource-narrow.txt", format: .prettyPrinter, width: 36),
        Case(file: "security.txt", format: .prettyPrinter, options: ReportOptions(view: .security)),
        Case(
            file: "cluster-security.txt", format: .prettyPrinter, options: ReportOptions(view: .security),
            cluster: "harbour"),
        Case(file: "cluster.json", format: .json, options: ReportOptions(omitsRawResources: true), cluster: "harbour"),
        Case(file: "control.txt", format: .prettyPrinter, options: ReportOptions(view: .control)),
        Case(file: "report.json", format: .json, options: ReportOptions(labelsToCopy: ["team"])),
        Case(file: "report-v1.json", format: .json, version: .v1),
        Case(file: "report.yaml", format: .yaml, options: ReportOptions(omitsRawResources: true)),
        Case(file: "junit.xml", format: .junit, options: ReportOptions(showsEvidence: true)),
        Case(file: "report.sarif", format: .sarif),
        Case(
            file: "report.html", format: .html,
            options: ReportOptions(links: DocumentationLinks(base: "https://docs.example/controls/"))),
        Case(file: "report.csv", format: .csv, options: ReportOptions(showsEvidence: true)),
        Case(file: "report.md", format: .markdown),
        Case(file: "high.md", format: .markdown, options: ReportOptions(severities: .high ... .critical)),
        Case(file: "prometheus.txt", format: .prometheus),
        Case(file: "gitlab-sast.json", format: .gitlabSAST),
        Case(file: "policyreport.yaml", format: .policyReport),
    ]

    @Test("are as they should be", arguments: cases)
    func golden(_ example: Case) async throws {
        var text = try await Sample.text(
            example.format, example.options, version: example.version, isVerbose: example.isVerbose,
            width: example.width, cluster: example.cluster)
        // How the page looks is judged by eye.
        if let start = text.range(of: "<style>"), let end = text.range(of: "</style>") {
            text.replaceSubrange(start.upperBound..<end.lowerBound, with: "")
        }
        let path = "\(Sample.directory)/Golden/\(example.file)"
        if ProcessInfo.processInfo.environment["BREAKWATER_UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
        let golden = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        guard Array(text.utf8) != Array(golden.utf8) else { return }
        let lines = text.components(separatedBy: "\n")
        let wanted = golden.components(separatedBy: "\n")
        let index = zip(lines, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let place = index ?? min(lines.count, wanted.count)
        Issue.record(
            """
            \(example.file) differs at line \(place + 1):
            is      \(place < lines.count ? lines[place] : "(end)")
            wanted  \(place < wanted.count ? wanted[place] : "(end)")
            """)
    }

    @Test("are the same bytes each time", arguments: ReportFormat.allCases)
    func determinism(_ format: ReportFormat) async throws {
        let report = try await Sample.report()
        let again = try await Sample.report()
        let bytes = [report, again].map { report in
            let style = TerminalStyle(isColored: true, width: 80)
            let writer = ReportWriter(report, Sample.metadata(), style: style)
            return ReportOutput.bytes { writer.write(format, to: $0) }
        }
        #expect(bytes[0] == bytes[1])
        #expect(!bytes[0].isEmpty)
    }

    @Test("never hold an escape character of a manifest", arguments: ReportFormat.allCases)
    func escapes(_ format: ReportFormat) async throws {
        let text = try await Sample.text(format)
        // Formats for programs may hold it as data; none may hold the byte.
        #expect(!text.utf8.contains(0x1B))
    }
}
