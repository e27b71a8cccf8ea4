import Documents

extension JSONSchema {
    /// What does not fit a schema.
    struct Mismatch {
        let type: String
        let field: String
        let description: String
    }

    /// All mismatches of one place, and a score that tells which of several alternatives came nearest.
    struct Outcome {
        var mismatches: [Mismatch] = []
        var score = 0
        var isMatch: Bool { mismatches.isEmpty }

        mutating func merge(_ other: Outcome) {
            mismatches += other.mismatches
            score += other.score
        }
    }

    /// Holds a value against a schema.
    struct Check {
        let context: BuiltinContext
        private var path: [String] = []
        private var depth = 0
        private var steps = 0
        private static let stepLimit = 1_000_000

        init(_ context: BuiltinContext) { self.context = context }

        /// - Throws: ``BuiltinError/budget(_:)`` when the check takes too many steps or goes too deep.
        mutating func outcome(_ value: Value, _ node: Node) throws(BuiltinError) -> Outcome {
            var outcome = Outcome()
            try check(value, node, &outcome)
            return outcome
        }

        mutating func step(_ count: Int = 1) throws(BuiltinError) {
            steps += count
            if steps > Check.stepLimit { throw .budget("JSON Schema takes too many steps to check") }
        }

        func report(_ type: String, _ description: String, _ outcome: inout Outcome) {
            let field = path.isEmpty ? "(Root)" : path.joined(separator: ".")
            outcome.mismatches.append(Mismatch(type: type, field: field, description: description))
            outcome.score -= 2
        }

        /// The outcome for a member of the present value.
        mutating func outcome(
            _ value: Value, _ node: Node, under key: String
        ) throws(BuiltinError) -> Outcome {
            path.append(key)
            let outcome = try outcome(value, node)
            path.removeLast()
            return outcome
        }

        private mutating func check(_ value: Value, _ node: Node, _ outcome: inout Outcome) throws(BuiltinError) {
            try step()
            depth += 1
            defer { depth -= 1 }
            try Nesting.check(depth)
            if let always = node.always {
                if !always { report("false", "False always fails validation", &outcome) }
                return
            }
            if let reference = node.reference { return try check(value, reference, &outcome) }
            let type = Check.typeName(value)
            guard node.types.isEmpty || node.types.contains(type) || type == "integer" && node.types.contains("number")
            else {
                let expected = node.types.count == 1 ? node.types[0] : "[" + node.types.joined(separator: ",") + "]"
                report("invalid_type", "Invalid type. Expected: \(expected), given: \(type)", &outcome)
                return
            }
            try checkAlternatives(value, node, &outcome)
            switch value.kind {
            case .array, .set:
                try checkArray(value, node, &outcome)
                try checkChoices(value, node, &outcome)
            case .object:
                try checkObject(value, node, &outcome)
                try checkChoices(value, node, &outcome)
                for (key, property) in node.properties {
                    let member = value.lookup(key)
                    guard member.isDefined else { continue }
                    path.append(key.string)
                    try check(member, property, &outcome)
                    path.removeLast()
                }
            default:
                if value.isNumber { try checkNumber(value, node, &outcome) }
                try checkChoices(value, node, &outcome)
                if value.isString { checkString(value, node, &outcome) }
                // Scalars go through three checks more, whatever they are; null through none of numbers and texts.
                outcome.score += value.isNull ? 0 : 2
            }
            outcome.score += 1
        }

        private static func typeName(_ value: Value) -> String {
            switch value.kind {
            case .number: DecimalText(value.numberText).isInteger ? "integer" : "number"
            case .set: "array"
            default: value.typeName
            }
        }

