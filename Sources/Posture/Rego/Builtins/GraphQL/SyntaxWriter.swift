import Documents

extension GraphQL {
    /// Writes syntax trees as objects, with the names that gqlparser's types have in Go. What is empty is left out, save
    /// empty texts; places in the source are left out, too.
    struct SyntaxWriter {
        private let arena: Arena
        private let meter: ResultMeter

        init(_ context: BuiltinContext) {
            arena = context.arena
            meter = ResultMeter(context)
        }

        func document(_ document: QueryDocument) throws(BuiltinError) -> Value {
            try object([
                ("Operations", try list(document.operations, operation)),
                ("Fragments", try list(document.fragments, fragment)),
            ])
        }

        func document(_ document: SchemaDocument) throws(BuiltinError) -> Value {
            try object([
                ("Schema", try list(document.schemas, schema)),
                ("SchemaExtension", try list(document.schemaExtensions, schema)),
                ("Directives", try list(document.directives, directiveDefinition)),
                ("Definitions", try list(document.definitions, definition)),
                ("Extensions", try list(document.extensions, definition)),
                ("Comment", try comments(document.comments)),
            ])
        }

        // Queries

        private func operation(_ operation: Operation) throws(BuiltinError) -> Value {
            try object([
                ("Operation", text(operation.kind)), ("Name", text(operation.name)),
                ("VariableDefinitions", try list(operation.variables, variable)),
                ("Directives", try list(operation.directives, directive)),
                ("SelectionSet", try list(operation.selections, selection)),
                ("Comment", try comments(operation.comments)),
            ])
        }

        private func fragment(_ fragment: Fragment) throws(BuiltinError) -> Value {
            try object([
                ("Name", text(fragment.name)), ("TypeCondition", text(fragment.typeCondition)),
                ("VariableDefinition", try list(fragment.variables, variable)),
                ("Directives", try list(fragment.directives, directive)),
                ("SelectionSet", try list(fragment.selections, selection)),
                ("Comment", try comments(fragment.comments)),
            ])
        }

        private func variable(_ variable: VariableDefinition) throws(BuiltinError) -> Value {
            try object([
                ("Variable", text(variable.name)), ("Type", try type(variable.type)), ("Used", .false),
                ("DefaultValue", try variable.defaultValue.map(literal)),
                ("Directives", try list(variable.directives, directive)),
                ("Comment", try comments(variable.comments)),
            ])
        }

        private func selection(_ selection: Selection) throws(BuiltinError) -> Value {
            switch selection {
            case .field(let field):
                try object([
                    ("Alias", text(field.alias)), ("Name", text(field.name)),
                    ("Arguments", try list(field.arguments, argument)),
                    ("Directives", try list(field.directives, directive)),
                    ("SelectionSet", try list(field.selections, self.selection)),
                    ("Comment", try comments(field.comments)),
                ])
            case .spread(let spread):
                try object([
                    ("Name", text(spread.name)), ("Directives", try list(spread.directives, directive)),
                    ("Comment", try comments(spread.comments)),
                ])
            case .inline(let inline):
                try object([
                    ("TypeCondition", text(inline.typeCondition)),
                    ("Directives", try list(inline.directives, directive)),
                    ("SelectionSet", try list(inline.selections, self.selection)),
                    ("Comment", try comments(inline.comments)),
                ])
            }
        }

        private func argument(_ argument: Argument) throws(BuiltinError) -> Value {
            try object([
                ("Name", text(argument.name)), ("Value", try literal(argument.value)),
                ("Comment", try comments(argument.comments)),
            ])
        }

        private func directive(_ directive: Directive) throws(BuiltinError) -> Value {
            try object([
                ("Name", text(directive.name)), ("Arguments", try list(directive.arguments, argument)),
                ("Location", text("")),
            ])
        }

        private func literal(_ literal: Literal) throws(BuiltinError) -> Value {
            try object([
                ("Kind", Value(smallInteger: literal.kind.rawValue)), ("Raw", text(literal.raw)),
                (
                    "Children",
                    try list(literal.children) { child throws(BuiltinError) in
                        try object([
                            ("Name", text(child.name)), ("Value", try self.literal(child.value)),
                            ("Comment", try comments(child.comments)),
                        ])
                    }
                ),
                ("ExpectedTypeHasDefault", .false), ("Comment", try comments(literal.comments)),
            ])
        }

