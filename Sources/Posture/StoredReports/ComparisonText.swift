import PolicyLibrary

/// A comparison for people.
public enum ComparisonText {
    /// The whole comparison. `base` and `head` are the reports it was made of.
    public static func text(_ comparison: ReportComparison, _ base: StoredReport, _ head: StoredReport) -> String {
        var lines = [
            "\(comparison.new.count) new, \(comparison.resolved.count) resolved, \(comparison.unchanged) unchanged, "
                + "\(comparison.incomparable.count) incomparable"
        ]
        for (title, changes) in [
            ("New", comparison.new), ("Resolved", comparison.resolved), ("Incomparable", comparison.incomparable),
            ("Changed evidence", comparison.changed),
        ] where !changes.isEmpty {
            lines += ["", "\(title):"]
            for change in changes { lines.append("  \(line(change, change.isInHead ? head : base))") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What people call the resource of a change.
    static func name(of change: ReportComparison.Change, _ report: StoredReport) -> String {
        guard let resource = report.resources[change.resourceID], !resource.kind.isEmpty else {
            return change.resourceID
        }
        return "\(resource.kind) \(resource.namespace.isEmpty ? "" : "\(resource.namespace)/")\(resource.name)"
    }

    /// One change on one line: severity, control, resource, field and cause.
    public static func line(_ change: ReportComparison.Change, _ report: StoredReport) -> String {
        let name = name(of: change, report)
        let path = change.evidence.map { " \($0.path)" } ?? ""
        let detail = change.detail.isEmpty ? "" : ": \(change.detail)"
        return "\(change.severity.name) \(change.controlID) \(change.controlName): \(name)\(path) "
            + "(\(change.cause.rawValue)\(detail))"
    }
}
