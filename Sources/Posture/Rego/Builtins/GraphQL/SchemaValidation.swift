// The checks of a schema, in gqlparser's order and words. The first problem ends them.
extension GraphQL.Schema {
    func validate() throws(GraphQL.Problem) {
        for name in types.keys.sorted() {
            if let definition = types[name] { try validate(definition) }
        }
        for name in directives.keys.sorted() {
            guard let directive = directives[name] else { continue }
            try validate(name: directive.name, at: directive.position)
            try validate(directive.arguments, of: directive.name)
        }
    }

    private func validate(_ definition: GraphQL.Definition) throws(GraphQL.Problem) {
        for field in definition.fields {
            try validate(name: field.name, at: field.position)
            try validate(field.type)
            try validate(field.arguments, of: nil)
            let location = definition.kind == .inputObject ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION"
            try validate(field.directives, location: location, of: nil)
        }
        var members: Set<String> = []
        for (index, name) in definition.types.enumerated() {
            guard let member = types[name] else {
                throw GraphQL.Problem("Undefined type \(GraphQL.quote(name)).", at: definition.position)
            }
            guard member.kind == .object else {
                throw GraphQL.Problem(
                    "\(definition.kind.rawValue) type \(GraphQL.quote(name)) must be OBJECT.", at: definition.position)
            }
            if !members.insert(name).inserted {
                let positions = definition.typePositions
                throw GraphQL.Problem(
                    "Union type \(definition.name) can only include type \(name) once.",
                    at: positions.indices.contains(index) ? positions[index] : definition.position)
            }
        }
        for name in definition.interfaces { try validate(definition, implements: name) }
        try validateMembers(of: definition)
        try validateFieldsAreUnique(in: definition)
        if !definition.isBuiltIn { try validate(name: definition.name, at: definition.position) }
        try validate(definition.directives, location: definition.kind.rawValue, of: nil)
    }

    private func validateMembers(of definition: GraphQL.Definition) throws(GraphQL.Problem) {
        let title = "\(definition.kind.rawValue) \(definition.name)"
        switch definition.kind {
        case .object, .interface:
            if definition.fields.isEmpty {
                throw GraphQL.Problem("\(title): must define one or more fields.", at: definition.position)
            }
            for field in definition.fields where types[field.type.name]?.kind == .inputObject {
                throw GraphQL.Problem(
                    "\(title): field must be one of SCALAR, OBJECT, INTERFACE, UNION, ENUM.", at: field.position)
            }
        case .enum:
            if definition.enumValues.isEmpty {
                throw GraphQL.Problem("\(title): must define one or more unique enum values.", at: definition.position)
            }
            var seen: Set<String> = []
            for value in definition.enumValues {
                if ["true", "false", "null"].contains(value.name) {
                    throw GraphQL.Problem("\(title): non-enum value \(value.name).", at: definition.position)
                }
                if !seen.insert(value.name).inserted {
                    throw GraphQL.Problem(
                        "Enum value \(definition.name).\(value.name) can only be defined once.", at: value.position)
                }
                try validate(value.directives, location: "ENUM_VALUE", of: nil)
            }
        case .inputObject:
            if definition.fields.isEmpty {
                throw GraphQL.Problem("\(title): must define one or more input fields.", at: definition.position)
            }
            for field in definition.fields {
                guard let type = types[field.type.name], !type.isInput else { continue }
                throw GraphQL.Problem(
                    "\(type.kind.rawValue) \(field.name): field must be one of SCALAR, ENUM, INPUT_OBJECT.",
                    at: field.position)
            }
        default: break
        }
    }

    private func validateFieldsAreUnique(in definition: GraphQL.Definition) throws(GraphQL.Problem) {
        var seen: Set<String> = []
        for field in definition.fields where !seen.insert(field.name).inserted {
            throw GraphQL.Problem(
                "Field \(definition.name).\(field.name) can only be defined once.", at: field.position)
        }
    }

    private func validate(name: String, at position: GraphQL.Position?) throws(GraphQL.Problem) {
        if name.hasPrefix("__") {
            throw GraphQL.Problem(
                "Name \(GraphQL.quote(name)) must not begin with \"__\", which is reserved by GraphQL introspection.",
                at: position)
        }
    }

    private func validate(_ type: GraphQL.TypeReference) throws(GraphQL.Problem) {
        if types[type.name] == nil { throw GraphQL.Problem("Undefined type \(type.name).", at: type.position) }
    }

