import PolicyLibrary
import PostureScan

extension TerminalReport {
    /// The control view: a block for each control with its resources, the worst first.
    func writeControlBlocks() {
        let shown = contents.controls.filter { result in
            result.isEvaluated && (metadata.isVerbose || result.status != .passed)
        }
        for result in shown { writeBlock(result) }
        let hidden = contents.controls.filter(\.isEvaluated).count - shown.count
        if hidden > 0 {
            write()
            write(style.faint("and \(Words.counted(hidden, "control")) passed (-v shows them)"))
        }
    }

    private func writeBlock(_ result: ControlResult) {
        let control = result.control
        write()
        write(style.faint(String(repeating: "─", count: style.width)))
        let severity = style.severity(control.severity, control.severity.name)
        write("\(style.bold("\(control.id) \(contents.name(of: result))"))  \(severity)  \(mark(result.status))")
        if !control.description.isEmpty { write(VisibleText.line(control.description), indent: 2) }
        if !result.info.isEmpty { write("Why: \(VisibleText.line(result.info))", indent: 2, paint: style.careful) }
        write("More: \(contents.links.pointer(control.id))", indent: 2, paint: style.faint)
        writeGroup("Failed", result, .failed)
        writeGroup("Action required", result, .skipped)
        if metadata.isVerbose { writeGroup("Passed", result, .passed) }
        let counts = [(Status.failed, "failed"), (.passed, "passed"), (.skipped, "not judged")]
            .map { "\(result.count($0.0)) \($0.1)" }
        write()
        write(
            "  \(Words.counted(result.verdicts.count, "resource")): \(counts.joined(separator: ", ")) · "
                + "\(Words.percent(result.complianceScore)) compliant")
        if result.status == .failed, !control.remediation.isEmpty {
            write("Remedy: \(VisibleText.line(control.remediation))", indent: 2)
        }
    }

    private func mark(_ status: Status) -> String {
        switch status {
        case .failed: style.bad("✗ failed")
        case .passed: style.good("✓ passed")
        case .skipped: style.careful("– needs action")
        }
    }

    /// The resources of one verdict, by namespace; subjects of bindings by their kind.
    private func writeGroup(_ title: String, _ result: ControlResult, _ status: Status) {
        let places = result.verdicts.filter { $0.status == status }
        guard !places.isEmpty else { return }
        write()
        write("  \(style.bold(title)) \(style.faint("\(places.count)"))")
        let groups = Dictionary(grouping: places) { verdict in
            let resource = report.resources[verdict.resource]
            if !resource.related.isEmpty { return "\(resource.kind)s" }
            return resource.namespace.isEmpty ? "without a namespace" : "namespace \(resource.namespace)"
        }
        for group in groups.keys.sorted() {
            write("    \(style.faint(VisibleText.line(group)))")
            for verdict in groups[group] ?? [] { writeVerdict(verdict) }
        }
    }

    private func writeVerdict(_ verdict: ResourceVerdict) {
        let related = verdict.findings.flatMap(\.related) + report.resources[verdict.resource].related
        var names: [String] = []
        for place in related where !names.contains(contents.title(of: place)) {
            names.append(contents.title(of: place))
        }
        let place = Words.list(contents.locations(of: verdict.resource))
        var line = "      \(contents.title(of: verdict.resource))"
        if !names.isEmpty { line += " [\(names.joined(separator: ", "))]" }
        write("\(line)  \(style.faint(place))")
        if verdict.status == .failed { writeRemedies(remedies.sentences(of: verdict), indent: 8) }
    }
}
