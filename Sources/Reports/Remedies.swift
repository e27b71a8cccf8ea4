import Documents
import ManifestSources
import PostureScan

/// What a finding asks for, in words: assignments first, then removals, then fields to look at.
enum Remedies {
    /// One line for each field, with the line of the file it stands in.
    static func lines(of finding: Finding, _ report: ScanReport) -> [String] {
        var lines: [String] = []
        var covered: Set<String> = []
        func add(_ path: Finding.Path, _ text: String) {
            covered.insert(path.path)
            lines.append(place(path, finding, report) + text)
        }
        for path in finding.paths {
            if case .fix(let value) = path.role {
                add(path, "set \(readable(path, report)) to \(wanted(value))\(current(path))")
            }
        }
        for path in finding.paths where path.role == .delete {
            add(path, "remove \(readable(path, report))\(current(path))")
        }
        for path in finding.paths where path.role == .review && !covered.contains(path.path) {
            add(path, "look at \(readable(path, report))\(current(path))")
        }
        // The old name of the paths above; only what is new counts.
        for path in finding.paths where path.role == .failed && !covered.contains(path.path) {
            add(path, "look at \(readable(path, report))\(current(path))")
        }
        for path in finding.paths where path.role == .command { lines.append("run \(path.path)") }
        return lines
    }

    /// The line; with the file where a subject's binding and role stand in several.
    private static func place(_ path: Finding.Path, _ finding: Finding, _ report: ScanReport) -> String {
        guard let place = path.place else { return "" }
        let owner = report.resources[finding.resource]
        if let manifest = owner.manifest, manifest.source.path == place.file { return "line \(place.line): " }
        return "\(place.file):\(place.line): "
    }

    private static func wanted(_ value: String) -> String {
        value.hasPrefix("YOUR_") ? "a value of your own" : value
    }

    private static func current(_ path: Finding.Path) -> String {
        guard let current = path.place?.current, !current.isEmpty else { return "" }
        let isCollection = current.hasPrefix("{") || current.hasPrefix("[")
        return current == "XXXXXX" || isCollection ? "" : " (now \(current))"
    }

    private static let podPrefixes: [[DocumentPath.Step]] = [
        DocumentPath("spec.jobTemplate.spec.template.spec").steps, DocumentPath("spec.template.spec").steps,
    ]
    private static let containerLists = ["containers", "initContainers", "ephemeralContainers"]

    /// The path below the pod, with the names of containers.
    private static func readable(_ path: Finding.Path, _ report: ScanReport) -> String {
        let resource = report.resources[path.resource]
        if let (field, owner) = resource.related(at: path.path) {
            let role = report.resources[owner]
            return "\(field) of \(role.kind)/\(role.name)"
        }
        let steps = DocumentPath(path.path).steps
        let prefix = podPrefixes.first { steps.count > $0.count && steps.starts(with: $0) } ?? []
        var text = ""
        for index in prefix.count..<steps.count {
            let piece = DocumentPath([steps[index]]).description
            text += text.isEmpty || piece.hasPrefix("[") ? piece : ".\(piece)"
            guard case .index = steps[index], index > 0, case .key(let list) = steps[index - 1],
                containerLists.contains(list),
                let name = resource.node.node(at: DocumentPath(Array(steps.prefix(index + 1))))?["name"]?.string
            else { continue }
            text += "(\(name))"
        }
        return text
    }
}
