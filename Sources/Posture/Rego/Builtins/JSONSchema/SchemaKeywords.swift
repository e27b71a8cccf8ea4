import Documents

extension JSONSchema {
    /// The keywords of one schema, read as the kinds they must have.
    struct Keywords {
        let schema: Value

        func member(_ name: String) -> Value? {
            var name = name
            let member = name.withUTF8 { schema.member($0) }
            return member.isDefined ? member : nil
        }

        func string(_ name: String) throws(BuiltinError) -> String? {
            guard let value = member(name) else { return nil }
            guard let text = value.asString else { throw .failure("Invalid type. Expected: string, given: \(name)") }
            return text
        }

        func bound(_ name: String, or problem: String? = nil) throws(BuiltinError) -> Bound? {
            guard let value = member(name) else { return nil }
            guard value.isNumber else { throw .failure(problem ?? "\(name) must be of a Number") }
            return Bound(value)
        }

        /// A number that counts something, written without fraction and exponent.
        func count(_ name: String) throws(BuiltinError) -> Int? {
            guard let value = member(name) else { return nil }
            guard value.isNumber, let count = Int(value.numberText) else {
                throw .failure("\(name) must be of an integer")
            }
            if count < 0 { throw .failure("\(name) must be greater than or equal to 0") }
            return count
        }

        /// A limit and its exclusive form, which is a flag in draft 4 and a number of its own later.
        func limits(
            _ name: String, _ exclusiveName: String, _ draft: Draft
        ) throws(BuiltinError) -> (Bound?, Bound?) {
            let limit = try bound(name)
            guard let value = member(exclusiveName) else { return (limit, nil) }
            if value.isBoolean && (draft == .draft4 || draft == .any) {
                guard let limit else { throw .failure("\(exclusiveName) cannot be used without \(name)") }
                return value.isTrue ? (nil, limit) : (limit, nil)
            }
            guard value.isNumber && draft != .draft4 else {
                let wanted = draft == .draft4 ? "boolean" : draft == .any ? "boolean/number" : "number"
                throw .failure("Invalid type. Expected: \(wanted), given: \(exclusiveName)")
            }
            return (limit, Bound(value))
        }

        func types() throws(BuiltinError) -> [String] {
            guard let value = member("type") else { return [] }
            let problem = BuiltinError.failure("Invalid type. Expected: type, given: string/Array Of Strings")
            let names: [Value]
            switch value.kind {
            case .string: names = [value]
            case .array: names = Array(value.elements)
            default: throw problem
            }
            var types: [String] = []
            let known = ["array", "boolean", "integer", "number", "null", "object", "string"]
            for name in names {
                guard let text = name.asString else { throw problem }
                guard known.contains(text) else {
                    throw .failure(
                        "has a primitive type that is NOT VALID -- given: /\(text)/ Expected valid values are:"
                            + "[\(known.joined(separator: " "))]")
                }
                if types.contains(text) { throw .failure("\(text) type is duplicated") }
                types.append(text)
            }
            return types
        }
    }
}
