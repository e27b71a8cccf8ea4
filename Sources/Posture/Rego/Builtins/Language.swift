import Documents

/// Built-ins about the language itself.
extension BuiltinTable {
    static let language: [Builtin] = [
        Builtin("rego.parse_module", [.string, .string], .object) { context, arguments throws(BuiltinError) in
            let file = try arguments.string(0).string
            let text = try arguments.string(1).string
            do throws(PolicyErrors) {
                let module = try Parser.parseModuleInEitherDialect(text, file: file)
                return context.arena.value(of: module.jsonTree)
            } catch {
                throw .failure(error.description)
            }
        }
    ]
}

extension Arena {
    /// A plain value as one of this arena.
    func value(of plain: PlainValue) -> Value {
        switch plain {
        case .null: .null
        case .boolean(let flag): Value(flag)
        case .number(let text): number(text: text)
        case .string(let text): string(text)
        case .array(let elements): array(elements.map { value(of: $0) })
        case .object(let entries): object(entries.map { (key: string($0.key), value: value(of: $0.value)) })
        }
    }
}
