import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// The report in Markdown, for merge requests, wikis and tickets.
public struct MarkdownReport {
    private let contents: ReportContents
    private let remedies: Remedies

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    public func write(to output: ReportOutput) {
        writeHead(to: output)
        writeHighestStakes(to: output)
        writeSummary(to: output)
        writeOpenControls(to: output)
        let failed = contents.failedControls
        if !failed.isEmpty { output.write("\n## Failed controls\n") }
        for control in failed { write(control, to: output) }
    }

    private func writeHead(to output: ReportOutput) {
        let report = contents.report
        output.write("# Posture of \(Self.escaped(contents.metadata.subject))\n\n")
        for framework in report.frameworks {
            let own = report.controls(of: framework)
            let evaluated = own.filter(\.isEvaluated).count
            let name = Self.escaped(framework.name ?? "Controls")
            if let score = framework.evaluatedComplianceScore {
                output.write(
                    "- **\(name)**: \(Words.percent(score)) compliant over \(evaluated) of "
                        + "\(Words.counted(own.count, "control")); \(Words.percent(framework.complianceScore)) "
                        + "as Kubescape counts\n")
            } else {
                output.write("- **\(name)**: no score, none of \(Words.counted(own.count, "control")) was evaluated\n")
            }
        }
        let counts = ResourceCounts(report.controls)
        output.write(
            "- \(Words.counted(counts.failed + counts.passed + counts.skipped, "resource")) tested: "
                + "\(counts.failed) with failures, \(counts.passed) without"
                + (counts.skipped > 0 ? ", \(counts.skipped) not judged" : "") + "\n")
        for limit in contents.limits { output.write("- \(Self.escaped(limit))\n") }
        let time = UTCTime(contents.metadata.generationTime)?.words ?? contents.metadata.generationTime
        output.write(
            "\n\(Self.escaped(time)) · \(contents.policySources.map(Self.escaped).joined(separator: " · ")) · "
                + "Breakwater \(contents.metadata.productVersion)\n")
        for problem in report.manifests.problems {
            output.write("\n> **Not read:** \(Self.escaped(problem.description))\n")
        }
    }

    private func writeHighestStakes(to output: ReportOutput) {
        let stakes = contents.highestStakes
        guard !stakes.isEmpty else { return }
        output.write("\n## Highest stakes\n\n")
        for stake in stakes {
            output.write("- **\(Self.escaped(stake.title))** (\(stake.severity.name.lowercased())): ")
            output.write("\(Self.escaped(stake.about)); \(Self.code(stake.command))\n")
        }
    }

    private func writeSummary(to output: ReportOutput) {
        let shown = contents.controls.filter { $0.isEvaluated || $0.status == .failed }
        guard !shown.isEmpty else { return }
        output.write("\n## Controls\n\n")
        output.write(
            "| Severity | Control | ID | Status | Failed | Passed |\n| --- | --- | --- | --- | ---: | ---: |\n")
        for result in shown {
            let status = result.status == .failed ? "❌ failed" : result.status == .passed ? "✅ passed" : "⚠️ skipped"
            output.write(
                "| \(result.control.severity.name) | \(Self.escaped(contents.name(of: result))) | \(result.control.id) "
                    + "| \(status) | \(result.count(.failed)) | \(result.count(.passed)) |\n")
        }
    }

    private func writeOpenControls(to output: ReportOutput) {
        for (state, title) in [
            ("not evaluated", "Not evaluated"), ("needs a human", "Needs a human"),
            ("not applicable", "Not applicable"),
        ] {
            let open = contents.controls(in: state)
            guard !open.isEmpty else { continue }
            output.write("\n## \(title)\n\n| Control | ID | Why |\n| --- | --- | --- |\n")
            for result in open {
                let name = Self.escaped(contents.name(of: result))
                output.write("| \(name) | \(result.control.id) | \(Self.escaped(result.info)) |\n")
            }
        }
    }

    private func write(_ result: ControlResult, to output: ReportOutput) {
        let control = result.control
        output.write("\n### \(control.id) \(Self.escaped(contents.name(of: result)))\n\n")
        output.write("**Severity:** \(control.severity.name) · ")
        output.write("**Failed:** \(result.count(.failed)) of \(Words.counted(result.verdicts.count, "resource"))\n\n")
        if !control.description.isEmpty { output.write("\(Self.escaped(control.description))\n\n") }
        if !control.remediation.isEmpty { output.write("**Remedy:** \(Self.escaped(control.remediation))\n\n") }
        if let url = contents.links.url(control.id) {
            output.write("[Documentation](\(url))\n\n")
        } else {
            output.write("More: \(Self.code(contents.links.command(control.id)))\n\n")
        }
        output.write("| Resource | Namespace | Where | What to do |\n| --- | --- | --- | --- |\n")
        for verdict in result.verdicts where verdict.status == .failed {
            let todo = remedies.sentences(of: verdict).map(Self.escaped).joined(separator: "<br>")
            let places = contents.locations(of: verdict.resource).map(Self.code).joined(separator: "<br>")
            let namespace = contents.report.resources[verdict.resource].namespace
            output.write(
                "| \(Self.escaped(contents.title(of: verdict.resource))) | \(Self.escaped(namespace)) | \(places) "
                    + "| \(todo) |\n")
        }
    }

    /// Text that Markdown and the HTML it becomes take for nothing but text.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!", "$":
                result += "\\"
                result.unicodeScalars.append(scalar)
            // Nobody is to be notified because an object is called @all, and no link is to appear by itself.
            case "@": result += "@\u{200B}"
            case ":" where result.hasSuffix("http") || result.hasSuffix("https"): result += "&#58;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text between backticks, which may hold backticks itself.
    static func code(_ text: String) -> String {
        let text = VisibleText.line(text)
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let space = longest > 0 ? " " : ""
        // Tables split at bars even inside code.
        return fence + space + text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            + space + fence
    }
}