        private func checkChoices(_ value: Value, _ node: Node, _ outcome: inout Outcome) throws(BuiltinError) {
            let field = path.isEmpty ? "(Root)" : path.joined(separator: ".")
            if let constant = node.constant, !Value.equal(constant, value) {
                let text = try JSONSchema.text(constant, context)
                report("const", "\(field) does not match: \(text)", &outcome)
            }
            if let choices = node.choices, !choices.contains(where: { Value.equal($0, value) }) {
                var texts: [String] = []
                for choice in choices { texts.append(try JSONSchema.text(choice, context)) }
                report(
                    "enum", "\(field) must be one of the following: \(texts.joined(separator: ", "))", &outcome)
            }
            if let format = node.format, value.isString, !Formats.matches(value, format, context) {
                report("format", "Does not match format '\(format)'", &outcome)
            }
            outcome.score += 1
        }
    }

    /// The JSON text of a value of a schema.
    private static func text(_ value: Value, _ context: BuiltinContext) throws(BuiltinError) -> String {
        String(decoding: try JSONText.bytes(normalized(value, context.arena), .compact, context), as: UTF8.self)
    }

    /// gojsonschema prints whole numbers without their fraction.
    private static func normalized(_ value: Value, _ arena: Arena) -> Value {
        guard value.isNumber, !value.isSmallInteger, let integer = value.integer else { return value }
        return arena.number(integer)
    }
}

// MARK: Alternatives

extension JSONSchema.Check {
    private mutating func checkAlternatives(
        _ value: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        if !node.anyOf.isEmpty {
            let (matches, nearest) = try count(value, node.anyOf, stopsAtFirst: true)
            if matches == 0 {
                report("number_any_of", "Must validate at least one schema (anyOf)", &outcome)
                if let nearest { outcome.merge(nearest) }
            }
        }
        if !node.oneOf.isEmpty {
            let (matches, nearest) = try count(value, node.oneOf, stopsAtFirst: false)
            if matches != 1 {
                report("number_one_of", "Must validate one and only one schema (oneOf)", &outcome)
                if matches == 0, let nearest { outcome.merge(nearest) }
            }
        }
        if !node.allOf.isEmpty {
            var isMatch = true
            for alternative in node.allOf {
                let found = try self.outcome(value, alternative)
                isMatch = isMatch && found.isMatch
                outcome.merge(found)
            }
            if !isMatch { report("number_all_of", "Must validate all the schemas (allOf)", &outcome) }
        }
        if let not = node.not, try self.outcome(value, not).isMatch {
            report("number_not", "Must not validate the schema (not)", &outcome)
        }
        if value.isObject { try checkDependencies(value, node, &outcome) }
        if let condition = node.condition {
            let isMatch = try self.outcome(value, condition).isMatch
            if let branch = isMatch ? node.then : node.otherwise {
                let found = try self.outcome(value, branch)
                if !found.isMatch {
                    report(
                        isMatch ? "condition_then" : "condition_else",
                        isMatch
                            ? "Must validate \"then\" as \"if\" was valid"
                            : "Must validate \"else\" as \"if\" was not valid", &outcome)
                    outcome.merge(found)
                }
            }
        }
        outcome.score += 1
    }

    /// How many alternatives match, and the outcome of the one that came nearest before the first that does.
    private mutating func count(
        _ value: Value, _ nodes: [JSONSchema.Node], stopsAtFirst: Bool
    ) throws(BuiltinError) -> (matches: Int, nearest: JSONSchema.Outcome?) {
        var matches = 0
        var nearest: JSONSchema.Outcome?
        for node in nodes {
            let found = try outcome(value, node)
            if found.isMatch {
                matches += 1
                if stopsAtFirst { break }
            } else if matches == 0, nearest.map({ found.score > $0.score }) ?? true {
                nearest = found
            }
        }
        return (matches, nearest)
    }

    private mutating func checkDependencies(
        _ value: Value, _ node: JSONSchema.Node, _ outcome: inout JSONSchema.Outcome
    ) throws(BuiltinError) {
        for (key, dependency) in node.dependencies where value.lookup(key).isDefined {
            switch dependency {
            case .keys(let keys):
                for key in keys where value.lookup(key).isUndefined {
                    report("missing_dependency", "Has a dependency on \(key.string)", &outcome)
                }
            case .schema(let schema): outcome.merge(try self.outcome(value, schema))
            }
        }
    }
}
