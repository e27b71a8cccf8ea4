import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// The report for a person: what was scanned, the score of each framework and what it rests on, the controls, what was
/// not evaluated and why, the failed resources with the way to repair them, and what to do next.
public struct TerminalReport {
    let contents: ReportContents
    let remedies: Remedies
    let style: TerminalStyle
    var report: ScanReport { contents.report }
    var metadata: ReportMetadata { contents.metadata }
    private let output: ReportOutput

    private init(_ contents: ReportContents, _ style: TerminalStyle, _ output: ReportOutput) {
        self.contents = contents
        remedies = Remedies(contents.report, contents.options)
        self.style = style
        self.output = output
    }

    /// Writes the whole text.
    public static func write(
        _ report: ScanReport, _ metadata: ReportMetadata, _ style: TerminalStyle, to output: ReportOutput
    ) {
        let terminal = TerminalReport(ReportContents(report, metadata), style, output)
        terminal.writeHeader()
        switch metadata.options.view {
        case .resource:
            terminal.writeControls()
            terminal.writeOpenControls()
            terminal.writeResources()
            terminal.writeHighestStakes()
        case .security:
            terminal.writeTopics()
            terminal.writeHighestStakes()
            terminal.writeOpenControls()
        case .control:
            terminal.writeControlBlocks()
            terminal.writeOpenControls()
        }
        terminal.writeFooter()
    }

    func write(_ line: String = "") { output.write(line: line) }

    /// A text over several lines, all but the first indented.
    func write(_ text: String, indent: Int, paint: (String) -> String = { $0 }) {
        let space = String(repeating: " ", count: indent)
        for line in TerminalStyle.folded(text, to: style.width - indent) { write(space + paint(line)) }
    }

    // MARK: Header

    private func writeHeader() {
        let manifests = report.manifests
        write(style.bold("Posture of \(VisibleText.line(metadata.subject))"))
        var facts = contents.policySources + (report.isStrict ? ["compatible mode"] : [])
        if metadata.cluster == nil {
            facts =
                [
                    Words.counted(manifests.sources.count, "file"), Words.counted(manifests.objectCount, "object"),
                ] + facts
        }
        if manifests.ignoredDocuments > 0 {
            facts.insert(
                "\(Words.counted(manifests.ignoredDocuments, "document")) without apiVersion and kind",
                at: min(2, facts.count))
        }
        write(facts.joined(separator: " · "), indent: 0, paint: style.faint)
        if !manifests.problems.isEmpty {
            let count = Words.counted(manifests.problems.count, "file")
            write(style.bad("\(count) could not be read, so this report is incomplete:"))
            for problem in manifests.problems { write(VisibleText.line("\(problem.error)"), indent: 2) }
        }
        write()
        writeScores()
    }

    private func writeScores() {
        let scores = report.frameworks.map { FrameworkScore($0, in: report) }
        if scores.count == 1, let score = scores.first { return writeScore(score) }
        var table = TextTable([
            .init(title: "Framework", isFlexible: true), .init(title: "Compliant", alignment: .right),
            .init(title: "Failed", alignment: .right), .init(title: "Passed", alignment: .right),
            .init(title: "Without a verdict", isFlexible: true), .init(title: "As Kubescape", alignment: .right),
        ])
        for score in scores {
            let compliance = score.compliance.map(Words.percent) ?? "no score"
            table.add([
                TextTable.Cell(score.name), TextTable.Cell(compliance, paint: paint(score)),
                TextTable.Cell("\(score.failed)"), TextTable.Cell("\(score.passed)"),
                TextTable.Cell(score.open.joined(separator: ", "), paint: style.faint),
                TextTable.Cell(Words.percent(score.comparable), paint: style.faint),
            ])
        }
        for line in table.lines(style) { write(line) }
    }

    private func paint(_ score: FrameworkScore) -> (String) -> String {
        let style = style
        guard let compliance = score.compliance else { return { style.faint($0) } }
        if score.failed == 0 { return { style.good($0) } }
        return compliance >= 75 ? { style.careful($0) } : { style.bad($0) }
    }

    private func writeScore(_ score: FrameworkScore) {
        guard let compliance = score.compliance else {
            return write(
                "\(style.bold(score.name))  no score: none of its \(score.all) controls could be evaluated")
        }
        let over = "compliant, over \(score.evaluated) of \(Words.counted(score.all, "control"))"
        let isNarrow = DisplayWidth.of(score.name) + over.count + 10 > style.width
        write("\(style.bold(score.name))\(isNarrow ? "\n" : "  ")\(paint(score)(Words.percent(compliance))) \(over)")
        let parts = ["\(score.failed) failed", "\(score.passed) passed"] + score.open
        write(
            parts.joined(separator: " · "), indent: isNarrow ? 0 : DisplayWidth.of(score.name) + 2, paint: style.faint)
    }

    // MARK: Controls

    private func writeControls() {
        let evaluated = contents.controls.filter(\.isEvaluated)
        let isClean = !evaluated.contains { $0.status == .failed }
        let shown = evaluated.filter { metadata.isVerbose || isClean || $0.status != .passed }
        guard !shown.isEmpty else { return }
        let columns: [TextTable.Column] = [
            .init(title: "Severity"), .init(title: "Control"), .init(title: "Name", isFlexible: true),
            .init(title: "Failed", alignment: .right), .init(title: "All", alignment: .right),
            .init(title: "Compliance", alignment: .right),
        ]
        var table = TextTable(columns)
        let style = style
        for result in shown {
            let severity = result.control.severity
            let failed = result.count(.failed)
            var cells = [TextTable.Cell(severity.name) { style.severity(severity, $0) }]
            cells.append(TextTable.Cell(result.control.id))
            cells.append(TextTable.Cell(contents.name(of: result)))
            cells.append(TextTable.Cell("\(failed)") { failed > 0 ? style.bad($0) : style.good($0) })
            cells.append(TextTable.Cell("\(result.verdicts.count)"))
            cells.append(TextTable.Cell(Words.percent(result.complianceScore)))
            table.add(cells)
        }
        write()
        for line in table.lines(style) { write(line) }
        let hidden = evaluated.count - shown.count
        if hidden > 0 { write(style.faint("and \(Words.counted(hidden, "control")) passed (-v lists them)")) }
    }

    /// Controls without a verdict, each with its reason: those that share one stand together.
    private func writeOpenControls() {
        for (state, title) in [
            ("not evaluated", "Not evaluated"), ("needs a human", "Needs a human"),
            ("not applicable", "Not applicable"),
        ] {
            let open = contents.controls(in: state)
            guard !open.isEmpty else { continue }
            write()
            write(style.bold(title))
            if state == "not applicable" && !metadata.isVerbose {
                let names = open.map { "\($0.control.id) \(contents.name(of: $0))" }.joined(separator: ", ")
                write(names, indent: 2, paint: style.faint)
                continue
            }
            var reasons: [String] = []
            for control in open where !reasons.contains(control.info) { reasons.append(control.info) }
            for reason in reasons {
                for control in open where control.info == reason {
                    write(
                        "  \(control.control.id)  \(TerminalStyle.cut(contents.name(of: control), to: style.width - 10))"
                    )
                }
                write(VisibleText.line(reason), indent: 10, paint: style.faint)
            }
        }
    }
}
