import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// The report on paper: scores, the table of controls, what is open, and every failed resource.
public struct PDFReport {
    let contents: ReportContents
    let remedies: Remedies

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    public func write(to output: ReportOutput) {
        let title = "Posture of \(contents.metadata.subject)"
        let document = PDFDocument(output)
        let time = UTCTime(contents.metadata.generationTime)?.words ?? contents.metadata.generationTime
        let layout = PDFLayout(document, footer: "\(title) · \(time)")
        writeTop(title, time, layout)
        writeScores(layout)
        writeLimits(layout)
        writeHighestStakes(layout)
        writeControls(layout)
        writeOpenControls(layout)
        writeResources(layout)
        writeGuide(layout)
        layout.finish()
        document.finish(
            title: title, producer: "Breakwater \(contents.metadata.productVersion)",
            created: contents.metadata.generationTime, id: contents.metadata.reportGUID)
    }

    private func writeTop(_ title: String, _ time: String, _ layout: PDFLayout) {
        layout.paragraph("Breakwater posture report", .bold, 9, .accent, after: 2)
        layout.paragraph(title, .bold, 20, after: 4)
        let report = contents.report
        var facts = [time]
        let frameworks = report.frameworks.compactMap(\.name)
        if !frameworks.isEmpty { facts.append("frameworks: \(frameworks.joined(separator: ", "))") }
        if contents.metadata.cluster == nil {
            facts.append(Words.counted(report.manifests.sources.count, "file"))
            facts.append(Words.counted(report.manifests.objectCount, "object"))
        }
        facts += contents.policySources + (report.isStrict ? ["compatible mode"] : [])
        layout.paragraph(facts.joined(separator: " · "), .regular, 9, .faint, after: 8)
    }

    // MARK: Scores

    private func writeScores(_ layout: PDFLayout) {
        let scores = contents.report.frameworks.map { FrameworkScore($0, in: contents.report) }
        if scores.count > 3 {
            writeTable(scores, layout)
        } else {
            for score in scores { writeScore(score, layout) }
        }
        let counts = ResourceCounts(contents.report.controls)
        let severities = [Severity.critical, .high, .medium, .low].map { severity in
            let count = contents.report.controls.filter { $0.control.severity == severity }
                .reduce(0) { $0 + $1.count(.failed) }
            return "\(count) \(severity.name.lowercased())"
        }
        layout.skip(4)
        layout.paragraph(
            "\(counts.failed) of \(Words.counted(counts.failed + counts.passed + counts.skipped, "resource")) with "
                + "failures\(counts.skipped > 0 ? ", \(counts.skipped) not judged" : ""). "
                + "Failures by severity: \(severities.joined(separator: ", ")).", after: 2)
    }

    private static func color(_ score: FrameworkScore) -> PDFLayout.Color {
        guard let compliance = score.compliance else { return .faint }
        return compliance >= 90 ? .good : compliance >= 60 ? .fair : .poor
    }

    private func writeTable(_ scores: [FrameworkScore], _ layout: PDFLayout) {
        let columns: [PDFLayout.Column] = [
            .init(title: "Framework", width: 110), .init(title: "Compliant", width: 58, isNumber: true),
            .init(title: "Failed", width: 44, isNumber: true), .init(title: "Passed", width: 46, isNumber: true),
            .init(title: "Without a verdict", width: 167),
            .init(title: "As Kubescape", width: 74, isNumber: true),
        ]
        layout.header(columns)
        for (index, score) in scores.enumerated() {
            layout.row(
                [
                    .init(text: score.name, font: .bold),
                    .init(
                        text: score.compliance.map(Words.percent) ?? "no score", font: .bold, color: Self.color(score)),
                    .init(text: "\(score.failed)"), .init(text: "\(score.passed)"),
                    .init(text: score.open.joined(separator: ", "), color: .faint),
                    .init(text: Words.percent(score.comparable), color: .faint),
                ], columns, isShaded: index % 2 == 1)
        }
        layout.skip(8)
    }

    private func writeScore(_ score: FrameworkScore, _ layout: PDFLayout) {
        layout.need(54)
        layout.skip(30)
        let base = layout.y
        layout.fill(x: PDFLayout.left, y: base - 20, width: PDFLayout.width, height: 46, .shade)
        let number = score.compliance.map(Words.percent) ?? "no score"
        let color = Self.color(score)
        layout.fill(x: PDFLayout.left, y: base - 20, width: 4, height: 46, color)
        layout.draw(PDFText.encoded(number), .bold, 17, color, x: PDFLayout.left + 14, y: base - 3)
        let verdicts =
            "\(score.evaluated) of \(Words.counted(score.all, "control")) evaluated: \(score.failed) failed, "
            + "\(score.passed) passed"
        let rest = score.open + ["\(Words.percent(score.comparable)) as Kubescape counts"]
        let lines: [(String, PDFFont, Double, PDFLayout.Color)] = [
            (score.name, .bold, 10.5, .ink), (verdicts, .regular, 8.5, .ink),
            (rest.joined(separator: " · "), .regular, 8.5, .faint),
        ]
        for (index, (text, font, size, color)) in lines.enumerated() {
            let line = PDFText.folded(text, font, size: size, width: PDFLayout.width - 110)[0]
            layout.draw(
                line, font, size, color, x: PDFLayout.left + 104, y: base + 12 - Double(index) * 12.5)
        }
        layout.skip(24)
    }

