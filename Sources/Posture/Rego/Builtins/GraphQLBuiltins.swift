import Documents

// The section "GraphQL" of the policy reference. Queries and schemas are texts or syntax trees that an earlier call made.
extension BuiltinTable {
    static let graphQL: [Builtin] = [
        Builtin("graphql.is_valid", [GraphQLCalls.document, GraphQLCalls.document], .boolean) {
            _, arguments throws(BuiltinError) in
            Value(try GraphQLCalls.checked(arguments[0], arguments[1]) != nil)
        },
        Builtin("graphql.parse", [GraphQLCalls.document, GraphQLCalls.document], .array(.any)) {
            context, arguments throws(BuiltinError) in
            for (index, argument) in arguments.enumerated() where !argument.isString && !argument.isObject {
                // OPA counts from zero here.
                throw .operand(index, "must be one of {string, object} but got \(argument.typeName)")
            }
            let (query, schema) = try GraphQLCalls.check(arguments[0], arguments[1])
            let writer = GraphQL.SyntaxWriter(context)
            return context.arena.array([try writer.document(query), try writer.document(schema)])
        },
        Builtin("graphql.parse_and_verify", [GraphQLCalls.document, GraphQLCalls.document], .array(.any)) {
            context, arguments throws(BuiltinError) in
            guard let (query, schema) = try GraphQLCalls.checked(arguments[0], arguments[1]) else {
                let nothing = context.arena.object([:])
                return context.arena.array([.false, nothing, nothing])
            }
            let writer = GraphQL.SyntaxWriter(context)
            return context.arena.array([.true, try writer.document(query), try writer.document(schema)])
        },
        Builtin("graphql.parse_query", [.string], .object) { context, arguments throws(BuiltinError) in
            let document = try GraphQLCalls.query(try arguments.string(0))
            return try GraphQL.SyntaxWriter(context).document(document)
        },
        Builtin("graphql.parse_schema", [.string], .object) { context, arguments throws(BuiltinError) in
            let document = try GraphQLCalls.schema(try arguments.string(0))
            return try GraphQL.SyntaxWriter(context).document(document)
        },
        Builtin("graphql.schema_is_valid", [GraphQLCalls.document], .boolean) { _, arguments throws(BuiltinError) in
            Value(
                try GraphQLCalls.isSuccess { () throws(BuiltinError) in
                    _ = try GraphQLCalls.built(try GraphQLCalls.schema(arguments[0]))
                })
        },
    ]
}

enum GraphQLCalls {
    static let document = RegoType.union([.string, .object])

    /// Both documents when they are valid.
    static func checked(
        _ query: Value, _ schema: Value
    ) throws(BuiltinError) -> (GraphQL.QueryDocument, GraphQL.SchemaDocument)? {
        var documents: (GraphQL.QueryDocument, GraphQL.SchemaDocument)?
        _ = try isSuccess { () throws(BuiltinError) in documents = try check(query, schema) }
        return documents
    }

    /// Whether `body` ends without an error. Budgets are no answer: they go on.
    static func isSuccess(_ body: () throws(BuiltinError) -> Void) throws(BuiltinError) -> Bool {
        do {
            try body()
            return true
        } catch {
            if case .budget = error { throw error }
            return false
        }
    }

    /// Both documents, read and checked against each other.
    static func check(
        _ query: Value, _ schema: Value
    ) throws(BuiltinError) -> (GraphQL.QueryDocument, GraphQL.SchemaDocument) {
        let queryDocument = try self.query(query)
        // The schema takes its definitions over and changes them: it gets its own.
        let schemaDocument = try self.schema(schema)
        let built = try built(try self.schema(schema))
        let problems = try GraphQL.QueryValidation.problems(of: queryDocument, in: built)
        if !problems.isEmpty { throw failure(problems, isList: true) }
        return (queryDocument, schemaDocument)
    }

    static func query(_ value: Value) throws(BuiltinError) -> GraphQL.QueryDocument {
        try read(value) { parser throws(GraphQL.Problem) in
            try parser.queryDocument()
        } tree: { reader throws(GraphQL.Problem) in
            try reader.queryDocument()
        }
    }

    static func schema(_ value: Value) throws(BuiltinError) -> GraphQL.SchemaDocument {
        try read(value) { parser throws(GraphQL.Problem) in
            try parser.schemaDocument()
        } tree: { reader throws(GraphQL.Problem) in
            try reader.schemaDocument()
        }
    }

    private static func read<Document>(
        _ value: Value, text: (inout GraphQL.Parser) throws(GraphQL.Problem) -> Document,
        tree: (GraphQL.SyntaxReader) throws(GraphQL.Problem) -> Document
    ) throws(BuiltinError) -> Document {
        do throws(GraphQL.Problem) {
            guard value.isString else { return try tree(try GraphQL.SyntaxReader(value)) }
            var parser = GraphQL.Parser(Array(value.utf8))
            return try text(&parser)
        } catch {
            if error.position == nil { throw .failure(error.message) }
            throw failure([error], isList: false)
        }
    }

    static func built(_ document: GraphQL.SchemaDocument) throws(BuiltinError) -> GraphQL.Schema {
        do throws(GraphQL.Problem) {
            return try GraphQL.Schema(document)
        } catch {
            throw .failure("Error in gqlparser SchemaDocument to Schema conversion: \(error.description)")
        }
    }

    /// The words of OPA: the first problem's place is moved to the end.
    private static func failure(_ problems: [GraphQL.Problem], isList: Bool) -> BuiltinError {
        let text = problems.map(\.description).joined(separator: "\n") + (isList ? "\n" : "")
        guard let first = problems.first, let position = first.position else {
            return .failure("GraphQL parse error: \(text)")
        }
        var message = text.dropFirst("input:\(position.line):\(position.column): ".count)
        if message.hasSuffix(".\n") { message = message.dropLast(2) }
        return .failure("\(message) in GraphQL string at location \(position.line):\(position.column)")
    }
}
