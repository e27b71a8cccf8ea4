// Rules on values.
extension GraphQL.QueryValidation {
    func uniqueInputFieldNames(_ literal: GraphQL.Literal) {
        guard literal.kind == .object else { return }
        var seen: Set<String> = []
        for child in literal.children where !seen.insert(child.name).inserted {
            report("There can be only one input field named \(GraphQL.quote(child.name)).", at: child.position)
        }
    }

    func valuesOfCorrectType(_ visit: GraphQLValueVisit) throws(BuiltinError) {
        guard let definition = visit.definition, let expected = visit.expected else { return }
        let literal = visit.literal
        if literal.kind == .null && expected.isNonNull {
            report(
                "Expected value of type \(GraphQL.quote(expected.text)), found \(literal.text).",
                at: literal.position)
        }
        // What fits a scalar of the schema's own is not known.
        let name = definition.name
        if definition.kind == .scalar && !["Int", "Float", "String", "Boolean", "ID"].contains(name) { return }
        switch literal.kind {
        case .null, .variable: return
        case .list:
            if expected.element == nil { reportWrongType(literal, expected, definition) }
        case .integer:
            if !["Int", "Float", "ID"].contains(name) || Int(literal.raw) == nil {
                reportWrongType(literal, expected, definition)
            }
        case .float:
            // Too large for 64 bits is wrong, too.
            if name != "Float" || Double(literal.raw)?.isFinite != true {
                reportWrongType(literal, expected, definition)
            }
        case .string, .block:
            if definition.kind == .enum {
                report(
                    wrongType(literal, expected, definition) + enumSuggestion(literal, definition),
                    at: literal.position)
            } else if name != "String" && name != "ID" {
                reportWrongType(literal, expected, definition)
            }
        case .enum:
            if definition.kind != .enum {
                reportWrongType(literal, expected, definition)
            } else if !definition.enumValues.contains(where: { $0.name == literal.raw }) {
                try step(definition.enumValues.count)
                report(
                    "Value \(GraphQL.quote(literal.text)) does not exist in \(GraphQL.quote(expected.text)) enum."
                        + enumSuggestion(literal, definition), at: literal.position)
            }
        case .boolean:
            if name != "Boolean" { reportWrongType(literal, expected, definition) }
        case .object:
            try objectOfCorrectType(literal, definition)
        }
    }

    private func objectOfCorrectType(
        _ literal: GraphQL.Literal, _ definition: GraphQL.Definition
    ) throws(BuiltinError) {
        try step(definition.fields.count + literal.children.count)
        let given = Set(literal.children.map(\.name))
        for field in definition.fields
        where field.type.isNonNull && field.defaultValue == nil && !given.contains(field.name) {
            report(
                "Field \(GraphQL.quote(definition.name + "." + field.name)) of required type "
                    + "\(GraphQL.quote(field.type.text)) was not provided.", at: literal.position)
        }
        if definition.directives.contains(where: { $0.name == "oneOf" }) { oneOf(literal, definition) }
        for child in literal.children where definition.field(child.name) == nil {
            report(
                "Field \(GraphQL.quote(child.name)) is not defined by type \(GraphQL.quote(definition.name))."
                    + GraphQL.suggestion("Did you mean", for: child.name, among: definition.fields.map(\.name)),
                at: child.position)
        }
    }

    /// An input object with `@oneOf` has exactly one field, and that is not null.
    private func oneOf(_ literal: GraphQL.Literal, _ definition: GraphQL.Definition) {
        guard literal.children.count == 1, let child = literal.children.first else {
            report(
                "OneOf Input Object \(GraphQL.quote(definition.name)) must specify exactly one key.",
                at: literal.position)
            return
        }
        if child.value.kind == .null {
            report(
                "Field \(GraphQL.quote(definition.name + "." + child.name)) must be non-null.", at: child.value.position
            )
        } else if child.value.kind == .variable, let variable = variables[child.value.raw], !variable.type.isNonNull {
            report(
                "Variable \(GraphQL.quote("$" + variable.name)) is of type \(GraphQL.quote(variable.type.text)) but must "
                    + "be non-nullable to be used for OneOf Input Object \(GraphQL.quote(definition.name)).",
                at: variable.position)
        }
    }

    private func reportWrongType(
        _ literal: GraphQL.Literal, _ expected: GraphQL.TypeReference, _ definition: GraphQL.Definition
    ) {
        report(wrongType(literal, expected, definition), at: literal.position)
    }

    private func wrongType(
        _ literal: GraphQL.Literal, _ expected: GraphQL.TypeReference, _ definition: GraphQL.Definition
    ) -> String {
        let text = literal.text
        switch expected.text {
        case "Int", "Int!":
            let isWide = literal.kind == .integer && Int32(literal.raw) == nil
            return "Int cannot represent non\(isWide ? " 32-bit signed integer" : "-integer") value: \(text)"
        case "String", "String!", "[String]": return "String cannot represent a non string value: \(text)"
        case "Boolean", "Boolean!": return "Boolean cannot represent a non boolean value: \(text)"
        case "Float", "Float!": return "Float cannot represent non numeric value: \(text)"
        case "ID", "ID!": return "ID cannot represent a non-string and non-integer value: \(text)"
        default:
            let type = GraphQL.quote(expected.text)
            return definition.kind == .enum
                ? "Enum \(type) cannot represent non-enum value: \(text)."
                : "Expected value of type \(type), found \(text)."
        }
    }

    private func enumSuggestion(
        _ literal: GraphQL.Literal, _ definition: GraphQL.Definition
    ) -> String {
        GraphQL.suggestion(
            "Did you mean the enum value", for: literal.raw, among: definition.enumValues.map(\.name))
    }
}
