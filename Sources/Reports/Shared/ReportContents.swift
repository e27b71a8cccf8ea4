import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

/// A report in the order in which documents tell it, with the severities that the user wants to see.
struct ReportContents {
    let report: ScanReport
    let metadata: ReportMetadata
    /// The controls to show, the worst first, then by id.
    let controls: [ControlResult]
    private let names: [String: String]
    private let frameworkNames: [String: [String]]
    /// The place of each file among the sources.
    private let files: [String: Int]

    init(_ report: ScanReport, _ metadata: ReportMetadata) {
        self.report = report
        self.metadata = metadata
        controls = Self.sorted(report.controls).filter { metadata.options.severities.contains($0.control.severity) }
        var names: [String: String] = [:]
        var frameworkNames: [String: [String]] = [:]
        for framework in report.frameworks {
            names.merge(framework.controlNames) { first, _ in first }
            guard let name = framework.name else { continue }
            for id in framework.controlNames.keys { frameworkNames[id, default: []].append(name) }
        }
        self.names = names
        self.frameworkNames = frameworkNames
        files = Dictionary(
            report.manifests.sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The worst first, then by id.
    static func sorted(_ controls: [ControlResult]) -> [ControlResult] {
        controls.sorted { left, right in
            let severities = (left.control.severity, right.control.severity)
            return severities.0 != severities.1 ? severities.0 > severities.1 : left.control.id < right.control.id
        }
    }

    var options: ReportOptions { metadata.options }
    var links: DocumentationLinks { metadata.options.links }

    /// The name of a control in the frameworks of the scan.
    func name(of control: ControlResult) -> String {
        VisibleText.line(names[control.control.id] ?? control.control.name)
    }

    /// The frameworks of the scan that hold a control.
    func frameworks(of control: ControlResult) -> [String] { frameworkNames[control.control.id] ?? [] }

    /// Controls that failed, the worst first.
    var failedControls: [ControlResult] { controls.filter { $0.status == .failed } }

    /// Controls in one of the states without a verdict.
    func controls(in state: String) -> [ControlResult] { controls.filter { $0.coverage.name == state } }

    /// How many controls the filter hides.
    var hiddenControls: Int { report.controls.count - controls.count }

    // MARK: Resources

    /// `Deployment/web`.
    func title(of place: Int) -> String {
        let resource = report.resources[place]
        return VisibleText.line("\(resource.kind)/\(resource.name)")
    }

    /// `Deployment/web in shop`.
    func fullTitle(of place: Int) -> String {
        let namespace = report.resources[place].namespace
        return title(of: place) + (namespace.isEmpty ? "" : " in \(VisibleText.line(namespace))")
    }

    /// The file and line of a resource; for a subject those of the binding that names it, and of the role.
    func locations(of place: Int) -> [String] {
        let resource = report.resources[place]
        let manifests = resource.manifest.map { [$0] } ?? resource.related.compactMap { report.resources[$0].manifest }
        return manifests.map { VisibleText.line("\($0.source.path):\($0.position?.line ?? 1)") }
    }

    /// Resources as they stand in the files; those without a file come last, by id.
    func inFileOrder(_ places: [Int]) -> [Int] {
        let keyed = places.map { place -> (key: (Int, UInt32, String), place: Int) in
            let resource = report.resources[place]
            guard let manifest = resource.manifest else { return ((.max, 0, resource.id), place) }
            return ((files[manifest.source.path] ?? 0, manifest.position?.line ?? 0, resource.id), place)
        }
        return keyed.sorted { $0.key != $1.key ? $0.key < $1.key : $0.place < $1.place }.map(\.place)
    }

    // MARK: Coverage

    /// The kinds that could not be read, or not all of them.
    private var unreadKinds: [String] {
        let collection = report.coverage.collection
        return collection.failed.map { "\(VisibleText.line($0.key)) could not be read: \(VisibleText.line($0.error))" }
            + collection.partial.map { kind in
                let part = kind.selector.isEmpty ? "" : " (\(VisibleText.line(kind.selector)))"
                return "not all of \(VisibleText.line(kind.key))\(part) could be read: \(VisibleText.line(kind.error))"
            }
    }

    /// Where the policy inputs come from and how old they are, `policies and exceptions from the built-in library`.
    var policySources: [String] {
        let now = Timestamp(metadata.generationTime)
        let sources =
            report.policySources.isEmpty
            ? [PolicyInputSource(component: .policies, origin: report.libraryOrigin)] : report.policySources
        var components: [String: [String]] = [:]
        var places: [String] = []
        for source in sources {
            var place = "from \(VisibleText.line(source.origin))"
            if !source.version.isEmpty { place += " \(VisibleText.line(source.version))" }
            if let now, let age = source.age(at: now) {
                place += age < 86_400 ? ", written today" : ", \(Words.counted(age / 86_400, "day")) old"
            }
            if components[place] == nil { places.append(place) }
            components[place, default: []].append(source.component.description)
        }
        return places.map { "\(Words.list(components[$0] ?? [])) \($0)" }
    }

    // MARK: Ways of attack

    /// The resources that most ways of attack lead through, with the command that looks at each more closely.
    var highestStakes: [(title: String, severity: Severity, about: String, command: String)] {
        report.highestStakeResources.map { item in
            let resource = report.resources[item.resource]
            let tracks = Set(item.vectors.map(\.attackTrack)).sorted().map(VisibleText.line)
            let controls = Set(item.vectors.flatMap { $0.steps.map(\.controlID) }).sorted()
            let namespace = resource.namespace.isEmpty ? "" : " -n \(VisibleText.line(resource.namespace))"
            let path = resource.manifest.map { " \(VisibleText.line($0.source.path))" } ?? ""
            return (
                fullTitle(of: item.resource), item.severity,
                "\(Words.counted(item.vectors.count, "way")) of attack (\(tracks.joined(separator: ", "))) through "
                    + controls.joined(separator: ", "),
                metadata.cluster == nil
                    ? "breakwater scan control \(controls.joined(separator: ","))\(path) -v"
                    : "breakwater scan workload \(title(of: item.resource))\(namespace)"
            )
        }
    }

    /// What limits the claims of the whole report, one sentence each.
    var limits: [String] {
        var limits: [String] = []
        let problems = report.manifests.problems
        if !problems.isEmpty {
            limits.append("\(Words.counted(problems.count, "file")) could not be read, or not to the end")
        }
        let open = report.controls.filter { $0.coverage.name == "not evaluated" }.count
        if open > 0 {
            limits.append(
                "\(Words.counted(open, "control")) could not be evaluated here; nothing is claimed about "
                    + (open == 1 ? "it" : "them"))
        }
        limits += unreadKinds
        for degradation in report.coverage.policyDegradations {
            limits.append("the \(degradation.component.description) are not those asked for: \(degradation.reason)")
        }
        if !report.coverage.vacuousFrameworks.isEmpty {
            let names = report.coverage.vacuousFrameworks
            limits.append(
                "no control of \(Words.list(names)) was evaluated, so what \(names.count == 1 ? "it scores" : "they score") says nothing"
            )
        }
        if report.discardedObjects > 0 {
            limits.append("\(Words.counted(report.discardedObjects, "object")) without a name could not be judged")
        }
        let accepted = report.controls.reduce(0) { $0 + $1.acceptedResources }
        if accepted > 0 {
            limits.append(
                "\(Words.counted(accepted, "failure")) \(accepted == 1 ? "counts" : "count") as passed because of exceptions"
            )
        }
        limits += report.exceptionAudit.problems
        if hiddenControls > 0 {
            let range = options.severities
            limits.append(
                "only severities from \(range.lowerBound.name) to \(range.upperBound.name) are shown; scores cover all")
        }
        return limits
    }
}
