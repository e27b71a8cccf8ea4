extension GraphQL.Parser {
    /// A whole document of the type system.
    mutating func schemaDocument() throws(GraphQL.Problem) -> GraphQL.SchemaDocument {
        var document = GraphQL.SchemaDocument()
        while token.kind != .end {
            let description = description()
            guard token.kind == .name else { throw unexpected() }
            switch token.value {
            case "schema":
                document.schemas.append(try schemaDefinition(description))
            case "directive":
                document.directives.append(try directiveDefinition(description))
            case "extend":
                if !description.text.isEmpty { throw unexpected(previous ?? token) }
                next()
                if isKeyword("schema") {
                    document.schemaExtensions.append(try schemaDefinition(description, isExtension: true))
                } else {
                    document.extensions.append(try typeDefinition(description, isExtension: true))
                }
            default:
                document.definitions.append(try typeDefinition(description))
            }
        }
        document.comments = comments
        return document
    }

    private mutating func schemaDefinition(
        _ description: GraphQL.Description, isExtension: Bool = false
    ) throws(GraphQL.Problem) -> GraphQL.SchemaDefinition {
        try expectKeyword("schema")
        var definition = GraphQL.SchemaDefinition(description: description, position: token.position)
        definition.directives = try directives(isConstant: true)
        let roots = try list(.braceOpen, .braceClose) { parser throws(GraphQL.Problem) in
            let (position, comments) = (parser.token.position, parser.comments)
            let operation = parser.next()
            guard operation.kind == .name, ["query", "mutation", "subscription"].contains(operation.value) else {
                throw parser.unexpected(operation)
            }
            try parser.expect(.colon)
            return GraphQL.SchemaDefinition.Root(
                operation: operation.value, type: try parser.name(), position: position, comments: comments)
        }
        (definition.roots, definition.endComments) = roots
        if isExtension && definition.directives.isEmpty && definition.roots.isEmpty { throw unexpected() }
        return definition
    }

    private mutating func directiveDefinition(
        _ description: GraphQL.Description
    ) throws(GraphQL.Problem) -> GraphQL.DirectiveDefinition {
        try expectKeyword("directive")
        try expect(.at)
        var definition = GraphQL.DirectiveDefinition(description: description, position: token.position)
        definition.name = try name()
        definition.arguments = try argumentDefinitions()
        if isKeyword("repeatable") {
            definition.isRepeatable = true
            next()
        }
        try expectKeyword("on")
        _ = skip(.pipe)
        repeat {
            let location = try expect(.name)
            guard GraphQL.directiveLocations.contains(location.value) else { throw unexpected(location) }
            definition.locations.append(location.value)
        } while skip(.pipe)
        return definition
    }

    private mutating func typeDefinition(
        _ description: GraphQL.Description, isExtension: Bool = false
    ) throws(GraphQL.Problem) -> GraphQL.Definition {
        let kinds: [String: GraphQL.TypeKind] = [
            "scalar": .scalar, "type": .object, "interface": .interface, "union": .union, "enum": .enum,
            "input": .inputObject,
        ]
        guard token.kind == .name, let kind = kinds[token.value] else { throw unexpected() }
        next()
        let position = token.position
        let definition = GraphQL.Definition(kind, try name())
        definition.description = description
        definition.position = position
        // gqlparser does not know extensions that make an interface implement another.
        if kind == .object || kind == .interface && !isExtension { definition.interfaces = try interfaces() }
        definition.directives = try directives(isConstant: true)
        switch kind {
        case .object, .interface:
            (definition.fields, definition.endComments) = try list(.braceOpen, .braceClose) {
                parser throws(GraphQL.Problem) in try parser.fieldDefinition()
            }
        case .inputObject:
            (definition.fields, definition.endComments) = try list(.braceOpen, .braceClose) {
                parser throws(GraphQL.Problem) in try parser.inputFieldDefinition()
            }
        case .enum:
            (definition.enumValues, definition.endComments) = try list(.braceOpen, .braceClose) {
                parser throws(GraphQL.Problem) in
                let description = parser.description()
                let position = parser.token.position
                let name = try parser.name()
                return GraphQL.EnumValueDefinition(
                    description: description, name: name, directives: try parser.directives(isConstant: true),
                    position: position)
            }
        case .union: (definition.types, definition.typePositions) = try unionMembers()
        default: break
        }
        let isEmpty =
            definition.interfaces.isEmpty && definition.directives.isEmpty && definition.fields.isEmpty
            && definition.types.isEmpty && definition.enumValues.isEmpty
        if isExtension && isEmpty { throw unexpected() }
        return definition
    }

    private mutating func interfaces() throws(GraphQL.Problem) -> [String] {
        guard isKeyword("implements") else { return [] }
        next()
        _ = skip(.ampersand)
        var names = [try name()]
        while skip(.ampersand) { names.append(try name()) }
        return names
    }

    private mutating func unionMembers() throws(GraphQL.Problem) -> ([String], [GraphQL.Position]) {
        guard skip(.equals) else { return ([], []) }
        _ = skip(.pipe)
        var members: [GraphQL.Token] = []
        repeat { members.append(try expect(.name)) } while skip(.pipe)
        return (members.map(\.value), members.map(\.position))
    }

    private mutating func fieldDefinition() throws(GraphQL.Problem) -> GraphQL.FieldDefinition {
        let description = description()
        let position = token.position
        let name = try name()
        let arguments = try argumentDefinitions()
        try expect(.colon)
        let field = GraphQL.FieldDefinition(name, try typeReference())
        field.description = description
        field.position = position
        field.arguments = arguments
        field.directives = try directives(isConstant: true)
        return field
    }

    private mutating func inputFieldDefinition() throws(GraphQL.Problem) -> GraphQL.FieldDefinition {
        let argument = try argumentDefinition()
        let field = GraphQL.FieldDefinition(argument.name, argument.type)
        field.description = argument.description
        field.position = argument.position
        field.defaultValue = argument.defaultValue
        field.directives = argument.directives
        return field
    }

    private mutating func argumentDefinitions() throws(GraphQL.Problem) -> [GraphQL.ArgumentDefinition] {
        try list(.parenOpen, .parenClose) {
            parser throws(GraphQL.Problem) in try parser.argumentDefinition()
        }.elements
    }

    private mutating func argumentDefinition() throws(GraphQL.Problem) -> GraphQL.ArgumentDefinition {
        let description = description()
        let position = token.position
        let name = try name()
        try expect(.colon)
        var argument = GraphQL.ArgumentDefinition(
            description: description, name: name, type: try typeReference(), position: position)
        if skip(.equals) { argument.defaultValue = try literal(isConstant: true) }
        argument.directives = try directives(isConstant: true)
        return argument
    }
}

extension GraphQL {
    static let directiveLocations: Set<String> = [
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION", "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE",
        "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    ]
}
