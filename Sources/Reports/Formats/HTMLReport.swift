import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// One page that needs nothing else: no script, no font, no image from anywhere. Light and dark, and made for paper.
///
/// Every text of a manifest is escaped, and the page forbids itself to load or run anything, should one slip through.
public struct HTMLReport {
    let contents: ReportContents
    let remedies: Remedies

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    public func write(to output: ReportOutput) {
        let title = "Posture of \(contents.metadata.subject)"
        output.write(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Breakwater \(XMLText.escaped(contents.metadata.productVersion))">
            <title>\(XMLText.escaped(title))</title>
            <style>
            \(HTMLStyle.text)
            </style>
            </head>
            <body>
            <a class="skip" href="#controls">Skip to the controls</a>

            """)
        writeHeader(title, to: output)
        output.write(line: "<main>")
        writeScores(to: output)
        writeLimits(to: output)
        writeHighestStakes(to: output)
        writeControls(to: output)
        writeOpenControls(to: output)
        writeResources(to: output)
        writeGuide(to: output)
        output.write(line: "</main>")
        let version = XMLText.escaped(contents.metadata.productVersion)
        output.write(
            """
            <footer>Breakwater \(version) · report \(XMLText.escaped(contents.metadata.reportGUID))</footer>
            </body>
            </html>

            """)
    }

    // MARK: Top

    private func writeHeader(_ title: String, to output: ReportOutput) {
        let report = contents.report
        let time = contents.metadata.generationTime
        var facts = [
            #"<time datetime="\#(XMLText.escaped(time))">\#(XMLText.escaped(UTCTime(time)?.words ?? time))</time>"#
        ]
        if contents.metadata.cluster == nil {
            facts.append(Words.counted(report.manifests.sources.count, "file"))
            facts.append(Words.counted(report.manifests.objectCount, "object"))
        }
        facts += contents.policySources.map(XMLText.escaped)
        if report.isStrict { facts.append("compatible mode") }
        output.write(
            """
            <header>
            <p class="product">\(Self.mark) Breakwater posture report</p>
            <h1>\(XMLText.escaped(title))</h1>
            <p class="facts">\(facts.joined(separator: " · "))</p>
            </header>

            """)
    }

    /// Waves behind a wall.
    private static let mark =
        #"<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M2 16c2 0 2-2 4-2s2 2 4 2 2-2 4-2M2 20c2 "#
        + #"0 2-2 4-2s2 2 4 2 2-2 4-2M18 4v17M14 9l4-5 4 5"/></svg>"#

    private func writeScores(to output: ReportOutput) {
        output.write(line: #"<section aria-label="Scores" class="cards">"#)
        writeCounts(to: output)
        writeSeverities(to: output)
        for framework in contents.report.frameworks { writeScore(framework, to: output) }
        output.write(line: "</section>")
    }

    private func writeScore(_ framework: FrameworkResult, to output: ReportOutput) {
        let score = FrameworkScore(framework, in: contents.report)
        output.write(line: #"<article class="card"><h2>\#(XMLText.escaped(score.name))</h2>"#)
        if let compliance = score.compliance {
            output.write(
                line: #"<p class="score">\#(Words.rounded(compliance))<span class="unit"> %</span> "#
                    + #"<span class="of">compliant</span></p>"#)
            output.write(line: Self.bar(compliance))
            output.write(
                line: "<p>over \(score.evaluated) of \(Words.counted(score.all, "control")): "
                    + "\(score.failed) failed, \(score.passed) passed</p>")
        } else {
            output.write(line: #"<p class="score none">no score</p>"#)
            output.write(line: "<p>none of \(Words.counted(score.all, "control")) could be evaluated</p>")
        }
        if !score.open.isEmpty {
            output.write(line: #"<p class="faint">\#(score.open.joined(separator: ", "))</p>"#)
        }
        output.write(
            line: #"<p class="faint">\#(Words.percent(framework.complianceScore)) as Kubescape counts</p></article>"#)
    }

    private func writeSeverities(to output: ReportOutput) {
        output.write(line: #"<article class="card"><h2>Failures by severity</h2><ul class="severities">"#)
        for severity in [Severity.critical, .high, .medium, .low] {
            let count = contents.report.controls.filter { $0.control.severity == severity }
                .reduce(0) { $0 + $1.count(.failed) }
            output.write(
                line:
                    #"<li>\#(Self.chip(severity)) <span class="value\#(count == 0 ? " faint" : "")">\#(count)</span></li>"#
            )
        }
        output.write(line: #"</ul><p class="faint">failed controls × resources</p></article>"#)
    }

    private func writeCounts(to output: ReportOutput) {
        let counts = ResourceCounts(contents.report.controls)
        let all = counts.failed + counts.passed + counts.skipped
        output.write(line: #"<article class="card"><h2>Resources</h2>"#)
        output.write(
            line: #"<p class="score">\#(counts.failed) <span class="of">of \#(all) with failures</span></p>"#)
        output.write(line: Self.bar(all == 0 ? 0 : 100 * Double(all - counts.failed) / Double(all)))
        let skipped = counts.skipped > 0 ? ", \(counts.skipped) not judged" : ""
        output.write(line: "<p>\(counts.passed) without failures\(skipped)</p>")
        output.write(
            line:
                #"<p class="faint">\#(contents.report.evaluatedControls) of \#(contents.report.controls.count) controls evaluated</p></article>"#
        )
    }

    private func writeLimits(to output: ReportOutput) {
        let problems = contents.report.manifests.problems
        let limits = contents.limits
        guard !limits.isEmpty else { return }
        output.write(
            line: #"<section class="note" aria-label="Limits of this report"><h2>Limits of this report</h2><ul>"#)
        for limit in limits { output.write(line: "<li>\(XMLText.escaped(Words.sentence(limit)))</li>") }
        for problem in problems { output.write(line: "<li>Not read: \(XMLText.escaped(problem.description))</li>") }
        output.write(line: "</ul></section>")
    }

    // MARK: Pieces

    static func chip(_ severity: Severity) -> String {
        #"<span class="chip \#(severity.name.lowercased())">\#(severity.name)</span>"#
    }

    /// A bar whose length is told in words beside it.
    private static func bar(_ percent: Double) -> String {
        let width = Words.rounded(percent)
        return #"<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">"#
            + #"<rect class="rail" width="100" height="4"/>"#
            + #"<rect class="\#(width >= 90 ? "good" : width >= 60 ? "fair" : "poor")" width="\#(width)" height="4"/></svg>"#
    }
}