        private func type(_ type: TypeReference) throws(BuiltinError) -> Value {
            try object([
                ("NamedType", text(type.namedType)), ("Elem", try type.element.map(self.type)),
                ("NonNull", Value(type.isNonNull)),
            ])
        }

        // Schemas

        private func schema(_ schema: SchemaDefinition) throws(BuiltinError) -> Value {
            try object(
                try description(schema.description) + [
                    ("Directives", try list(schema.directives, directive)),
                    (
                        "OperationTypes",
                        try list(schema.roots) { root throws(BuiltinError) in
                            try object([
                                ("Operation", text(root.operation)), ("Type", text(root.type)),
                                ("Comment", try comments(root.comments)),
                            ])
                        }
                    ),
                    ("EndOfDefinitionComment", try comments(schema.endComments)),
                ])
        }

        private func directiveDefinition(_ definition: DirectiveDefinition) throws(BuiltinError) -> Value {
            try object(
                try description(definition.description) + [
                    ("Name", text(definition.name)),
                    ("Arguments", try list(definition.arguments, argumentDefinition)),
                    ("Locations", try list(definition.locations, text)),
                    ("IsRepeatable", Value(definition.isRepeatable)),
                ])
        }

        private func definition(_ definition: Definition) throws(BuiltinError) -> Value {
            try object(
                try description(definition.description) + [
                    ("Kind", text(definition.kind.rawValue)), ("Name", text(definition.name)),
                    ("Directives", try list(definition.directives, directive)),
                    ("Interfaces", try list(definition.interfaces, text)),
                    ("Fields", try list(definition.fields, field)), ("Types", try list(definition.types, text)),
                    (
                        "EnumValues",
                        try list(definition.enumValues) { value throws(BuiltinError) in
                            try object(
                                try description(value.description) + [
                                    ("Name", text(value.name)), ("Directives", try list(value.directives, directive)),
                                ])
                        }
                    ),
                    ("BuiltIn", Value(definition.isBuiltIn)),
                    ("EndOfDefinitionComment", try comments(definition.endComments)),
                ])
        }

        private func field(_ field: FieldDefinition) throws(BuiltinError) -> Value {
            try object(
                try description(field.description) + [
                    ("Name", text(field.name)), ("Arguments", try list(field.arguments, argumentDefinition)),
                    ("DefaultValue", try field.defaultValue.map(literal)), ("Type", try type(field.type)),
                    ("Directives", try list(field.directives, directive)),
                ])
        }

        private func argumentDefinition(_ argument: ArgumentDefinition) throws(BuiltinError) -> Value {
            try object(
                try description(argument.description) + [
                    ("Name", text(argument.name)), ("DefaultValue", try argument.defaultValue.map(literal)),
                    ("Type", try type(argument.type)), ("Directives", try list(argument.directives, directive)),
                ])
        }

        private func description(_ description: Description) throws(BuiltinError) -> [(String, Value?)] {
            [
                ("Description", text(description.text)),
                ("BeforeDescriptionComment", try comments(description.before)),
                ("AfterDescriptionComment", try comments(description.after)),
            ]
        }

        // Parts

        private func comments(_ comments: Comments) throws(BuiltinError) -> Value? {
            if comments.isEmpty { return nil }
            return try object([
                ("List", try list(comments) { comment throws(BuiltinError) in try object([("Value", text(comment))]) })
            ])
        }

        private func text(_ text: String) -> Value { arena.string(text) }

        private func list<Element>(
            _ elements: [Element], _ write: (Element) throws(BuiltinError) -> Value
        ) throws(BuiltinError) -> Value? {
            if elements.isEmpty { return nil }
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try write(element)) }
            return arena.array(values)
        }

        private func object(_ entries: [(String, Value?)]) throws(BuiltinError) -> Value {
            try meter.check()
            return arena.object(
                entries.compactMap { name, value in value.map { (key: arena.string(name), value: $0) } })
        }
    }
}
