import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

/// What findings ask for: assignments first, then removals, then fields to look at, then commands.
struct Remedies {
    let report: ScanReport
    let options: ReportOptions
    private let readablePaths = ReadablePaths()

    init(_ report: ScanReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
    }

    /// One thing to do, or to look at.
    struct Step {
        enum Action: Hashable {
            case set(value: String)
            case remove
            case review
            case run
        }

        let action: Action
        /// The whole path of the field, with the names of containers; the text of a command.
        let path: String
        /// The path below the pod.
        let shortPath: String
        let place: Finding.Place?
        /// The present value of the field, when it may be shown.
        let current: String?
        /// The path as the rule gave it, and the resource it belongs to.
        let field: String
        let resource: Int

        /// `path=value`, as Kubescape's tables have it.
        var assignment: String {
            guard case .set(let value) = action else { return path }
            return "\(path)=\(value)"
        }
    }

    /// What all findings of a verdict ask for, each once.
    func steps(of verdict: ResourceVerdict) -> [Step] {
        struct Key: Hashable {
            let action: Step.Action
            let resource: Int
            let path: String
        }
        var seen: Set<Key> = []
        return verdict.findings.flatMap(steps).filter { step in
            seen.insert(Key(action: step.action, resource: step.resource, path: step.path)).inserted
        }
    }

    /// What a finding asks for.
    func steps(of finding: Finding) -> [Step] {
        var steps: [Step] = []
        var covered: Set<String> = []
        func add(_ path: Finding.Path, _ action: Step.Action) {
            covered.insert(path.path)
            let readable = readable(path)
            steps.append(
                Step(
                    action: action, path: readable.whole, shortPath: readable.short, place: path.place,
                    current: current(path), field: path.path, resource: path.resource))
        }
        for path in finding.paths { if case .fix(let value) = path.role { add(path, .set(value: value)) } }
        for path in finding.paths where path.role == .delete { add(path, .remove) }
        for path in finding.paths where path.role == .review && !covered.contains(path.path) { add(path, .review) }
        // The old name of the paths above; only what is new counts.
        for path in finding.paths where path.role == .failed && !covered.contains(path.path) { add(path, .review) }
        for path in finding.paths where path.role == .command {
            let command = VisibleText.line(path.path)
            steps.append(
                Step(
                    action: .run, path: command, shortPath: command, place: nil, current: nil, field: path.path,
                    resource: path.resource))
        }
        return steps
    }

    // MARK: Sentences

    /// A line for each step of a finding, with the line of the file it stands in; the message when it asks for nothing.
    func sentences(of verdict: ResourceVerdict) -> [String] {
        var lines: [String] = []
        for finding in verdict.findings {
            let own = steps(of: finding).map { sentence($0, of: finding.resource) }
            for line in own.isEmpty ? [VisibleText.line(finding.message)] : own where !lines.contains(line) {
                lines.append(line)
            }
        }
        return lines
    }

    /// The sentences for each verdict on a resource; where an earlier control says the same, its id instead.
    func sentences(
        of rows: [(control: ControlResult, verdict: ResourceVerdict)]
    ) -> [(control: ControlResult, verdict: ResourceVerdict, sentences: [String])] {
        var first: [[String]: String] = [:]
        return rows.map { control, verdict in
            guard verdict.status == .failed else { return (control, verdict, []) }
            let own = sentences(of: verdict)
            if own.count > 1, let same = first[own] {
                return (control, verdict, ["the same \(own.count) fields as for \(same)"])
            }
            first[own] = control.control.id
            return (control, verdict, own)
        }
    }

    func sentence(_ step: Step, of resource: Int) -> String {
        let now = step.current.map { " (now \($0))" } ?? ""
        let start = place(step.place, resource)
        switch step.action {
        case .set(let value): return "\(start)set \(step.shortPath) to \(wanted(value))\(now)"
        case .remove: return "\(start)remove \(step.shortPath)\(now)"
        case .review: return "\(start)look at \(step.shortPath)\(now)"
        case .run: return "run \(step.path)"
        }
    }

