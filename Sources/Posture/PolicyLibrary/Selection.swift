/// What is scanned, as far as it decides which controls apply.
public enum ScanContext: Sendable, Hashable {
    /// Manifests: files, folders, standard input.
    case file
    /// A cluster, with the name of its cloud when it runs in one (`EKS`, `AKS`, `GKE`).
    case cluster(cloud: String?)

    /// Whether a list of scanning scopes admits this context. An empty list admits all.
    public func isIn(_ scopes: [String]) -> Bool {
        guard !scopes.isEmpty else { return true }
        let scopes = scopes.map { $0.lowercased() }
        switch self {
        case .file: return scopes.contains("file")
        case .cluster(nil): return scopes.contains("cluster")
        case .cluster(let cloud?):
            return scopes.contains("cluster") || scopes.contains("cloud") || scopes.contains(cloud.lowercased())
        }
    }
}

/// A control chosen for a scan, with the rules of it that apply.
public struct SelectedControl: Sendable {
    public var control: Control
    /// Rules to evaluate.
    public var rules: [PolicyRule]
    /// Rules of other clouds.
    public var rulesOfOtherClouds: [PolicyRule]
    /// Whether the control makes sense for what is scanned. One that does not is listed and never evaluated.
    public var isInScope: Bool
}

/// A framework chosen for a scan, or the controls that a user named one by one.
public struct SelectedFramework: Sendable {
    /// Nil for single controls.
    public var name: String?
    public var version: String
    public var controls: [SelectedControl]
}

extension PolicyLibrary {
    /// The controls of frameworks as they apply to a scan.
    ///
    /// Rules outside of their version bounds are left out, and so are controls that have no rule left, unless they are
    /// for people.
    public func select(frameworks names: [String], for context: ScanContext) throws(PolicyLibraryError)
        -> [SelectedFramework]
    {
        var selected: [SelectedFramework] = []
        for name in names {
            let framework = try framework(name)
            if selected.contains(where: { $0.name == framework.name }) { continue }
            var controls: [SelectedControl] = []
            for control in framework.controls {
                if let found = try select(control, for: context) { controls.append(found) }
            }
            if !context.isIn(framework.scopes) {
                for index in controls.indices { controls[index].isInScope = false }
            }
            selected.append(
                SelectedFramework(name: framework.name, version: framework.version, controls: controls))
        }
        return selected
    }

    /// Single controls as they apply to a scan.
    public func select(controls names: [String], for context: ScanContext) throws(PolicyLibraryError)
        -> SelectedFramework
    {
        var controls: [SelectedControl] = []
        for name in names {
            let control = try control(name)
            if controls.contains(where: { $0.control.id == control.id }) { continue }
            if let found = try select(control, for: context) { controls.append(found) }
        }
        return SelectedFramework(name: nil, version: "", controls: controls)
    }

    private func select(_ control: Control, for context: ScanContext) throws(PolicyLibraryError) -> SelectedControl? {
        var selected = SelectedControl(
            control: control, rules: [], rulesOfOtherClouds: [], isInScope: context.isIn(control.scopes))
        for name in control.ruleNames {
            guard let rule = try rule(name) else {
                throw PolicyLibraryError.missingRule(name, control: control.id, origin: origin)
            }
            if let from = rule.usedFrom, LibraryVersion.compatible < from { continue }
            if let until = rule.usedUntil, LibraryVersion.compatible >= until { continue }
            if rule.isFor(context) {
                selected.rules.append(rule)
            } else {
                selected.rulesOfOtherClouds.append(rule)
            }
        }
        let isForPeople = control.actionRequired == .manualReview
        if selected.rules.isEmpty && selected.rulesOfOtherClouds.isEmpty && !isForPeople { return nil }
        return selected
    }
}

extension PolicyRule {
    /// Whether the clouds of the rule include that of the scan.
    func isFor(_ context: ScanContext) -> Bool {
        guard !cloudProviders.isEmpty else { return true }
        guard case .cluster(let cloud?) = context else { return false }
        return cloudProviders.contains { $0.lowercased() == cloud.lowercased() }
    }
}
