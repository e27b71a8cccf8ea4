import Documents

extension BuiltinTable {
    /// Values as YAML and back.
    static let yaml: [Builtin] = [
        Builtin("yaml.marshal", [.any], .string) { context, arguments throws(BuiltinError) in
            context.arena.string(try YAMLText.bytes(arguments[0], context))
        },
        Builtin("yaml.unmarshal", [.string], .any) { context, arguments throws(BuiltinError) in
            try YAMLText.parse(try arguments.string(0), into: context.arena)
        },
        Builtin("yaml.is_valid", [.string], .boolean) { _, arguments throws(BuiltinError) in
            guard arguments[0].isString else { return .false }
            return Value((try? YAMLText.parse(arguments[0], into: Arena())) != nil)
        },
    ]
}

/// YAML as `sigs.k8s.io/yaml` reads and writes it: by way of JSON, so that fractions pass through 64-bit floats.
enum YAMLText {
    static func bytes(_ value: Value, _ context: BuiltinContext) throws(BuiltinError) -> [UInt8] {
        try JSONText.checkSize(of: value, .pretty(), context.resultLimit)
        let value = try map(value, context.arena, depth: 0) { text in goNumber(text, .yaml) }
        return YAMLWriter().bytes(value)
    }

    /// The first document; null when there is none.
    static func parse(_ text: Value, into arena: Arena) throws(BuiltinError) -> Value {
        let documents: [Value]
        do throws(DocumentError) {
            documents = try YAMLParser.parse(text.utf8, name: "yaml", into: arena)
        } catch {
            if case .budget = error.reason { throw .budget(error.what) }
            throw .failure("yaml: \(error.what)")
        }
        guard let first = documents.first else { return .null }
        return try map(first, arena, depth: 0) { text in goNumber(text, .json) }
    }

    /// `value` with other numbers where `number` has some; what has none is shared.
    private static func map(
        _ value: Value, _ arena: Arena, depth: Int, _ number: (String) -> String?
    ) throws(BuiltinError) -> Value {
        if value.isNumber {
            if value.isSmallInteger { return value }
            return number(value.numberText).map { arena.number(text: $0) } ?? value
        }
        guard value.isCollection else { return value }
        try Nesting.check(depth)
        let slots = value.isObject ? value.values : value.elements
        var mapped: [Value] = []
        mapped.reserveCapacity(slots.count)
        var isChanged = false
        for slot in slots {
            let result = try map(slot, arena, depth: depth + 1, number)
            isChanged = isChanged || result.bits != slot.bits
            mapped.append(result)
        }
        if !isChanged { return value }
        // Numbers stay equal but for what a float cannot hold, which may bring two elements of a set together.
        if value.isSet { return arena.set(mapped) }
        if value.isArray { return arena.array(mapped) }
        return arena.object(zip(value.keys, mapped).map { (key: $0, value: $1) })
    }

    private enum Notation {
        /// As `strconv` prints with the verb `g`: an exponent from a million on.
        case yaml
        /// As `encoding/json` prints: an exponent from 10^21 on.
        case json
    }

    /// The number as Go prints it after reading it as a float; nil for integers of 64 bits, which stay as they are,
    /// and for what is too large.
    private static func goNumber(_ text: String, _ notation: Notation) -> String? {
        if Int64(text) != nil || UInt64(text) != nil { return nil }
        guard let float = Double(text), float.isFinite else { return nil }
        let decimal = DecimalText(float.description)
        if decimal.digits.isEmpty { return float.sign == .minus ? "-0" : "0" }
        let digits = String(decoding: decimal.digits, as: UTF8.self)
        let sign = decimal.isNegative ? "-" : ""
        // Digits before the point, when written without an exponent.
        let point = decimal.digits.count + decimal.exponent
        let range = notation == .yaml ? -3...6 : -5...21
        guard range.contains(point) else {
            let exponent = String((point - 1).magnitude)
            let isShort = notation == .yaml || point > 0
            let padding = exponent.utf8.count < 2 && isShort ? "0" : ""
            return sign + digits.prefix(1) + (digits.utf8.count > 1 ? "." + digits.dropFirst() : "")
                + (point < 1 ? "e-" : "e+") + padding + exponent
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
}
