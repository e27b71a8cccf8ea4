import Documents

extension GraphQL {
    /// Reads syntax trees that policies pass in, as Go's `encoding/json` would: null and missing parts are empty, unknown
    /// ones are passed over, those of a wrong type are an error.
    struct SyntaxReader {
        private let value: Value
        private let depth: Int

        init(_ value: Value) throws(Problem) { try self.init(value, depth: 0) }

        private init(_ value: Value, depth: Int) throws(Problem) {
            guard value.isObject || value.isNull else { throw SyntaxReader.mistake(value, "an object") }
            if depth > GraphQL.depthLimit * 2 {
                throw Problem("Nested deeper than \(GraphQL.depthLimit) levels", at: nil)
            }
            self.value = value
            self.depth = depth
        }

        private static func mistake(_ value: Value, _ wanted: String) -> Problem {
            Problem("json: cannot unmarshal \(value.typeName) into \(wanted)", at: nil)
        }

        private func member(_ name: String) -> Value? {
            guard value.isObject else { return nil }
            var name = name
            let member = name.withUTF8 { value.member($0) }
            return member.isUndefined || member.isNull ? nil : member
        }

        private func text(_ name: String) throws(Problem) -> String {
            guard let member = member(name) else { return "" }
            guard let text = member.asString else { throw SyntaxReader.mistake(member, "a string") }
            return text
        }

        private func flag(_ name: String) throws(Problem) -> Bool {
            guard let member = member(name) else { return false }
            guard member.isBoolean else { throw SyntaxReader.mistake(member, "a boolean") }
            return member.isTrue
        }

        private func elements(_ name: String) throws(Problem) -> [Value] {
            guard let member = member(name) else { return [] }
            guard member.isArray else { throw SyntaxReader.mistake(member, "an array") }
            return Array(member.elements)
        }

        private func texts(_ name: String) throws(Problem) -> [String] {
            var texts: [String] = []
            for element in try elements(name) {
                guard let text = element.asString else { throw SyntaxReader.mistake(element, "a string") }
                texts.append(text)
            }
            return texts
        }

        private func list<Element>(
            _ name: String, _ read: (SyntaxReader) throws(Problem) -> Element
        ) throws(Problem) -> [Element] {
            var list: [Element] = []
            for element in try elements(name) { list.append(try read(try SyntaxReader(element, depth: depth + 1))) }
            return list
        }

        private func part(_ name: String) throws(Problem) -> SyntaxReader? {
            guard let member = member(name) else { return nil }
            return try SyntaxReader(member, depth: depth + 1)
        }

        private func comments(_ name: String = "Comment") throws(Problem) -> Comments {
            guard let group = try part(name) else { return [] }
            return try group.list("List") { comment throws(Problem) in try comment.text("Value") }
        }
    }
}

// MARK: Queries

extension GraphQL.SyntaxReader {
    func queryDocument() throws(GraphQL.Problem) -> GraphQL.QueryDocument {
        GraphQL.QueryDocument(
            operations: try list("Operations") { reader throws(GraphQL.Problem) in try reader.operation() },
            fragments: try list("Fragments") { reader throws(GraphQL.Problem) in try reader.fragment() })
    }

    private func operation() throws(GraphQL.Problem) -> GraphQL.Operation {
        GraphQL.Operation(
            kind: try text("Operation"), name: try text("Name"), variables: try variables("VariableDefinitions"),
            directives: try directives(), selections: try selections(), comments: try comments())
    }

    private func fragment() throws(GraphQL.Problem) -> GraphQL.Fragment {
        GraphQL.Fragment(
            name: try text("Name"), variables: try variables("VariableDefinition"),
            typeCondition: try text("TypeCondition"), directives: try directives(), selections: try selections(),
            comments: try comments())
    }

    private func variables(_ name: String) throws(GraphQL.Problem) -> [GraphQL.VariableDefinition] {
        try list(name) { reader throws(GraphQL.Problem) in
            GraphQL.VariableDefinition(
                name: try reader.text("Variable"), type: try reader.type(),
                defaultValue: try reader.part("DefaultValue")?.literal(), directives: try reader.directives(),
                comments: try reader.comments())
        }
    }

    private func selections() throws(GraphQL.Problem) -> [GraphQL.Selection] {
        try list("SelectionSet") { reader throws(GraphQL.Problem) in try reader.selection() }
    }

    /// A selection does not say what it is. gqlparser takes what reads as a field for one, so that spreads and inline
    /// fragments become fields, too.
    private func selection() throws(GraphQL.Problem) -> GraphQL.Selection {
        let directives = try directives()
        let comments = try comments()
        // Read once whatever it turns out to be part of: trying again at each level would double the work.
        let selections = try? selections()
        if let selections, let field = try? field(directives, selections, comments) { return .field(field) }
        if let name = try? text("Name") {
            let spread = GraphQL.FragmentSpread()
            spread.name = name
            spread.directives = directives
            spread.comments = comments
            return .spread(spread)
        }
        guard let selections else { throw GraphQL.Problem("a selection of a wrong type", at: nil) }
        let inline = GraphQL.InlineFragment()
        inline.typeCondition = try text("TypeCondition")
        inline.directives = directives
        inline.selections = selections
        inline.comments = comments
        return .inline(inline)
    }

    private func field(
        _ directives: [GraphQL.Directive], _ selections: [GraphQL.Selection], _ comments: GraphQL.Comments
    ) throws(GraphQL.Problem) -> GraphQL.Field {
        let field = GraphQL.Field()
        field.alias = try text("Alias")
        field.name = try text("Name")
        field.arguments = try arguments()
        field.directives = directives
        field.selections = selections
        field.comments = comments
        return field
    }

