import ReportStore
import Wire

/// What a job report of Kubevuln says about an image scan that has no results yet (product specification, Kubevuln §5).
enum ScanNews: Equatable {
    case queued(ImageTarget)
    case failed(String)

    /// Nil for any other report.
    init?(_ step: JobStep) {
        guard step.reporter == JobReport.Reporter.kubevuln else { return nil }
        if step.status == .failure {
            self = .failed(step.errors.first ?? step.details)
            return
        }
        guard step.status == .started, step.details == "Inqueueing", let target = ScanNews.target(step.target) else {
            return nil
        }
        self = .queued(target)
    }

    /// Reads `vuln scan:: scanning wlid: W ,containerName: C imageTag: T imageHash: H`; each value may be empty.
    private static func target(_ text: String) -> ImageTarget? {
        let labels = ["scanning wlid: ", " ,containerName: ", " imageTag: ", " imageHash: "]
        var values: [String] = []
        var rest = text[...]
        for (index, label) in labels.enumerated() {
            // An empty value leaves the spaces around it as one.
            guard let start = find(label, in: rest) else { return nil }
            if index > 0 { values.append(trimmed(rest[..<start.lowerBound])) }
            rest = rest[start.upperBound...]
        }
        values.append(trimmed(rest))
        guard !values[2].isEmpty else { return nil }
        return ImageTarget(
            identity: "", wlid: values[0], container: values[1], imageTag: values[2], imageHash: values[3])
    }

    private static func find(_ label: String, in text: Substring) -> Range<Substring.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            let rest = text[start...]
            if rest.hasPrefix(label) { return start..<text.index(start, offsetBy: label.count) }
            // The last label may have lost the space that its empty value would need.
            let bare = label.dropLast()
            if rest == bare { return start..<text.endIndex }
            start = text.index(after: start)
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
