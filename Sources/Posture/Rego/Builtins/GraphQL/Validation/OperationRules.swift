// Rules on operations, their variables, and directives.
extension GraphQL.QueryValidation {
    func knownRootType(_ operation: GraphQL.Operation, _ root: GraphQL.Definition?) {
        if root != nil { return }
        report("Schema does not support operation type \(GraphQL.quote(operation.kind))", at: operation.position)
    }

    func loneAnonymousOperation(_ operation: GraphQL.Operation) {
        if !operation.name.isEmpty || document.operations.count < 2 { return }
        report("This anonymous operation must be the only defined operation.", at: operation.position)
    }

    func uniqueOperationNames(_ operation: GraphQL.Operation) {
        if operationNames.insert(operation.name).inserted { return }
        report("There can be only one operation named \(GraphQL.quote(operation.name)).", at: operation.position)
    }

    /// A subscription selects one field, and none of introspection.
    func singleFieldSubscriptions(_ operation: GraphQL.Operation) throws(BuiltinError) {
        guard operation.kind == "subscription", schema.subscription != nil else { return }
        let fields = try topFields(of: operation)
        let name =
            operation.name.isEmpty ? "Anonymous Subscription" : "Subscription \(GraphQL.quote(operation.name))"
        if fields.count > 1 {
            report("\(name) must select only one top level field.", at: fields[1].position)
        }
        for field in fields where field.name.hasPrefix("__") {
            report("\(name) must not select an introspection top level field.", at: field.position)
        }
    }

    private func topFields(of operation: GraphQL.Operation) throws(BuiltinError) -> [GraphQL.Field] {
        var fields: [GraphQL.Field] = []
        var names: Set<String> = []
        var visited: Set<String> = []
        var pending = Array(operation.selections.reversed())
        while let selection = pending.popLast() {
            try step()
            switch selection {
            case .field(let field): if names.insert(field.responseName).inserted { fields.append(field) }
            case .inline(let inline): pending.append(contentsOf: inline.selections.reversed())
            case .spread(let spread):
                guard let fragment = fragments[spread.name], visited.insert(spread.name).inserted else { continue }
                pending.append(contentsOf: fragment.selections.reversed())
            }
        }
        return fields
    }

    // Variables

    func knownTypeNames(_ variable: GraphQL.VariableDefinition) {
        if schema.types[variable.type.name] != nil { return }
        report("Unknown type \(GraphQL.quote(variable.type.name)).", at: variable.position)
    }

    func noUnusedVariables(_ operation: GraphQL.Operation) {
        var seen: Set<String> = []
        for variable in operation.variables {
            // Only the first of a name can be used.
            if seen.insert(variable.name).inserted && usedVariables.contains(variable.name) { continue }
            let place = operation.name.isEmpty ? "" : " in operation \(GraphQL.quote(operation.name))"
            report("Variable \(GraphQL.quote("$" + variable.name)) is never used\(place).", at: variable.position)
        }
    }

    func uniqueVariableNames(_ operation: GraphQL.Operation) {
        var seen: [String: Int] = [:]
        for variable in operation.variables {
            seen[variable.name, default: 0] += 1
            if seen[variable.name] == 2 {
                report(
                    "There can be only one variable named \(GraphQL.quote("$" + variable.name)).",
                    at: variable.position)
            }
        }
    }

    func variablesAreInputTypes(_ operation: GraphQL.Operation) {
        for variable in operation.variables {
            guard let type = schema.types[variable.type.name], !type.isInput else { continue }
            report(
                "Variable \(GraphQL.quote("$" + variable.name)) cannot be non-input type "
                    + "\(GraphQL.quote(variable.type.text)).", at: variable.position)
        }
    }

    func noUndefinedVariables(_ visit: GraphQLValueVisit) {
        guard let operation, visit.literal.kind == .variable, visit.variable == nil else { return }
        let name = GraphQL.quote(visit.literal.text)
        report(
            operation.name.isEmpty
                ? "Variable \(name) is not defined."
                : "Variable \(name) is not defined by operation \(GraphQL.quote(operation.name)).",
            at: visit.literal.position)
    }

    /// A nullable variable may stand where a value is needed when either side has a default.
    func variablesInAllowedPosition(_ visit: GraphQLValueVisit) {
        guard let expected = visit.expected, let variable = visit.variable, operation != nil else { return }
        let hasDefault = visit.hasDefault || variable.defaultValue.map { $0.kind != .null } ?? false
        if variable.type.isCompatible(with: expected, ignoringNonNull: hasDefault) { return }
        report(
            "Variable \(GraphQL.quote(visit.literal.text)) of type \(GraphQL.quote(variable.type.text)) used in "
                + "position expecting type \(GraphQL.quote(expected.text)).", at: visit.literal.position)
    }

    // Directives

    func knownDirectives(
        _ directive: GraphQL.Directive, _ definition: GraphQL.DirectiveDefinition?, location: String
    ) {
        let name = GraphQL.quote("@" + directive.name)
        guard let definition else {
            report("Unknown directive \(name).", at: directive.position)
            return
        }
        if definition.locations.contains(location) { return }
        // Directives of fragments are met again with each operation that spreads them.
        let problem = GraphQL.Problem("Directive \(name) may not be used on \(location).", at: directive.position)
        if misplacedDirectives.insert(problem).inserted { report(problem.message, at: problem.position) }
    }

    func uniqueDirectivesPerLocation(_ directives: [GraphQL.Directive]) {
        var seen: Set<String> = []
        for directive in directives {
            if schema.directives[directive.name]?.isRepeatable ?? false { continue }
            if seen.insert(directive.name).inserted { continue }
            report(
                "The directive \(GraphQL.quote("@" + directive.name)) can only be used once at this location.",
                at: directive.position)
        }
    }
}
