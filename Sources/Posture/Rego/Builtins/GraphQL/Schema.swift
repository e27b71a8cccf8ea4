extension GraphQL {
    /// A schema that holds together: every name in it is defined, extensions are merged into what they extend.
    struct Schema {
        var types: [String: Definition] = [:]
        var directives: [String: DirectiveDefinition] = [:]
        var query: Definition?
        var mutation: Definition?
        var subscription: Definition?
        /// By the name of an abstract type the objects (and interfaces) that may stand for it.
        var possibleTypes: [String: [Definition]] = [:]
        /// By the name of a type the interfaces and unions it belongs to.
        var implements: [String: [Definition]] = [:]

        /// The concrete types that a value of type `definition` may have.
        func possibleTypes(of definition: Definition) -> [Definition] {
            definition.kind == .object ? [definition] : possibleTypes[definition.name] ?? []
        }

        /// The type where operations of a kind begin.
        func root(_ operation: String) -> Definition? {
            switch operation {
            case "query", "": query
            case "mutation": mutation
            case "subscription": subscription
            default: nil
            }
        }

        mutating func setRoot(_ operation: String, _ definition: Definition) {
            switch operation {
            case "query": query = definition
            case "mutation": mutation = definition
            case "subscription": subscription = definition
            default: break
            }
        }
    }
}

extension GraphQL.Schema {
    /// Builds a schema from a document and the definitions that every schema has.
    ///
    /// The definitions of `document` become part of the schema: extensions change them.
    init(_ document: GraphQL.SchemaDocument) throws(GraphQL.Problem) {
        let prelude = try GraphQL.prelude()
        try add(prelude.definitions + document.definitions, document.extensions)
        try add(prelude.directives + document.directives)
        try addRoots(document)
        try validate()
        if document.schemas.isEmpty {
            query = query ?? types["Query"]
            mutation = mutation ?? types["Mutation"]
            subscription = subscription ?? types["Subscription"]
        }
        if let query {
            let nameArgument = GraphQL.ArgumentDefinition(
                name: "name", type: GraphQL.TypeReference(named: "String", isNonNull: true))
            let type = GraphQL.FieldDefinition("__type", GraphQL.TypeReference(named: "__Type"))
            type.arguments = [nameArgument]
            let schema = GraphQL.FieldDefinition("__schema", GraphQL.TypeReference(named: "__Schema", isNonNull: true))
            query.fields += [schema, type]
        }
    }

    private mutating func add(
        _ definitions: [GraphQL.Definition], _ extensions: [GraphQL.Definition]
    ) throws(GraphQL.Problem) {
        var all = definitions
        for definition in definitions {
            guard types.updateValue(definition, forKey: definition.name) == nil else {
                throw GraphQL.Problem("Cannot redeclare type \(definition.name).", at: definition.position)
            }
        }
        for addition in extensions {
            let definition: GraphQL.Definition
            if let known = types[addition.name] {
                definition = known
            } else {
                definition = GraphQL.Definition(addition.kind, addition.name)
                definition.position = addition.position
                types[addition.name] = definition
                all.append(definition)
            }
            guard definition.kind == addition.kind else {
                throw GraphQL.Problem(
                    "Cannot extend type \(addition.name) because the base type is a \(definition.kind.rawValue), "
                        + "not \(addition.kind.rawValue).", at: addition.position)
            }
            definition.directives += addition.directives
            definition.interfaces += addition.interfaces
            definition.fields += addition.fields
            definition.types += addition.types
            definition.enumValues += addition.enumValues
        }
        for definition in all { relate(definition) }
    }

    private mutating func relate(_ definition: GraphQL.Definition) {
        switch definition.kind {
        case .union:
            for member in definition.types {
                if let type = types[member] { possibleTypes[definition.name, default: []].append(type) }
                implements[member, default: []].append(definition)
            }
        case .object, .inputObject, .interface:
            for name in definition.interfaces {
                possibleTypes[name, default: []].append(definition)
                if let interface = types[name] { implements[definition.name, default: []].append(interface) }
            }
            if definition.kind != .interface { possibleTypes[definition.name, default: []].append(definition) }
        default: break
        }
    }

    private mutating func add(_ definitions: [GraphQL.DirectiveDefinition]) throws(GraphQL.Problem) {
        // A schema may define these anew, in its own way.
        let redefinable: Set = ["include", "skip", "deprecated", "specifiedBy", "defer", "oneOf"]
        for definition in definitions {
            let known = directives.updateValue(definition, forKey: definition.name)
            if known != nil && !redefinable.contains(definition.name) {
                throw GraphQL.Problem("Cannot redeclare directive \(definition.name).", at: definition.position)
            }
        }
    }

    private mutating func addRoots(_ document: GraphQL.SchemaDocument) throws(GraphQL.Problem) {
        if document.schemas.count > 1 {
            throw GraphQL.Problem(
                "Cannot have multiple schema entry points, consider schema extensions instead.",
                at: document.schemas[1].position)
        }
        for schema in document.schemas + document.schemaExtensions {
            for root in schema.roots {
                guard let type = types[root.type] else {
                    throw GraphQL.Problem(
                        "Schema root \(root.operation) refers to a type \(root.type) that does not exist.",
                        at: root.position)
                }
                setRoot(root.operation, type)
            }
            try validate(schema.directives, location: "SCHEMA", of: nil)
        }
    }
}