    /// The line; with the file where a subject's binding and role stand in several.
    private func place(_ place: Finding.Place?, _ resource: Int) -> String {
        guard let place else { return "" }
        if let manifest = report.resources[resource].manifest, manifest.source.path == place.file {
            return "line \(place.line): "
        }
        return VisibleText.line("\(place.file):\(place.line): ")
    }

    private func wanted(_ value: String) -> String {
        value.hasPrefix("YOUR_") ? "a value of your own" : VisibleText.line(value)
    }

    // MARK: Values

    /// The value to show: scalars always, short collections when evidence is wanted, what may be a secret only when
    /// secrets are.
    func current(_ path: Finding.Path) -> String? {
        guard let current = path.place?.current, !current.isEmpty else { return nil }
        if current == "XXXXXX" {
            if options.showsSecrets, let value = value(at: path) { return VisibleText.line(value) }
            return options.showsEvidence ? current : nil
        }
        let isCollection = current.hasPrefix("{") || current.hasPrefix("[")
        return isCollection && !options.showsEvidence ? nil : VisibleText.line(current)
    }

    private func value(at path: Finding.Path) -> String? {
        var resource = report.resources[path.resource]
        var field = DocumentPath(path.path)
        if let (inner, owner) = resource.related(at: path.path) {
            resource = report.resources[owner]
            field = inner
        }
        guard let node = resource.node.node(at: field) else { return nil }
        return node.string ?? JSONWriter.compact.string(node)
    }

    // MARK: Paths

    private static let podPrefixes: [[DocumentPath.Step]] = [
        DocumentPath("spec.jobTemplate.spec.template.spec").steps, DocumentPath("spec.template.spec").steps,
    ]
    private static let containerLists = ["containers", "initContainers", "ephemeralContainers"]

    /// The path with the names of containers, whole and below the pod.
    private func readable(_ path: Finding.Path) -> ReadablePaths.Paths {
        let resource = report.resources[path.resource]
        if let (field, owner) = resource.related(at: path.path) {
            let role = report.resources[owner]
            let text = VisibleText.line("\(field) of \(role.kind)/\(role.name)")
            return ReadablePaths.Paths(whole: text, short: text)
        }
        let key = ReadablePaths.Key(path: path.path, container: path.container)
        return readablePaths.paths(key) {
            let steps = DocumentPath(path.path).steps
            let prefix = Self.podPrefixes.first { steps.count > $0.count && steps.starts(with: $0) } ?? []
            let whole = VisibleText.line(Self.text(of: steps, from: 0, container: path.container))
            return ReadablePaths.Paths(
                whole: whole,
                short: prefix.isEmpty
                    ? whole : VisibleText.line(Self.text(of: steps, from: prefix.count, container: path.container)))
        }
    }

    private static func text(of steps: [DocumentPath.Step], from start: Int, container: String?) -> String {
        var text = ""
        for index in start..<steps.count {
            let piece = DocumentPath([steps[index]]).description
            text += text.isEmpty || piece.hasPrefix("[") ? piece : ".\(piece)"
            guard case .index = steps[index], index > 0, case .key(let list) = steps[index - 1],
                containerLists.contains(list), let container
            else { continue }
            text += "(\(container))"
        }
        return text
    }
}

/// Paths as people read them, worked out once: a few hundred occur tens of thousands of times.
private final class ReadablePaths {
    struct Key: Hashable {
        let path: String
        let container: String?
    }

    struct Paths {
        let whole: String
        let short: String
    }

    private var known: [Key: Paths] = [:]
    /// How many are remembered before all are forgotten.
    private static let most = 4096

    func paths(_ key: Key, make: () -> Paths) -> Paths {
        if let paths = known[key] { return paths }
        let paths = make()
        if known.count == Self.most { known.removeAll() }
        known[key] = paths
        return paths
    }
}
