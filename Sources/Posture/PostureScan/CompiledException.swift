import Documents
import ManifestSources
import PolicyLibrary
import Rego

/// An exception with its patterns ready to run.
struct CompiledException {
    let policy: ExceptionPolicy
    /// For an exception on a resource itself: the place of that resource.
    let boundPlace: Int?
    /// Why it is not applied although it has not expired.
    let problem: String?
    private let isExpired: Bool
    private let targets: [Target]
    private let designators: [Designator]
    /// Names of the namespaces that it is bound to; nil: no bound.
    private let namespaces: Set<String>?

    private struct Target {
        let frameworkName: NamePattern?
        let controlID: NamePattern?
        let controlName: NamePattern?
        let ruleName: NamePattern?
    }

    private struct Designator {
        /// By attribute; containers apart.
        let patterns: [(key: String, pattern: AnchoredPattern, text: String)]
        let containers: [AnchoredPattern]
    }

    /// How much of a resource an exception reaches.
    enum Reach {
        case nothing
        case everything
        /// Findings in containers with such names.
        case containers([AnchoredPattern])
    }

    init(
        _ policy: ExceptionPolicy, boundPlace: Int?, namespaces all: [ExceptionMatcher.Namespace], now: Timestamp
    ) {
        self.policy = policy
        self.boundPlace = boundPlace
        isExpired = policy.isExpired(at: now)
        targets = policy.targets.map { target in
            Target(
                frameworkName: NamePattern(target.frameworkName), controlID: NamePattern(target.controlID),
                controlName: NamePattern(target.controlName), ruleName: NamePattern(target.ruleName))
        }
        var problem: String?
        designators = policy.designators.map { designator in
            var patterns: [(key: String, pattern: AnchoredPattern, text: String)] = []
            var containers: [AnchoredPattern] = []
            for (key, text) in designator.attributes.sorted(by: { $0.key < $1.key }) {
                do throws(AnchoredPattern.Failure) {
                    let pattern = try AnchoredPattern(text)
                    if key == "containerName" {
                        containers.append(pattern)
                    } else {
                        patterns.append((key, pattern, text))
                    }
                } catch {
                    problem = "\"\(text)\" for \(key) is no regular expression: \(error)"
                }
            }
            return Designator(patterns: patterns, containers: containers)
        }
        if let selector = policy.namespaceSelector {
            let selected = Set(all.filter { selector.matches($0.labels) }.map(\.name))
            if selected.isEmpty { problem = "its namespaceSelector selects no namespace of this scan" }
            namespaces = selected
        } else {
            namespaces = nil
        }
        self.problem = problem
    }

    var isActive: Bool { !isExpired && problem == nil }

    /// Whether the exception is about a rule of a control, and in which frameworks: nil when it is not, an inner nil
    /// for all of them. An empty rule stands for a control without rules.
    func frameworks(_ control: ExceptionMatcher.ControlNames, rule: String) -> Set<String>?? {
        if targets.isEmpty { return .some(nil) }
        var found: Set<String> = []
        for target in targets {
            guard target.controlID?.matches(control.id) ?? true,
                target.controlName.map({ name in (control.names + [control.id]).contains(where: name.matches) })
                    ?? true,
                target.ruleName?.matches(rule) ?? true
            else { continue }
            guard let name = target.frameworkName else { return .some(nil) }
            found.formUnion(control.frameworks.filter(name.matches))
        }
        return found.isEmpty ? nil : .some(found)
    }

    /// Whether it settles a control for people: it names no resources, or nothing but the cluster.
    func acceptsManual(clusterName: String) -> Bool {
        guard policy.confinedToNamespace == nil, policy.namespaceSelector == nil, policy.objectSelector == nil else {
            return false
        }
        if designators.isEmpty { return true }
        return designators.contains { designator in
            designator.containers.isEmpty && !designator.patterns.isEmpty
                && designator.patterns.allSatisfy { $0.key == "cluster" && $0.pattern.matches(clusterName) }
        }
    }

