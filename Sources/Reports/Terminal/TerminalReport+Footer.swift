import PolicyLibrary
import PostureScan

extension TerminalReport {
    /// The resources in which failures add up to ways of attack.
    func writeHighestStakes() {
        let stakes = contents.highestStakes
        guard !stakes.isEmpty else { return }
        write()
        write(style.bold("Highest stakes"))
        for stake in stakes {
            write("  \(style.bold(stake.title))  \(style.severity(stake.severity, stake.severity.name))")
            write(stake.about, indent: 4)
            write("    \(style.faint(stake.command))")
        }
    }

    /// Totals, what limits them, and what to do next.
    func writeFooter() {
        let counts = ResourceCounts(report.controls)
        let severities = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = report.controls.filter { $0.control.severity == severity }
                .reduce(0) { $0 + $1.count(.failed) }
            return count == 0 ? nil : style.severity(severity, "\(count) \(severity.name.lowercased())")
        }
        write()
        write(style.faint(String(repeating: "─", count: style.width)))
        write(
            "\(Words.counted(counts.failed + counts.passed + counts.skipped, "resource")) tested: "
                + "\(counts.failed) with failures, \(counts.passed) without"
                + (counts.skipped > 0 ? ", \(counts.skipped) not judged" : ""))
        if !severities.isEmpty { write("Failures by severity: \(severities.joined(separator: ", "))") }
        for limit in contents.limits { write(Words.sentence(limit), indent: 0) }
        // A table of several frameworks says so itself.
        if report.frameworks.count == 1, let framework = report.frameworks.first {
            let name = framework.name ?? "the scan"
            let score = Words.percent(framework.complianceScore)
            write(
                "Counted as Kubescape does, with controls that do not apply as passed, \(VisibleText.line(name)) is at "
                    + "\(score).", indent: 0, paint: style.faint)
        }
        writeNextSteps()
    }

    private func writeNextSteps() {
        let worst = contents.controls.first { $0.isEvaluated && $0.status == .failed }
        let paths = metadata.scanArguments
        write()
        guard let worst else {
            return write(
                "Next: breakwater scan\(paths.isEmpty ? "" : " \(paths)") -v shows every resource that was tested.",
                indent: 0)
        }
        write("Next: begin with \(worst.control.id), \(contents.name(of: worst)):", indent: 0)
        write(VisibleText.line(worst.control.remediation), indent: 6)
        write("      breakwater scan control \(worst.control.id)\(paths.isEmpty ? "" : " \(paths)") -v")
    }
}
