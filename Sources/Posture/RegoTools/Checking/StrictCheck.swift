public import Rego

/// What compiles and yet is most likely a mistake: imports, variables and arguments that nothing uses.
public enum StrictCheck {
    /// - Throws: ``Rego/PolicyErrors`` when there is any.
    public static func check(_ modules: [Module]) throws(PolicyErrors) {
        let errors = modules.flatMap(errors(in:))
        if !errors.isEmpty { throw PolicyErrors(errors) }
    }

    static func errors(in module: Module) -> [PolicyError] {
        var errors: [PolicyError] = []
        var uses = NameUses()
        for rule in module.rules { uses.visit(rule) }
        for item in module.imports where item.path.first == "data" || item.path.first == "input" {
            guard uses.counts[item.name] == nil else { continue }
            let alias = item.alias.map { " as \($0)" } ?? ""
            errors.append(
                PolicyError(.compile, "import \(item.path.joined(separator: "."))\(alias) unused", at: item.location))
        }
        errors += uses.scopes.flatMap(unusedVariables(in:))
        errors += module.rules.flatMap(unusedArguments(of:))
        return errors.sorted { $0.location.offset < $1.location.offset }
    }

    private static func unusedVariables(in scope: NameUses.Scope) -> [PolicyError] {
        var errors: [PolicyError] = []
        for expression in scope.body {
            guard case .term(let term) = expression.kind, case .call(["assign"], let sides) = term.kind,
                let target = sides.first
            else { continue }
            for (name, location) in variables(of: target) {
                guard NameUses.count(name, inBody: scope.body, heads: scope.heads) == 1 else { continue }
                errors.append(PolicyError(.compile, "assigned var \(name) unused", at: location))
            }
        }
        return errors
    }

    private static func unusedArguments(of rule: Rule) -> [PolicyError] {
        guard let arguments = rule.head.arguments, !rule.isDefault else { return [] }
        var uses = NameUses()
        uses.visit(rule)
        return arguments.flatMap(variables(of:)).filter { uses.counts[$0.name] == 1 }.map { name, location in
            PolicyError(
                .compile, "unused argument \(name). (hint: use _ (wildcard variable) instead)", at: location)
        }
    }

    /// The variables that a pattern binds, without wildcards.
    private static func variables(of pattern: Term) -> [(name: String, location: Location)] {
        switch pattern.kind {
        case .variable(let name): name.hasPrefix("$") ? [] : [(name: name, location: pattern.location)]
        case .array(let parts): parts.flatMap(variables(of:))
        case .object(let entries): entries.flatMap { variables(of: $0.value) }
        default: []
        }
    }
}
