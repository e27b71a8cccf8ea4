// Rules on fields and their arguments.
extension GraphQL.QueryValidation {
    func fieldsOnCorrectType(_ visit: GraphQLFieldVisit) throws(BuiltinError) {
        guard let parent = visit.parent, visit.definition == nil else { return }
        let name = visit.field.name
        var message = "Cannot query field \(GraphQL.quote(name)) on type \(GraphQL.quote(parent.name))."
        let types = try typesWithField(name, below: parent)
        if !types.isEmpty {
            message +=
                " Did you mean to use an inline fragment on \(GraphQL.orList(types.map(GraphQL.quote)))?"
        } else if parent.kind == .object || parent.kind == .interface {
            try step(parent.fields.count)
            message += GraphQL.suggestion("Did you mean", for: name, among: parent.fields.map(\.name))
        }
        report(message, at: visit.field.position)
    }

    /// Types that may stand for an abstract one and have the field: interfaces first, the most common before others.
    private func typesWithField(_ name: String, below parent: GraphQL.Definition) throws(BuiltinError) -> [String] {
        guard parent.isAbstract else { return [] }
        var objects: [String] = []
        var interfaces: [(name: String, count: Int)] = []
        for type in schema.possibleTypes(of: parent) where type.field(name) != nil {
            objects.append(type.name)
            for interface in schema.implements[type.name] ?? [] where interface.field(name) != nil {
                try step(interfaces.count)
                if let place = interfaces.firstIndex(where: { $0.name == interface.name }) {
                    interfaces[place].count += 1
                } else {
                    interfaces.append((interface.name, 1))
                }
            }
        }
        interfaces.sort { ($1.count, $0.name) < ($0.count, $1.name) }
        return interfaces.map(\.name) + objects.sorted()
    }

    func knownArgumentNames(_ visit: GraphQLFieldVisit) throws(BuiltinError) {
        guard let definition = visit.definition, let parent = visit.parent else { return }
        for argument in visit.field.arguments {
            try step(definition.arguments.count)
            if definition.arguments.contains(where: { $0.name == argument.name }) { continue }
            report(
                "Unknown argument \(GraphQL.quote(argument.name)) on field "
                    + GraphQL.quote(parent.name + "." + visit.field.name) + "."
                    + GraphQL.suggestion(
                        "Did you mean", for: argument.name, among: definition.arguments.map(\.name)),
                at: visit.field.position)
        }
    }

    func knownArgumentNames(
        _ directive: GraphQL.Directive, _ definition: GraphQL.DirectiveDefinition?
    ) throws(BuiltinError) {
        guard let definition else { return }
        for argument in directive.arguments {
            try step(definition.arguments.count)
            if definition.arguments.contains(where: { $0.name == argument.name }) { continue }
            report(
                "Unknown argument \(GraphQL.quote(argument.name)) on directive \(GraphQL.quote("@" + directive.name))."
                    + GraphQL.suggestion(
                        "Did you mean", for: argument.name, among: definition.arguments.map(\.name)),
                at: directive.position)
        }
    }

    /// Introspection may not go in circles through the lists of types.
    func maxIntrospectionDepth(_ field: GraphQL.Field) throws(BuiltinError) {
        guard field.name == "__schema" || field.name == "__type" else { return }
        if try introspectsDeep(.field(field), lists: 0, inside: []) {
            report("Maximum introspection depth exceeded", at: field.position)
        }
    }

    private func introspectsDeep(
        _ selection: GraphQL.Selection, lists: Int, inside fragments: Set<String>
    ) throws(BuiltinError) -> Bool {
        try step(fragments.count)
        var lists = lists
        var fragments = fragments
        let selections: [GraphQL.Selection]
        switch selection {
        case .field(let field):
            if ["fields", "interfaces", "possibleTypes", "inputFields"].contains(field.name) { lists += 1 }
            if lists >= 3 { return true }
            selections = field.selections
        case .inline(let inline): selections = inline.selections
        case .spread(let spread):
            guard let fragment = self.fragments[spread.name], fragments.insert(spread.name).inserted else {
                return false
            }
            selections = fragment.selections
        }
        if fragments.count > GraphQL.depthLimit { throw .budget("GraphQL document nested too deep") }
        for selection in selections {
            if try introspectsDeep(selection, lists: lists, inside: fragments) { return true }
        }
        return false
    }

    func providedRequiredArguments(_ visit: GraphQLFieldVisit) throws(BuiltinError) {
        guard let definition = visit.definition else { return }
        for argument in try missing(definition.arguments, in: visit.field.arguments) {
            report(
                "Field \(GraphQL.quote(visit.field.name)) argument \(GraphQL.quote(argument.name)) of type "
                    + "\(GraphQL.quote(argument.type.text)) is required, but it was not provided.",
                at: visit.field.position)
        }
    }

    func providedRequiredArguments(
        _ directive: GraphQL.Directive, _ definition: GraphQL.DirectiveDefinition?
    ) throws(BuiltinError) {
        guard let definition else { return }
        for argument in try missing(definition.arguments, in: directive.arguments) {
            report(
                "Directive \(GraphQL.quote("@" + directive.name)) argument \(GraphQL.quote(argument.name)) of type "
                    + "\(GraphQL.quote(argument.type.text)) is required, but it was not provided.",
                at: directive.position)
        }
    }

    private func missing(
        _ definitions: [GraphQL.ArgumentDefinition], in arguments: [GraphQL.Argument]
    ) throws(BuiltinError) -> [GraphQL.ArgumentDefinition] {
        var missing: [GraphQL.ArgumentDefinition] = []
        for definition in definitions where definition.type.isNonNull && definition.defaultValue == nil {
            try step(arguments.count)
            if !arguments.contains(where: { $0.name == definition.name }) { missing.append(definition) }
        }
        return missing
    }

    func scalarLeafs(_ visit: GraphQLFieldVisit) {
        guard let definition = visit.definition, let type = schema.types[definition.type.name] else { return }
        let name = GraphQL.quote(visit.field.name)
        if type.isLeaf && !visit.field.selections.isEmpty {
            report(
                "Field \(name) must not have a selection since type \(GraphQL.quote(type.name)) has no subfields.",
                at: visit.field.position)
        }
        if !type.isLeaf && visit.field.selections.isEmpty {
            report(
                "Field \(name) of type \(GraphQL.quote(definition.type.text)) must have a selection of subfields."
                    + " Did you mean \(GraphQL.quote(visit.field.name + " { ... }"))?", at: visit.field.position)
        }
    }

    func uniqueArgumentNames(_ arguments: [GraphQL.Argument]) {
        var seen: [String: Int] = [:]
        for argument in arguments {
            seen[argument.name, default: 0] += 1
            if seen[argument.name] == 2 {
                report("There can be only one argument named \(GraphQL.quote(argument.name)).", at: argument.position)
            }
        }
    }
}
