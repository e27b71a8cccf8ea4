import PolicyLibrary

extension ReportComparison {
    /// The comparison as Markdown, for comments on changes. `base` and `head` are the reports it was made of.
    public func markdown(_ base: StoredReport, _ head: StoredReport) -> String {
        var lines = [
            "## Posture: what changed", "",
            "**\(new.count) new**, \(resolved.count) resolved, \(unchanged) unchanged, \(incomparable.count) incomparable",
        ]
        for (title, changes) in [
            ("New", new), ("Resolved", resolved), ("Incomparable", incomparable), ("Changed evidence", changed),
        ] where !changes.isEmpty {
            lines += [
                "", "### \(title)", "", "| Severity | Control | Resource | Field | Why |", "|---|---|---|---|---|",
            ]
            for change in changes {
                let report = change.isInHead ? head : base
                let why = change.detail.isEmpty ? change.cause.rawValue : "\(change.cause.rawValue): \(change.detail)"
                let cells = [
                    change.severity.name, "\(change.controlID) \(change.controlName)",
                    ComparisonText.name(of: change, report), change.evidence?.path ?? "", why,
                ]
                lines.append("| \(cells.map(ReportComparison.cell).joined(separator: " | ")) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Names come from manifests, so nothing in them may be read as Markdown or HTML.
    private static func cell(_ text: String) -> String {
        var cell = ""
        for character in text {
            switch character {
            case "<": cell += "&lt;"
            case "&": cell += "&amp;"
            case _ where character.isNewline: cell += " "
            case "|", "\\", "`", "*", "_", "[", "]", "!", "~", "#": cell += "\\\(character)"
            default: cell.append(character)
            }
        }
        return cell
    }
}
