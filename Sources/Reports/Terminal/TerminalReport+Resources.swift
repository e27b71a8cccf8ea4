import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension TerminalReport {
    /// Failed resources in the order of their files, each control with the fields at fault and the way to repair them.
    func writeResources() {
        let failed = ResourceRows(report, contents.controls) { $0.status == .failed }
        let failing = Set(failed.order)
        let rows = metadata.isVerbose ? ResourceRows(report, contents.controls) : failed
        if !failed.order.isEmpty {
            write()
            write(style.bold("Failed resources"))
        }
        for place in contents.inFileOrder(failed.order) { writeResource(place, rows[place]) }
        guard metadata.isVerbose else { return }
        let passed = contents.inFileOrder(rows.order.filter { !failing.contains($0) })
        guard !passed.isEmpty else { return }
        write()
        write(style.bold("Resources without failures"))
        for place in passed {
            let count = Words.counted(rows[place].count, "control")
            write("  \(contents.fullTitle(of: place))  \(style.faint("\(location(of: place)) \(count)"))")
        }
    }

    private func location(of place: Int) -> String { Words.list(contents.locations(of: place)) }

    private func writeResource(
        _ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)]
    ) {
        write()
        write("  \(style.bold(contents.fullTitle(of: place)))  \(style.faint(location(of: place)))")
        for (control, verdict) in rows where metadata.isVerbose || verdict.status == .failed {
            let severity = control.control.severity
            let mark: String
            switch verdict.status {
            case .failed: mark = style.severity(severity, severity.name.padded(to: 8))
            case .passed: mark = style.good("passed  ")
            case .skipped: mark = style.careful("skipped ")
            }
            let name = TerminalStyle.cut(contents.name(of: control), to: style.width - 22)
            write("    \(mark)  \(control.control.id)  \(name)")
            if verdict.status == .failed { writeRemedies(verdict) }
        }
    }

    /// What to change, or what to look at when the rule knows no fix.
    private func writeRemedies(_ verdict: ResourceVerdict) {
        let remedies = remedies.sentences(of: verdict)
        let limit = metadata.isVerbose ? Int.max : 6
        for line in remedies.prefix(limit) {
            for (index, part) in TerminalStyle.folded(line, to: style.width - 18).enumerated() {
                write("              \(index == 0 ? "" : "  ")\(part)")
            }
        }
        if remedies.count > limit {
            write(style.faint("              and \(remedies.count - limit) more (-v shows all)"))
        }
    }

    // MARK: Footer

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
        let open = report.controls.filter { $0.coverage.name == "not evaluated" }.count
        if open > 0 {
            write(
                "\(Words.counted(open, "control")) could not be evaluated here; nothing is claimed about "
                    + (open == 1 ? "it." : "them."))
        }
        for framework in report.frameworks {
            guard let name = framework.name else { continue }
            let score = Words.percent(framework.complianceScore)
            write(
                style.faint(
                    "Counted as Kubescape does, with controls that do not apply as passed, \(name) is at \(score)."))
        }
        writeNextSteps()
    }

    private func writeNextSteps() {
        let worst = contents.controls.first { $0.isEvaluated && $0.status == .failed }
        let paths = metadata.scanArguments
        write()
        guard let worst else {
            write("Next: breakwater scan \(paths) -v shows every resource that was tested.")
            return
        }
        write("Next: begin with \(worst.control.id), \(contents.name(of: worst)):")
        write(worst.control.remediation, indent: 6)
        write("      breakwater scan control \(worst.control.id) \(paths) -v")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