    private func validate(
        _ arguments: [GraphQL.ArgumentDefinition], of directive: String?
    ) throws(GraphQL.Problem) {
        for argument in arguments {
            try validate(name: argument.name, at: argument.position)
            try validate(argument.type)
            if let type = types[argument.type.name], !type.isInput {
                throw GraphQL.Problem(
                    "cannot use \(argument.type.text) as argument \(argument.name) because \(type.kind.rawValue) "
                        + "is not a valid input type", at: argument.position)
            }
            try validate(argument.directives, location: "ARGUMENT_DEFINITION", of: directive)
        }
    }

    /// - Parameter current: the directive whose definition uses `list`.
    func validate(
        _ list: [GraphQL.Directive], location: String, of current: String?
    ) throws(GraphQL.Problem) {
        for directive in list {
            try validate(name: directive.name, at: directive.position)
            if let current, directive.name == current {
                throw GraphQL.Problem("Directive \(current) cannot refer to itself.", at: directive.position)
            }
            guard let definition = directives[directive.name] else {
                throw GraphQL.Problem("Undefined directive \(directive.name).", at: directive.position)
            }
            guard definition.locations.contains(location) else {
                throw GraphQL.Problem(
                    "Directive \(directive.name) is not applicable on \(location).", at: directive.position)
            }
            try validate(directive, against: definition)
        }
    }

    private func validate(
        _ directive: GraphQL.Directive, against definition: GraphQL.DirectiveDefinition
    ) throws(GraphQL.Problem) {
        let known = Set(definition.arguments.map(\.name))
        for argument in directive.arguments where !known.contains(argument.name) {
            throw GraphQL.Problem(
                "Undefined argument \(argument.name) for directive \(directive.name).", at: argument.position)
        }
        let given = Set(directive.arguments.filter { $0.value.kind != .null }.map(\.name))
        for argument in definition.arguments where argument.type.isNonNull && argument.defaultValue == nil {
            if given.contains(argument.name) { continue }
            throw GraphQL.Problem(
                "Argument \(argument.name) for directive \(directive.name) cannot be null.", at: directive.position)
        }
    }
}

// MARK: Interfaces

extension GraphQL.Schema {
    private func validate(_ definition: GraphQL.Definition, implements name: String) throws(GraphQL.Problem) {
        guard let interface = types[name] else {
            throw GraphQL.Problem("Undefined type \(GraphQL.quote(name)).", at: definition.position)
        }
        guard interface.kind == .interface else {
            throw GraphQL.Problem(
                "\(GraphQL.quote(name)) is a non interface type \(interface.kind.rawValue).", at: definition.position)
        }
        let start = "For \(definition.name) to implement \(interface.name)"
        for required in interface.fields {
            guard let found = definition.field(required.name) else {
                throw GraphQL.Problem(
                    "\(start) it must have a field called \(required.name).", at: definition.position)
            }
            guard isCovariant(required.type, found.type) else {
                throw GraphQL.Problem(
                    "\(start) the field \(required.name) must have type \(required.type.text).", at: found.position)
            }
            let foundArguments = Dictionary(
                found.arguments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            for argument in required.arguments {
                let arguments = "\(start) the field \(required.name) must have the same arguments but"
                guard let foundArgument = foundArguments[argument.name] else {
                    throw GraphQL.Problem("\(arguments) it is missing \(argument.name).", at: found.position)
                }
                guard argument.type.isCompatible(with: foundArgument.type) else {
                    throw GraphQL.Problem(
                        "\(arguments) \(argument.name) has the wrong type.", at: foundArgument.position)
                }
            }
            let requiredNames = Set(required.arguments.map(\.name))
            for extra in found.arguments where extra.type.isNonNull && extra.defaultValue == nil {
                guard requiredNames.contains(extra.name) else {
                    throw GraphQL.Problem(
                        "\(start) any additional arguments on \(found.name) must be optional or have a default value "
                            + "but \(extra.name) is required.", at: extra.position)
                }
            }
        }
        let own = Set(definition.interfaces)
        for transitive in interface.interfaces where !own.contains(transitive) {
            throw GraphQL.Problem(
                transitive == definition.name
                    ? "Type \(definition.name) cannot implement \(name) because it would create a circular reference."
                    : "Type \(definition.name) must implement \(transitive) because it is implemented by \(name).",
                at: definition.position)
        }
    }

    /// Whether a field of type `actual` may stand for one of type `required`.
    private func isCovariant(_ required: GraphQL.TypeReference, _ actual: GraphQL.TypeReference) -> Bool {
        if required.isNonNull && !actual.isNonNull { return false }
        guard let requiredElement = required.element else {
            if required.namedType == actual.namedType { return true }
            return possibleTypes[required.namedType]?.contains { $0.name == actual.namedType } ?? false
        }
        guard let actualElement = actual.element else { return false }
        return isCovariant(requiredElement, actualElement)
    }
}