    private func writeLimits(_ layout: PDFLayout) {
        let limits = contents.limits + contents.report.manifests.problems.map { "Not read: \($0.description)" }
        guard !limits.isEmpty else { return }
        layout.heading("Limits of this report", size: 11, before: 10, room: 20)
        for limit in limits { layout.paragraph("• \(Words.sentence(limit))", after: 1) }
    }

    private func writeHighestStakes(_ layout: PDFLayout) {
        let stakes = contents.highestStakes
        guard !stakes.isEmpty else { return }
        layout.heading("Highest stakes", size: 11, before: 10, room: 40)
        for stake in stakes {
            layout.need(40)
            layout.paragraph("\(stake.title) (\(stake.severity.name.lowercased()))", .bold, 9.5, after: 0)
            layout.paragraph(stake.about, after: 0)
            layout.paragraph(stake.command, .code, 8, .faint, after: 4)
        }
    }

    // MARK: Controls

    private func writeControls(_ layout: PDFLayout) {
        let shown = contents.controls.filter { $0.isEvaluated || $0.status == .failed }
        guard !shown.isEmpty else { return }
        layout.heading("Controls")
        let columns: [PDFLayout.Column] = [
            .init(title: "Severity", width: 58), .init(title: "Control", width: 56),
            .init(title: "Control name", width: 219), .init(title: "Failed", width: 50, isNumber: true),
            .init(title: "All", width: 46, isNumber: true), .init(title: "Compliance", width: 70, isNumber: true),
        ]
        layout.header(columns)
        for (index, result) in shown.enumerated() {
            let isFailed = result.status == .failed
            let failed = result.count(.failed)
            layout.row(
                [
                    Self.chip(result.control.severity), .init(text: result.control.id, font: .code),
                    .init(
                        text: contents.name(of: result), color: isFailed ? .accent : .ink,
                        target: isFailed ? result.control.id : nil),
                    .init(text: "\(failed)", font: failed > 0 ? .bold : .regular, color: failed > 0 ? .poor : .ink),
                    .init(text: "\(result.verdicts.count)"), .init(text: Words.percent(result.complianceScore)),
                ], columns, isShaded: index % 2 == 1)
        }
        let counts = ResourceCounts(contents.report.controls)
        layout.row(
            [
                .init(text: "Total", font: .bold), .init(text: ""),
                .init(text: "Resources, each counted once", color: .faint),
                .init(text: "\(counts.failed)", font: .bold),
                .init(text: "\(counts.failed + counts.passed + counts.skipped)", font: .bold),
                .init(text: Words.percent(contents.report.complianceScore), font: .bold),
            ], columns)
    }

    private func writeOpenControls(_ layout: PDFLayout) {
        let columns: [PDFLayout.Column] = [
            .init(title: "Severity", width: 58), .init(title: "Control", width: 56),
            .init(title: "Control name", width: 180), .init(title: "Why", width: 205),
        ]
        for (state, title) in [
            ("not evaluated", "Not evaluated: nothing is claimed about these"),
            ("needs a human", "Action required: a person has to judge these"),
            ("not applicable", "Not applicable: there is nothing here that these are about"),
        ] {
            let open = contents.controls(in: state)
            guard !open.isEmpty else { continue }
            layout.heading(title, size: 11)
            layout.header(columns)
            for (index, result) in open.enumerated() {
                layout.row(
                    [
                        Self.chip(result.control.severity), .init(text: result.control.id, font: .code),
                        .init(text: contents.name(of: result)), .init(text: Words.sentence(result.info), color: .faint),
                    ], columns, isShaded: index % 2 == 1)
            }
        }
    }

    static func chip(_ severity: Severity) -> PDFLayout.Cell {
        let colors: (text: PDFLayout.Color, background: PDFLayout.Color) =
            switch severity {
            case .critical: (.white, .init(0.48, 0.06, 0.11))
            case .high: (.init(0.56, 0.11, 0.05), .init(0.98, 0.86, 0.84))
            case .medium: (.init(0.48, 0.25, 0), .init(0.99, 0.91, 0.81))
            case .low, .unknown: (.init(0.12, 0.29, 0.5), .init(0.89, 0.93, 0.97))
            }
        return .init(text: severity.name, font: .bold, color: colors.text, background: colors.background)
    }
}
