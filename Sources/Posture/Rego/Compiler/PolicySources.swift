import Documents

/// What the bodies of one module can name besides their variables.
struct ModuleNames {
    let package: [String]
    /// Imported names and the paths they stand for.
    let aliases: [String: [String]]
    /// Names of the rules of the package, whichever module they stand in.
    let ruleNames: Set<String>
    let usesV1Rules: Bool
    /// Index among the modules; -1 for a query on its own.
    let index: Int
}

/// Everything that the resolver and the code generator need to know about all modules at once.
final class PolicySources {
    let modules: [Module]
    let names: [ModuleNames]
    let tree: RuleTree
    let constants = ConstantPool()
    let builtins: [String: Builtin]
    private(set) var errors: [PolicyError] = []
    /// What is known of the arguments of functions, by node (see ``ArgumentTypes``).
    var argumentTypes: [Int: [StaticType]] = [:]

    init(modules: [Module], builtins: [String: Builtin]) {
        self.modules = modules
        self.builtins = builtins
        tree = RuleTree(constants: constants)
        var ruleNames: [[String]: Set<String>] = [:]
        for module in modules {
            ruleNames[module.package, default: []].formUnion(module.rules.map(\.head.name))
        }
        var names: [ModuleNames] = []
        for (index, module) in modules.enumerated() {
            var aliases: [String: [String]] = [:]
            for item in module.imports where item.path.first == "data" || item.path.first == "input" {
                aliases[item.name] = item.path
            }
            names.append(
                ModuleNames(
                    package: module.package, aliases: aliases, ruleNames: ruleNames[module.package] ?? [],
                    usesV1Rules: module.usesV1Rules, index: index))
        }
        self.names = names
        for (index, module) in modules.enumerated() {
            tree.node(at: module.package).isPackage = true
            for rule in module.rules { define(rule, in: index) }
            checkImports(of: module)
        }
        for node in tree.nodes { checkKinds(of: node) }
    }

    /// The names that a query sees: those of a package, with or without imports of its own.
    func queryNames(package: [String], imports: [Import], usesV1Rules: Bool) -> ModuleNames {
        var aliases: [String: [String]] = [:]
        for item in imports where item.path.first == "data" || item.path.first == "input" {
            aliases[item.name] = item.path
        }
        let rules = Set(
            modules.filter { $0.package == package && !package.isEmpty }.flatMap { $0.rules.map(\.head.name) })
        return ModuleNames(
            package: package, aliases: aliases, ruleNames: rules, usesV1Rules: usesV1Rules, index: -1)
    }

    /// The function that a path names in a module with these names.
    func function(_ path: [String], _ names: ModuleNames) -> RuleNode? {
        let full: [String]
        if path[0] == "data" {
            full = Array(path.dropFirst())
        } else if let alias = names.aliases[path[0]], alias[0] == "data" {
            full = Array(alias.dropFirst()) + path.dropFirst()
        } else if names.ruleNames.contains(path[0]) {
            full = names.package + path
        } else {
            return nil
        }
        guard let node = tree.find(full), node.isFunction else { return nil }
        return node
    }

    private func define(_ rule: Rule, in index: Int) {
        var node = tree.node(at: modules[index].package)
        var rest = rule.head.reference[...]
        if case .variable(let name)? = rest.first?.kind {
            node = tree.child(of: node, named: name)
            rest = rest.dropFirst()
        }
        while case .string(let name)? = rest.first?.kind {
            node = tree.child(of: node, named: name)
            rest = rest.dropFirst()
        }
        let defined = DefinedRule(rule: rule, module: index, tail: Array(rest))
        if rest.isEmpty { node.rules.append(defined) } else { node.partialRules.append(defined) }
    }

    private func report(_ code: PolicyError.Code, _ message: String, at location: Location) {
        errors.append(PolicyError(code, message, at: location))
    }

    private func checkImports(of module: Module) {
        guard module.usesV1Rules else { return }
        var seen: Set<String> = []
        for item in module.imports where item.path.first == "data" || item.path.first == "input" {
            if !seen.insert(item.name).inserted {
                report(.compile, "import must not shadow import \(item.path.joined(separator: "."))", at: item.location)
            }
        }
        for rule in module.rules where rule.head.name == "input" || rule.head.name == "data" {
            report(
                .compile, "rules must not shadow \(rule.head.name) (use a different rule name)", at: rule.location)
        }
    }

    private func checkKinds(of node: RuleNode) {
        let rules = node.rules
        guard let first = rules.first else { return }
        for defined in rules.dropFirst() {
            let same =
                (defined.rule.head.key != nil) == (first.rule.head.key != nil)
                && defined.rule.head.arguments?.count == first.rule.head.arguments?.count
            if !same {
                report(
                    .type, "conflicting rules \(node.description) found", at: defined.rule.location)
                return
            }
        }
        let defaults = rules.filter(\.rule.isDefault)
        if defaults.count > 1 {
            report(.type, "multiple default rules \(node.description) found", at: defaults[1].rule.location)
        }
        if !node.children.isEmpty, first.rule.head.arguments != nil || node.children.values.contains(where: \.isPackage)
        {
            for child in node.children.values where child.isPackage {
                report(
                    .type, "package \(child.description) conflicts with rule \(node.description)",
                    at: first.rule.location)
                return
            }
        }
        if node.isPackage, !rules.isEmpty {
            report(
                .type, "package \(node.description) conflicts with rule \(node.description)", at: first.rule.location)
        }
    }
}
