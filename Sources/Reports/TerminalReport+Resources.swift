import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension TerminalReport {
    /// Failed resources in the order of their files, each control with the fields at fault and the way to repair them.
    mutating func writeResources() {
        var rows: [Int: [(control: ControlResult, verdict: ResourceVerdict)]] = [:]
        for control in Self.sorted(report.controls) {
            for verdict in control.verdicts
            where verdict.status == .failed || (metadata.isVerbose && verdict.status != .failed) {
                rows[verdict.resource, default: []].append((control, verdict))
            }
        }
        let failed = rows.filter { $0.value.contains { $0.verdict.status == .failed } }.keys
        let places = order(Array(failed))
        if !places.isEmpty {
            write()
            write(style.bold("Failed resources"))
        }
        for place in places { writeResource(place, rows[place] ?? []) }
        guard metadata.isVerbose else { return }
        let passed = order(rows.keys.filter { !failed.contains($0) })
        guard !passed.isEmpty else { return }
        write()
        write(style.bold("Resources without failures"))
        for place in passed {
            let count = TerminalStyle.counted(rows[place]?.count ?? 0, "control")
            write("  \(title(of: place))  \(style.faint("\(location(of: place) ?? "") \(count)"))")
        }
    }

    /// As they stand in the files; objects without a file come last.
    private func order(_ places: [Int]) -> [Int] {
        let files = Dictionary(
            report.manifests.sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ place: Int) -> (Int, UInt32, Int) {
            guard let manifest = report.resources[place].manifest else { return (.max, 0, place) }
            return (files[manifest.source.path] ?? 0, manifest.position?.line ?? 0, place)
        }
        return places.sorted { key($0) < key($1) }
    }

    private func title(of place: Int) -> String {
        let resource = report.resources[place]
        let namespace = resource.namespace.isEmpty ? "" : " in \(resource.namespace)"
        return "\(resource.kind)/\(resource.name)\(namespace)"
    }

    private func location(of place: Int) -> String? {
        let resource = report.resources[place]
        if let manifest = resource.manifest { return "\(manifest.source.path):\(manifest.position?.line ?? 1)" }
        // A subject: the binding that names it, and the role.
        let files = resource.related.compactMap { report.resources[$0].manifest }
        return files.isEmpty
            ? nil : files.map { "\($0.source.path):\($0.position?.line ?? 1)" }.joined(separator: " and ")
    }

    private mutating func writeResource(
        _ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)]
    ) {
        write()
        write("  \(style.bold(title(of: place)))  \(style.faint(location(of: place) ?? ""))")
        for (control, verdict) in rows where metadata.isVerbose || verdict.status == .failed {
            let severity = control.control.severity
            let mark: String
            switch verdict.status {
            case .failed: mark = style.severity(severity, severity.name.padded(to: 8))
            case .passed: mark = style.good("passed  ")
            case .skipped: mark = style.careful("skipped ")
            }
            let name = TerminalStyle.cut(name(of: control), to: style.width - 22)
            write("    \(mark)  \(control.control.id)  \(name)")
            if verdict.status == .failed { writeRemedies(verdict) }
        }
    }

    /// What to change, or what to look at when the rule knows no fix.
    private mutating func writeRemedies(_ verdict: ResourceVerdict) {
        var remedies: [String] = []
        for finding in verdict.findings {
            let own = Remedies.lines(of: finding, report)
            for line in own.isEmpty ? [finding.message] : own where !remedies.contains(line) { remedies.append(line) }
        }
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

    mutating func writeFooter() {
        let counts = ResourceCounts(report.controls)
        let severities = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = report.controls.filter { $0.control.severity == severity }
                .reduce(0) { $0 + $1.count(.failed) }
            return count == 0 ? nil : style.severity(severity, "\(count) \(severity.name.lowercased())")
        }
        write()
        write(style.faint(String(repeating: "─", count: style.width)))
        write(
            "\(TerminalStyle.counted(counts.failed + counts.passed + counts.skipped, "resource")) tested: "
                + "\(counts.failed) with failures, \(counts.passed) without"
                + (counts.skipped > 0 ? ", \(counts.skipped) not judged" : ""))
        if !severities.isEmpty { write("Failures by severity: \(severities.joined(separator: ", "))") }
        let open = report.controls.filter { $0.coverage.name == "not evaluated" }.count
        if open > 0 {
            write(
                "\(TerminalStyle.counted(open, "control")) could not be evaluated here; nothing is claimed about "
                    + (open == 1 ? "it." : "them."))
        }
        for framework in report.frameworks {
            guard let name = framework.name else { continue }
            let score = TerminalStyle.percent(framework.complianceScore)
            write(
                style.faint(
                    "Counted as Kubescape does, with controls that do not apply as passed, \(name) is at \(score)."))
        }
        writeNextSteps()
    }

    private mutating func writeNextSteps() {
        let worst = Self.sorted(report.controls.filter { $0.isEvaluated && $0.status == .failed }).first
        let paths = metadata.paths.joined(separator: " ")
        write()
        guard let worst else {
            write("Next: breakwater scan \(paths) -v shows every resource that was tested.")
            return
        }
        write("Next: begin with \(worst.control.id), \(name(of: worst)):")
        write(worst.control.remediation, indent: 6)
        write("      breakwater scan control \(worst.control.id) \(paths) -v")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