    // MARK: Resources

    /// How much of a resource the exception reaches.
    /// - Parameter related: the objects that the resource was put together from.
    func reach(_ place: Int, _ resource: Resource, _ related: [Resource], clusterName: String) -> Reach {
        if let boundPlace {
            return place == boundPlace || resource.related.contains(boundPlace) ? .everything : .nothing
        }
        guard isWithinNamespaces(resource, related) else { return .nothing }
        if let selector = policy.objectSelector,
            !([resource] + related).contains(where: { selector.matches($0.labels) })
        {
            return .nothing
        }
        if designators.isEmpty { return .everything }
        var containers: [AnchoredPattern] = []
        for designator in designators where !designator.patterns.isEmpty || !designator.containers.isEmpty {
            let isMatch = ([resource] + related).contains { candidate in
                designator.patterns.allSatisfy { matches(candidate, $0.key, $0.pattern, $0.text, clusterName) }
            }
            guard isMatch else { continue }
            if designator.containers.isEmpty { return .everything }
            containers += designator.containers
        }
        return containers.isEmpty ? .nothing : .containers(containers)
    }

    private func isWithinNamespaces(_ resource: Resource, _ related: [Resource]) -> Bool {
        if let own = policy.confinedToNamespace {
            // A grant counts to the namespace of the binding, whoever the subject is.
            if !related.isEmpty { return related.contains { $0.kind == "RoleBinding" && $0.namespace == own } }
            return resource.namespace == own
        }
        guard let namespaces else { return true }
        let candidates = related.isEmpty ? [resource] : related.filter { $0.kind == "RoleBinding" }
        return candidates.contains { namespaces.contains($0.kind == "Namespace" ? $0.name : $0.namespace) }
    }

    private func matches(
        _ resource: Resource, _ key: String, _ pattern: AnchoredPattern, _ text: String, _ clusterName: String
    ) -> Bool {
        switch key {
        case "cluster": return pattern.matches(clusterName)
        case "namespace":
            return pattern.matches(resource.kind == "Namespace" ? resource.name : resource.namespace)
        case "kind": return pattern.matches(resource.kind)
        case "name": return pattern.matches(resource.name)
        case "apiGroup": return pattern.matches(resource.group)
        case "resourceID": return resource.id == text || pattern.matches(resource.id)
        case "path":
            guard let manifest = resource.manifest else { return false }
            let relative = manifest.source.relativePath
            return [manifest.source.path, relative, "\(relative):\(manifest.documentIndex)"]
                .contains(where: pattern.matches)
        default:
            // Labels and annotations, by their name.
            return [resource.labels[key], resource.annotations[key]].compactMap { $0 }.contains(where: pattern.matches)
        }
    }
}

/// A name in an exception: equal in any case, or a regular expression for the whole.
struct NamePattern {
    private let text: String
    /// Nil for plain words, which match nothing but themselves.
    private let pattern: AnchoredPattern?

    /// Nil for an empty text, which stands for any name.
    init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text
        let isWord = text.utf8.allSatisfy { byte in
            byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: " ")
        }
        // Names such as `C++ (all)` are no expressions and still equal to themselves.
        pattern = isWord ? nil : try? AnchoredPattern(text, ignoringCase: true)
    }

    func matches(_ name: String) -> Bool {
        // Nearly all names are ASCII, and this is asked for every exception and control.
        if name.utf8.count == text.utf8.count, zip(name.utf8, text.utf8).allSatisfy(NamePattern.areSameLetter) {
            return true
        }
        guard let pattern else { return false }
        return pattern.matches(name) || name.lowercased() == text.lowercased()
    }

    private static func areSameLetter(_ left: UInt8, _ right: UInt8) -> Bool {
        if left == right { return true }
        let lowered = left | 0x20
        return lowered == right | 0x20 && lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
    }
}
