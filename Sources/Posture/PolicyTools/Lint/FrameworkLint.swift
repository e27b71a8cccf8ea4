import Documents

/// Checks frameworks: that they name controls that exist, once, and that their sections are about those.
struct FrameworkLint {
    private let source: LibrarySource

    init(_ source: LibrarySource) { self.source = source }

    func problems() -> [LintProblem] {
        var problems: [LintProblem] = []
        let known = Set(source.controls.map { $0.text("controlID") })
        var names: [String: String] = [:]
        for framework in source.frameworks {
            func report(_ severity: LintProblem.Severity, _ key: String, _ message: String) {
                problems.append(LintProblem(severity, framework.path, line: framework.line(key), message))
            }
            if framework.name.isEmpty {
                report(.error, "name", "The framework has no name.")
            } else if let other = names.updateValue(framework.path, forKey: framework.name.lowercased()) {
                report(.error, "name", "The name \"\(framework.name)\" is taken by \(other).")
            }
            if framework.text("description").count < TextLimits.description {
                report(.warning, "description", "The description does not say what the framework is for.")
            }
            let scopes = framework.node["scanningScope"]?["matches"]?.elements.compactMap(\.string) ?? []
            for scope in scopes where !ControlLint.scopes.contains(scope.lowercased()) {
                report(.error, "scanningScope", "There is no scanning scope \"\(scope)\".")
            }
            let entries = framework.node["activeControls"]?.elements ?? []
            if entries.isEmpty { report(.error, "activeControls", "The framework has no controls.") }
            var own: Set<String> = []
            for entry in entries {
                let id = entry["controlID"]?.string ?? ""
                if !known.contains(id) {
                    report(.error, "activeControls", "There is no control \"\(id)\" in controls/.")
                } else if !own.insert(id).inserted {
                    report(.error, "activeControls", "Control \(id) stands in the framework twice.")
                }
            }
            for id in FrameworkLint.sectionControls(framework.node["subSections"]) where !own.contains(id) {
                report(.error, "subSections", "A section names \(id), which is not among the active controls.")
            }
        }
        return problems
    }

    private static func sectionControls(_ sections: Node?, depth: Int = 0) -> [String] {
        guard let sections, depth < 16 else { return [] }
        return sections.entries.flatMap { _, section in
            (section["controlsIDs"]?.elements.compactMap(\.string) ?? [])
                + sectionControls(section["subSections"], depth: depth + 1)
        }
    }
}
