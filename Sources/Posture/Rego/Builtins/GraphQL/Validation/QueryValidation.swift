extension GraphQL {
    /// Checks an executable document against a schema.
    ///
    /// One walk visits everything, fragments where they are spread (once for each operation) and on their own. At every
    /// visit the rules that care are asked, in the order of their names. This order is that of gqlparser's messages.
    final class QueryValidation {
        let schema: Schema
        let document: QueryDocument
        /// The first fragment of each name.
        let fragments: [String: Fragment]
        private(set) var problems: [Problem] = []
        private var steps = 0
        private var depth = 0

        /// The operation that is being walked; none in fragments on their own.
        private(set) var operation: Operation?
        /// Its variables by name; the first of equal ones.
        private(set) var variables: [String: VariableDefinition] = [:]
        var usedVariables: Set<String> = []
        private var visitedFragments: Set<String> = []

        // What the rules remember.
        var usedFragments: Set<String> = []
        /// Whether a spread makes its fragment a used one.
        var countsSpreads = true
        var fragmentNames: Set<String> = []
        var operationNames: Set<String> = []
        var misplacedDirectives: Set<Problem> = []
        var checkedForCycles: Set<String> = []
        var fieldConflicts = FieldConflicts()

        private init(_ schema: Schema, _ document: QueryDocument) {
            self.schema = schema
            self.document = document
            fragments = Dictionary(document.fragments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }

        /// All that is wrong with `document`, up to ``GraphQL/problemLimit``.
        /// - Throws: ``BuiltinError/budget(_:)`` when the check takes too many steps.
        static func problems(of document: QueryDocument, in schema: Schema) throws(BuiltinError) -> [Problem] {
            let validation = QueryValidation(schema, document)
            try validation.walk()
            return validation.problems
        }

        func report(_ message: String, at position: Position?) {
            if problems.count < GraphQL.problemLimit { problems.append(Problem(message, at: position)) }
        }

        /// Counts work.
        func step(_ count: Int = 1) throws(BuiltinError) {
            steps += count + 1
            if steps > GraphQL.stepLimit { throw .budget("GraphQL document takes too many steps to check") }
        }

        private func deeper(_ body: () throws(BuiltinError) -> Void) throws(BuiltinError) {
            depth += 1
            defer { depth -= 1 }
            if depth > GraphQL.depthLimit { throw .budget("GraphQL document nested too deep") }
            try step()
            try body()
        }
    }
}

/// A field where it is selected.
struct GraphQLFieldVisit {
    let field: GraphQL.Field
    /// nil when the type has no such field, or is not known.
    let definition: GraphQL.FieldDefinition?
    let parent: GraphQL.Definition?
}

/// A value where it is given.
struct GraphQLValueVisit {
    let literal: GraphQL.Literal
    let expected: GraphQL.TypeReference?
    let definition: GraphQL.Definition?
    /// Whether nothing at all might stand here, too.
    let hasDefault: Bool
    /// What a variable refers to.
    let variable: GraphQL.VariableDefinition?
}

// MARK: The walk

extension GraphQL.QueryValidation {
    private func walk() throws(BuiltinError) {
        for operation in document.operations {
            visitedFragments = []
            try walk(operation)
        }
        for fragment in document.fragments {
            visitedFragments = []
            let definition = schema.types[fragment.typeCondition]
            try walk(fragment.directives, location: "FRAGMENT_DEFINITION")
            try walk(fragment.selections, in: definition)
            try visit(fragment, definition)
        }
    }

    private func walk(_ operation: GraphQL.Operation) throws(BuiltinError) {
        self.operation = operation
        usedVariables = []
        variables = Dictionary(operation.variables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for variable in operation.variables {
            try step()
            visit(variable)
        }
        for variable in operation.variables {
            if let value = variable.defaultValue {
                try walk(value, expected: variable.type, definition: schema.types[variable.type.name])
            }
            try walk(variable.directives, location: "VARIABLE_DEFINITION")
        }
        let root = schema.root(operation.kind)
        try walk(operation.directives, location: operation.kind.isEmpty ? "QUERY" : operation.kind.uppercased())
        try walk(operation.selections, in: root)
        try visit(operation, root)
        self.operation = nil
        variables = [:]
    }

    private func walk(
        _ selections: [GraphQL.Selection], in parent: GraphQL.Definition?
    ) throws(BuiltinError) {
        for selection in selections {
            try deeper { () throws(BuiltinError) in
                switch selection {
                case .field(let field): try walk(field, in: parent)
                case .spread(let spread): try walk(spread, in: parent)
                case .inline(let inline):
                    let type = inline.typeCondition.isEmpty ? parent : schema.types[inline.typeCondition]
                    try walk(inline.directives, location: "INLINE_FRAGMENT")
                    try walk(inline.selections, in: type)
                    try visit(inline, in: parent)
                }
            }
        }
    }

    private func walk(_ field: GraphQL.Field, in parent: GraphQL.Definition?) throws(BuiltinError) {
        let definition = GraphQL.fieldDefinition(field.name, in: parent)
        for argument in field.arguments {
            try step(definition?.arguments.count ?? 0)
            try walk(argument, definition?.arguments.first { $0.name == argument.name })
        }
        try walk(field.directives, location: "FIELD")
        try walk(field.selections, in: definition.flatMap { schema.types[$0.type.name] })
        try visit(GraphQLFieldVisit(field: field, definition: definition, parent: parent))
    }

    private func walk(_ spread: GraphQL.FragmentSpread, in parent: GraphQL.Definition?) throws(BuiltinError) {
        let fragment = fragments[spread.name]
        try walk(spread.directives, location: "FRAGMENT_SPREAD")
        if let fragment, visitedFragments.insert(fragment.name).inserted {
            try walk(fragment.directives, location: "FRAGMENT_DEFINITION")
            try walk(fragment.selections, in: schema.types[fragment.typeCondition])
        }
        try visit(spread, fragment, in: parent)
    }

    private func walk(_ directives: [GraphQL.Directive], location: String) throws(BuiltinError) {
        if directives.isEmpty { return }
        for directive in directives {
            let definition = schema.directives[directive.name]
            for argument in directive.arguments {
                try step(definition?.arguments.count ?? 0)
                try walk(argument, definition?.arguments.first { $0.name == argument.name })
            }
            try visit(directive, definition, location: location)
        }
        visit(directives)
    }

    private func walk(
        _ argument: GraphQL.Argument, _ definition: GraphQL.ArgumentDefinition?
    ) throws(BuiltinError) {
        try walk(
            argument.value, expected: definition?.type, definition: definition.flatMap { schema.types[$0.type.name] },
            hasDefault: definition?.defaultValue.map { $0.kind != .null } ?? false)
    }

    private func walk(
        _ literal: GraphQL.Literal, expected: GraphQL.TypeReference?, definition: GraphQL.Definition?,
        hasDefault: Bool = false
    ) throws(BuiltinError) {
        try deeper { () throws(BuiltinError) in
            var variable: GraphQL.VariableDefinition?
            switch literal.kind {
            case .variable:
                variable = variables[literal.raw]
                if variable != nil { usedVariables.insert(literal.raw) }
            case .object:
                for child in literal.children {
                    let field = definition?.field(child.name)
                    try walk(
                        child.value, expected: field?.type, definition: field.flatMap { schema.types[$0.type.name] },
                        hasDefault: field?.defaultValue.map { $0.kind != .null } ?? false)
                }
            case .list:
                for child in literal.children {
                    let element = expected?.element
                    try walk(child.value, expected: element, definition: element == nil ? nil : definition)
                }
            default: break
            }
            try visit(
                GraphQLValueVisit(
                    literal: literal, expected: expected, definition: definition, hasDefault: hasDefault,
                    variable: variable))
        }
    }
}

extension GraphQL {
    /// What a type says of one of its fields; every composite type has `__typename`.
    static func fieldDefinition(_ name: String, in type: Definition?) -> FieldDefinition? {
        name == "__typename" ? FieldDefinition(name, TypeReference(named: "String")) : type?.field(name)
    }
}

// MARK: Which rule looks at what

extension GraphQL.QueryValidation {
    private func visit(_ visit: GraphQLFieldVisit) throws(BuiltinError) {
        try fieldsOnCorrectType(visit)
        try knownArgumentNames(visit)
        try maxIntrospectionDepth(visit.field)
        if operation != nil { try overlappingFieldsCanBeMerged(visit.field.selections, in: selectedType(visit)) }
        try providedRequiredArguments(visit)
        scalarLeafs(visit)
        uniqueArgumentNames(visit.field.arguments)
    }

    private func selectedType(_ visit: GraphQLFieldVisit) -> GraphQL.Definition? {
        visit.definition.flatMap { schema.types[$0.type.name] }
    }

    private func visit(_ inline: GraphQL.InlineFragment, in parent: GraphQL.Definition?) throws(BuiltinError) {
        let type = inline.typeCondition.isEmpty ? parent : schema.types[inline.typeCondition]
        fragmentsOnCompositeTypes(inline)
        knownTypeNames(inline)
        try overlappingFieldsCanBeMerged(inline.selections, in: type)
        try possibleFragmentSpreads(inline, in: parent)
    }

    private func visit(
        _ spread: GraphQL.FragmentSpread, _ fragment: GraphQL.Fragment?, in parent: GraphQL.Definition?
    ) throws(BuiltinError) {
        knownFragmentNames(spread, fragment)
        if countsSpreads { usedFragments.insert(spread.name) }
        try possibleFragmentSpreads(spread, fragment, in: parent)
    }

    private func visit(_ fragment: GraphQL.Fragment, _ definition: GraphQL.Definition?) throws(BuiltinError) {
        fragmentsOnCompositeTypes(fragment, definition)
        knownTypeNames(fragment, definition)
        try noFragmentCycles(fragment)
        noUnusedFragments(fragment)
        try overlappingFieldsCanBeMerged(fragment.selections, in: definition)
        uniqueFragmentNames(fragment)
    }

    private func visit(_ operation: GraphQL.Operation, _ root: GraphQL.Definition?) throws(BuiltinError) {
        knownRootType(operation, root)
        loneAnonymousOperation(operation)
        noUnusedVariables(operation)
        try overlappingFieldsCanBeMerged(operation.selections, in: root)
        try singleFieldSubscriptions(operation)
        uniqueOperationNames(operation)
        uniqueVariableNames(operation)
        variablesAreInputTypes(operation)
    }

    private func visit(_ variable: GraphQL.VariableDefinition) { knownTypeNames(variable) }

    private func visit(
        _ directive: GraphQL.Directive, _ definition: GraphQL.DirectiveDefinition?, location: String
    ) throws(BuiltinError) {
        try knownArgumentNames(directive, definition)
        knownDirectives(directive, definition, location: location)
        try providedRequiredArguments(directive, definition)
        uniqueArgumentNames(directive.arguments)
    }

    private func visit(_ directives: [GraphQL.Directive]) { uniqueDirectivesPerLocation(directives) }

    private func visit(_ visit: GraphQLValueVisit) throws(BuiltinError) {
        noUndefinedVariables(visit)
        uniqueInputFieldNames(visit.literal)
        try valuesOfCorrectType(visit)
        variablesInAllowedPosition(visit)
    }
}
