import Documents

// What kind a value is, and the casts of old that only check it or turn sets and arrays into each other.
extension BuiltinTable {
    static let types: [Builtin] =
        [ValueKind.number, .string, .boolean, .array, .set, .object, .null].map { kind in
            Builtin("is_\(kind.name)", [.any], .boolean) { _, arguments throws(BuiltinError) in
                Value(arguments[0].kind == kind)
            }
        }
        + [
            Builtin("type_name", [.any], .string) { context, arguments throws(BuiltinError) in
                context.arena.string(arguments[0].typeName)
            },
            Builtin("cast_array", [.any], .array(.any), isDeprecated: true) { context, arguments throws(BuiltinError) in
                let value = try arguments.oneOf([.array, .set], 0)
                return value.isArray ? value : context.arena.array(value.elements)
            },
            Builtin("cast_set", [.any], .set(.any), isDeprecated: true) { context, arguments throws(BuiltinError) in
                let value = try arguments.oneOf([.set, .array], 0)
                return value.isSet ? value : context.arena.set(value.elements)
            },
        ]
        + [(ValueKind.string, RegoType.string), (.boolean, .boolean), (.null, .null), (.object, .object)]
        .map { kind, type in
            Builtin("cast_\(kind.name)", [.any], type, isDeprecated: true) { _, arguments throws(BuiltinError) in
                guard arguments[0].kind == kind else {
                    throw .operand(1, "must be \(kind.name) but got \(arguments[0].typeName)")
                }
                return arguments[0]
            }
        }
}
