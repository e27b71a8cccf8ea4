import Documents

// JSON Schema: `json.match_schema` and `json.verify_schema`.
extension BuiltinTable {
    static let schemas: [Builtin] = [
        Builtin("json.verify_schema", [SchemaCalls.document], .array(.any)) { context, arguments throws(BuiltinError) in
            do throws(BuiltinError) {
                _ = try JSONSchema.Reader.read(try SchemaCalls.read(arguments[0], context), context)
                return context.arena.array([.true, .null])
            } catch {
                guard case .failure(let message) = error else { throw error }
                return context.arena.array([.false, context.arena.string("jsonschema: \(message)")])
            }
        },
        Builtin("json.match_schema", [SchemaCalls.document, SchemaCalls.document], .array(.any)) {
            context, arguments throws(BuiltinError) in
            let document = try SchemaCalls.read(arguments[0], context)
            let schema = try JSONSchema.Reader.read(try SchemaCalls.read(arguments[1], context), context)
            var check = JSONSchema.Check(context)
            let outcome = try check.outcome(document, schema)
            let arena = context.arena
            let mismatches = outcome.mismatches.map { mismatch in
                arena.object([
                    "desc": arena.string(mismatch.description),
                    "error": arena.string("\(mismatch.field): \(mismatch.description)"),
                    "field": arena.string(mismatch.field), "type": arena.string(mismatch.type),
                ])
            }
            return arena.array([Value(outcome.isMatch), arena.array(mismatches)])
        },
    ]
}

private enum SchemaCalls {
    static let document = RegoType.union([.string, .object])

    /// A document: itself, or JSON in a string.
    static func read(_ value: Value, _ context: BuiltinContext) throws(BuiltinError) -> Value {
        if value.isCollection { return value }
        guard value.isString else { throw .failure("wrong type, expected string or object") }
        do throws(BuiltinError) {
            return try JSONText.parse(value, context)
        } catch {
            guard case .failure = error else { throw error }
            throw .failure("invalid JSON string")
        }
    }
}