    private func arguments() throws(GraphQL.Problem) -> [GraphQL.Argument] {
        try list("Arguments") { reader throws(GraphQL.Problem) in
            GraphQL.Argument(
                name: try reader.text("Name"), value: try reader.requiredLiteral("Value"),
                comments: try reader.comments())
        }
    }

    private func directives() throws(GraphQL.Problem) -> [GraphQL.Directive] {
        try list("Directives") { reader throws(GraphQL.Problem) in
            GraphQL.Directive(name: try reader.text("Name"), arguments: try reader.arguments())
        }
    }

    private func requiredLiteral(_ name: String) throws(GraphQL.Problem) -> GraphQL.Literal {
        guard let literal = try part(name)?.literal() else { throw GraphQL.Problem("a value is missing", at: nil) }
        return literal
    }

    private func literal() throws(GraphQL.Problem) -> GraphQL.Literal {
        var kind = GraphQL.Literal.Kind.variable
        if let member = member("Kind") {
            guard let known = member.integer.flatMap({ GraphQL.Literal.Kind(rawValue: $0) }) else {
                throw GraphQL.SyntaxReader.mistake(member, "a kind of value")
            }
            kind = known
        }
        let literal = GraphQL.Literal(kind, try text("Raw"))
        literal.children = try list("Children") { reader throws(GraphQL.Problem) in
            GraphQL.Literal.Child(
                name: try reader.text("Name"), value: try reader.requiredLiteral("Value"),
                comments: try reader.comments())
        }
        literal.comments = try comments()
        return literal
    }

    private func type(_ name: String = "Type") throws(GraphQL.Problem) -> GraphQL.TypeReference {
        guard let reader = try part(name) else { throw GraphQL.Problem("a type is missing", at: nil) }
        let type = GraphQL.TypeReference(named: try reader.text("NamedType"), isNonNull: try reader.flag("NonNull"))
        if try reader.part("Elem") != nil { type.element = try reader.type("Elem") }
        return type
    }
}

// MARK: Schemas

extension GraphQL.SyntaxReader {
    func schemaDocument() throws(GraphQL.Problem) -> GraphQL.SchemaDocument {
        GraphQL.SchemaDocument(
            schemas: try list("Schema") { reader throws(GraphQL.Problem) in try reader.schema() },
            schemaExtensions: try list("SchemaExtension") { reader throws(GraphQL.Problem) in try reader.schema() },
            directives: try list("Directives") { reader throws(GraphQL.Problem) in try reader.directiveDefinition() },
            definitions: try list("Definitions") { reader throws(GraphQL.Problem) in try reader.definition() },
            extensions: try list("Extensions") { reader throws(GraphQL.Problem) in try reader.definition() },
            comments: try comments())
    }

    private func description() throws(GraphQL.Problem) -> GraphQL.Description {
        GraphQL.Description(
            text: try text("Description"), before: try comments("BeforeDescriptionComment"),
            after: try comments("AfterDescriptionComment"))
    }

    private func schema() throws(GraphQL.Problem) -> GraphQL.SchemaDefinition {
        GraphQL.SchemaDefinition(
            description: try description(), directives: try directives(),
            roots: try list("OperationTypes") { reader throws(GraphQL.Problem) in
                GraphQL.SchemaDefinition.Root(
                    operation: try reader.text("Operation"), type: try reader.text("Type"),
                    comments: try reader.comments())
            },
            endComments: try comments("EndOfDefinitionComment"))
    }

    private func directiveDefinition() throws(GraphQL.Problem) -> GraphQL.DirectiveDefinition {
        GraphQL.DirectiveDefinition(
            description: try description(), name: try text("Name"), arguments: try argumentDefinitions(),
            locations: try texts("Locations"), isRepeatable: try flag("IsRepeatable"))
    }

    private func definition() throws(GraphQL.Problem) -> GraphQL.Definition {
        let kind = GraphQL.TypeKind(rawValue: try text("Kind")) ?? .unknown
        let definition = GraphQL.Definition(kind, try text("Name"))
        definition.description = try description()
        definition.directives = try directives()
        definition.interfaces = try texts("Interfaces")
        definition.fields = try list("Fields") { reader throws(GraphQL.Problem) in
            let field = GraphQL.FieldDefinition(try reader.text("Name"), try reader.type())
            field.description = try reader.description()
            field.arguments = try reader.argumentDefinitions()
            field.defaultValue = try reader.part("DefaultValue")?.literal()
            field.directives = try reader.directives()
            return field
        }
        definition.types = try texts("Types")
        definition.enumValues = try list("EnumValues") { reader throws(GraphQL.Problem) in
            GraphQL.EnumValueDefinition(
                description: try reader.description(), name: try reader.text("Name"),
                directives: try reader.directives())
        }
        definition.isBuiltIn = try flag("BuiltIn")
        definition.endComments = try comments("EndOfDefinitionComment")
        return definition
    }

    private func argumentDefinitions() throws(GraphQL.Problem) -> [GraphQL.ArgumentDefinition] {
        try list("Arguments") { reader throws(GraphQL.Problem) in
            GraphQL.ArgumentDefinition(
                description: try reader.description(), name: try reader.text("Name"),
                defaultValue: try reader.part("DefaultValue")?.literal(), type: try reader.type(),
                directives: try reader.directives())
        }
    }
}
