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
        if metadata.isVerbose {
            let failed = rows.filter { $0.verdict.status == .failed }.count
            let skipped = rows.filter { $0.verdict.status == .skipped }.count
            let version = VisibleText.line(report.resources[place].apiVersion)
            write(
                "    \(version.isEmpty ? "" : "\(version) · ")\(Words.counted(rows.count, "control")): \(failed) failed"
                    + (skipped > 0 ? ", \(skipped) need action" : ""), indent: 0, paint: style.faint)
        }
        for (control, verdict, sentences) in remedies.sentences(of: rows)
        where metadata.isVerbose || verdict.status == .failed {
            let severity = control.control.severity
            let mark: String
            switch verdict.status {
            case .failed: mark = style.severity(severity, severity.name.padded(to: 8))
            case .passed: mark = style.good("passed  ")
            case .skipped: mark = style.careful("skipped ")
            }
            if style.width < 60 {
                write("    \(mark)  \(control.control.id)")
                write(contents.name(of: control), indent: 4)
            } else {
                let name = TerminalStyle.cut(contents.name(of: control), to: style.width - 22)
                write("    \(mark)  \(control.control.id)  \(name)")
            }
            if verdict.status == .failed { writeRemedies(sentences, indent: style.width < 60 ? 6 : 14) }
        }
    }

    /// What to change, or what to look at when the rule knows no fix.
    func writeRemedies(_ remedies: [String], indent: Int) {
        let limit = metadata.isVerbose ? Int.max : 6
        let space = String(repeating: " ", count: indent)
        for line in remedies.prefix(limit) {
            for (index, part) in TerminalStyle.folded(line, to: style.width - indent - 4).enumerated() {
                write("\(space)\(index == 0 ? "" : "  ")\(part)")
            }
        }
        if remedies.count > limit {
            write(style.faint("\(space)and \(remedies.count - limit) more (-v shows all)"))
        }
    }
}
