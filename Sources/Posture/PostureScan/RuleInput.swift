import Documents
import PolicyLibrary

/// What one rule sees: places of resources, in the order of its `input`.
struct RuleInput: Sendable {
    var places: [Int]
    /// Objects that the rule matches, before they were put together.
    var matched: [Int]
}

extension ResourceSet {
    /// The input of a rule.
    /// - Parameter isStrict: whether objects are put together exactly as the original does.
    mutating func input(of rule: PolicyRule, isStrict: Bool) -> RuleInput {
        input(of: rule.match + rule.dynamicMatch, aggregator: rule.aggregator, isStrict: isStrict)
    }

    /// The objects that match blocks ask for, put together.
    mutating func input(
        of blocks: [MatchBlock], aggregator: PolicyRule.Aggregator?, isStrict: Bool
    ) -> RuleInput {
        let matched = places(matching: blocks)
        switch aggregator {
        case nil:
            return RuleInput(places: matched, matched: matched)
        case .apiserverPod:
            let pods = matched.filter { resources[$0].isAPIServerPod }
            return RuleInput(places: isStrict ? Array(pods.prefix(1)) : pods, matched: matched)
        case .subjectRoleRolebinding:
            return RuleInput(places: subjects(of: matched, isStrict: isStrict), matched: matched)
        }
    }

    /// Every subject of a binding together with the binding and the role it refers to.
    private mutating func subjects(of matched: [Int], isStrict: Bool) -> [Int] {
        let bindings = matched.filter { resources[$0].kind.hasSuffix("Binding") }
        let roles = matched.filter { resources[$0].kind.hasSuffix("Role") }
        var rolesByName: [String: [Int]] = [:]
        for role in roles { rolesByName["\(resources[role].kind)/\(resources[role].name)", default: []].append(role) }
        var found: [Int] = []
        var seen: Set<Int> = []
        for binding in bindings {
            let reference = resources[binding].node["roleRef"]
            guard let kind = reference?["kind"]?.string, let name = reference?["name"]?.string else { continue }
            for role in rolesByName["\(kind)/\(name)"] ?? []
            where isStrict || belongTogether(resources[binding], resources[role]) {
                for subject in resources[binding].node["subjects"]?.elements ?? [] {
                    if let place = join(subject, binding: binding, role: role), seen.insert(place).inserted {
                        found.append(place)
                    }
                }
            }
        }
        return found
    }

    /// Names alone do not tell: a Role is only within reach of RoleBindings of its namespace. A manifest without a
    /// namespace may end up in any.
    private func belongTogether(_ binding: Resource, _ role: Resource) -> Bool {
        guard role.kind == "Role" else { return true }
        guard binding.kind == "RoleBinding" else { return false }
        return binding.namespace == role.namespace || binding.namespace.isEmpty || role.namespace.isEmpty
    }

    private mutating func join(_ subject: Node, binding: Int, role: Int) -> Int? {
        guard subject.value.isObject else { return nil }
        let nodes = (binding: resources[binding].node, role: resources[role].node)
        let arena = Arena(firstBlock: 512)
        for document in [subject.document, nodes.binding.document, nodes.role.document] { arena.retain(document) }
        let joined = arena.object(
            subject.value, setting: arena.string("relatedObjects"),
            to: arena.array([nodes.binding.value, nodes.role.value]))
        guard let identity = ObjectIdentity(joined) else { return nil }
        let document = Document(root: joined, arena: arena)
        return add(synthetic: document.root, identity: identity, related: [binding, role])
    }
}

extension Resource {
    /// Whether this is a pod that the API server runs in.
    var isAPIServerPod: Bool {
        kind == "Pod" && namespace == "kube-system" && (name.contains("apiserver") || name.contains("api-server"))
    }
}
