import Documents

extension BuiltinTable {
    /// Values as JSON and YAML and back.
    static let documentTexts: [Builtin] = [
        Builtin("json.marshal", [.any], .string) { context, arguments throws(BuiltinError) in
            context.arena.string(try JSONText.bytes(arguments[0], .compact, context))
        },
        Builtin("json.marshal_with_options", [.any, .object], .string) { context, arguments throws(BuiltinError) in
            let (layout, prefix) = try JSONText.layout(try arguments.object(1))
            let text = try JSONText.bytes(arguments[0], layout, context)
            return context.arena.string(prefix.isEmpty ? text : Array(prefix.utf8) + text)
        },
        Builtin("json.unmarshal", [.string], .any) { context, arguments throws(BuiltinError) in
            try JSONText.parse(try arguments.string(0), context)
        },
        Builtin("json.is_valid", [.string], .boolean) { _, arguments throws(BuiltinError) in
            guard arguments[0].isString else { return .false }
            return Value((try? JSONText.parse(arguments[0], into: Arena())) != nil)
        },
    ]
}

/// JSON as Go's `encoding/json` reads and writes it.
enum JSONText {
    /// The text of `value`, with the escapes of Go for HTML.
    static func bytes(
        _ value: Value, _ layout: JSONWriter.Layout, _ context: BuiltinContext
    ) throws(BuiltinError) -> [UInt8] {
        try checkSize(of: value, layout, context.resultLimit)
        let bytes = JSONWriter(layout, escapingHTML: true).bytes(value)
        return String(validating: bytes, as: UTF8.self) == nil ? repaired(bytes) : bytes
    }

    /// Values share parts, so a small one may be endless when it is written out.
    static func checkSize(
        of value: Value, _ layout: JSONWriter.Layout, _ limit: Int
    ) throws(BuiltinError) {
        var (indent, lineStart) = (0, 0)
        if case .pretty(let step, let prefix) = layout {
            (indent, lineStart) = (step.utf8.count, prefix.utf8.count + 1)
        }
        var size = 0
        var pending: [(value: Value, depth: Int)] = [(value, 0)]
        while let (value, depth) = pending.popLast() {
            size += 2 + lineStart + indent * depth
            switch value.kind {
            case .string: size += value.utf8.count
            case .number: size += value.isSmallInteger ? 0 : value.numberBytes.count
            case .array, .set: pending.append(contentsOf: value.elements.map { ($0, depth + 1) })
            case .object:
                size += value.keys.reduce(0) { $0 + ($1.isString ? $1.utf8.count : 8) }
                pending.append(contentsOf: value.values.map { ($0, depth + 1) })
            default: break
            }
            if size > limit { throw .budget("result larger than \(limit) bytes") }
        }
    }

    /// `bytes` with `\ufffd` for every byte that belongs to no character.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
            let sequence = bytes[index..<min(index + length, bytes.count)]
            if byte < 0x80 || String(validating: sequence, as: UTF8.self) != nil {
                result.append(contentsOf: sequence)
                index += length
            } else {
                result.append(contentsOf: "\\ufffd".utf8)
                index += 1
            }
        }
        return result
    }

    /// What the options of `json.marshal_with_options` ask for.
    static func layout(_ options: Value) throws(BuiltinError) -> (layout: JSONWriter.Layout, prefix: String) {
        var (indent, prefix) = ("\t", "")
        var isPretty: Bool?
        var hasText = false
        for (key, value) in zip(options.keys, options.values) {
            switch key.asString {
            case "indent", "prefix":
                guard let text = value.asString else {
                    throw .operand(
                        2,
                        "key \(TermText.of(key)) failed cast to string: operand 0 must be string"
                            + " but got \(value.typeName)")
                }
                if key.asString == "indent" { indent = text } else { prefix = text }
                hasText = true
            case "pretty":
                guard value.isBoolean else { throw .operand(2, "key \(TermText.of(key)) failed cast to bool") }
                isPretty = value.isTrue
            default:
                throw .operand(2, "object contained unknown key \(TermText.of(key))")
            }
        }
        guard isPretty ?? hasText else { return (.compact, "") }
        return (.pretty(indent: indent, prefix: prefix), prefix)
    }

    static func parse(_ text: Value, _ context: BuiltinContext) throws(BuiltinError) -> Value {
        try parse(text, into: context.arena)
    }

    /// - Throws: ``BuiltinError/failure(_:)`` with the place and the reason in our words.
    static func parse(_ text: Value, into arena: Arena) throws(BuiltinError) -> Value {
        do {
            // A text with stray bytes is copied with U+FFFD in their place, as in Go.
            if String(validating: text.utf8, as: UTF8.self) == nil {
                let repaired = arena.string(text.string)
                return try JSONParser.parse(repaired.utf8, name: "json", into: arena, copyingStrings: false)
            }
            return try JSONParser.parse(text.utf8, name: "json", into: arena, copyingStrings: true)
        } catch {
            if case .budget = error.reason { throw .budget(error.what) }
            throw .failure(error.what)
        }
    }
}
