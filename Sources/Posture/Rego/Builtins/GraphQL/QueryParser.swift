extension GraphQL.Parser {
    /// A whole executable document; none of its definitions may be left out, but the text may be empty.
    mutating func queryDocument() throws(GraphQL.Problem) -> GraphQL.QueryDocument {
        var document = GraphQL.QueryDocument()
        while token.kind != .end {
            switch (token.kind, token.value) {
            case (.braceOpen, _):
                var operation = GraphQL.Operation(kind: "query", position: token.position)
                operation.selections = try requiredSelections()
                document.operations.append(operation)
            case (.name, "query"), (.name, "mutation"), (.name, "subscription"):
                document.operations.append(try operation())
            case (.name, "fragment"):
                document.fragments.append(try fragment())
            default:
                throw unexpected()
            }
        }
        return document
    }

    private mutating func operation() throws(GraphQL.Problem) -> GraphQL.Operation {
        var operation = GraphQL.Operation(position: token.position, comments: comments)
        operation.kind = next().value
        if token.kind == .name { operation.name = next().value }
        operation.variables = try variableDefinitions()
        operation.directives = try directives(isConstant: false)
        operation.selections = try requiredSelections()
        return operation
    }

    private mutating func variableDefinitions() throws(GraphQL.Problem) -> [GraphQL.VariableDefinition] {
        try list(.parenOpen, .parenClose) { parser throws(GraphQL.Problem) in
            let (position, comments) = (parser.token.position, parser.comments)
            try parser.expect(.dollar)
            let name = try parser.name()
            try parser.expect(.colon)
            var definition = GraphQL.VariableDefinition(
                name: name, type: try parser.typeReference(), position: position, comments: comments)
            if parser.skip(.equals) { definition.defaultValue = try parser.literal(isConstant: true) }
            definition.directives = try parser.directives(isConstant: false)
            return definition
        }.elements
    }

    private mutating func requiredSelections() throws(GraphQL.Problem) -> [GraphQL.Selection] {
        guard token.kind == .braceOpen else {
            throw GraphQL.Problem("Expected {, found \(token.kind.rawValue)", at: token.position)
        }
        return try selections()
    }

    private mutating func selections() throws(GraphQL.Problem) -> [GraphQL.Selection] {
        try list(.braceOpen, .braceClose) { parser throws(GraphQL.Problem) in try parser.selection() }.elements
    }

    private mutating func selection() throws(GraphQL.Problem) -> GraphQL.Selection {
        token.kind == .spread ? try spreadOrInline() : .field(try field())
    }

    private mutating func field() throws(GraphQL.Problem) -> GraphQL.Field {
        let field = GraphQL.Field()
        field.position = token.position
        field.comments = comments
        field.alias = try name()
        field.name = skip(.colon) ? try name() : field.alias
        field.arguments = try arguments(isConstant: false)
        field.directives = try directives(isConstant: false)
        field.selections = try selections()
        return field
    }

    private mutating func spreadOrInline() throws(GraphQL.Problem) -> GraphQL.Selection {
        let comments = comments
        next()
        if token.kind == .name && token.value != "on" {
            let spread = GraphQL.FragmentSpread()
            spread.position = token.position
            spread.comments = comments
            spread.name = try name()
            spread.directives = try directives(isConstant: false)
            return .spread(spread)
        }
        let inline = GraphQL.InlineFragment()
        inline.position = token.position
        inline.comments = comments
        if isKeyword("on") {
            next()
            inline.typeCondition = try name()
        }
        inline.directives = try directives(isConstant: false)
        inline.selections = try requiredSelections()
        return .inline(inline)
    }

    private mutating func fragment() throws(GraphQL.Problem) -> GraphQL.Fragment {
        var fragment = GraphQL.Fragment(position: token.position, comments: comments)
        try expectKeyword("fragment")
        if isKeyword("on") { throw unexpected() }
        fragment.name = try name()
        fragment.variables = try variableDefinitions()
        try expectKeyword("on")
        fragment.typeCondition = try name()
        fragment.directives = try directives(isConstant: false)
        fragment.selections = try requiredSelections()
        return fragment
    }
}
