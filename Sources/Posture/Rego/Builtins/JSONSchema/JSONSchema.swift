import Documents

/// JSON Schema, drafts 4, 6 and 7, as gojsonschema has it: its order of checks, its wording, its habits.
enum JSONSchema {
    /// Which keywords count. Schemas that do not name a known draft may use those of all.
    enum Draft {
        case draft4, draft6, draft7, any

        init(_ uri: String?) {
            switch uri?.split(separator: "#").first {
            case "http://json-schema.org/draft-04/schema": self = .draft4
            case "http://json-schema.org/draft-06/schema": self = .draft6
            case "http://json-schema.org/draft-07/schema": self = .draft7
            default: self = .any
            }
        }
    }

    /// A number of a schema, with the text that messages show.
    struct Bound {
        let decimal: DecimalText
        let text: String

        init(_ number: Value) {
            decimal = DecimalText(number.numberText)
            text = Bound.text(decimal)
        }

        /// As Go's `%v` prints big floating-point numbers: an exponent above six digits or below 0.0001.
        private static func text(_ decimal: DecimalText) -> String {
            guard !decimal.digits.isEmpty else { return "0" }
            let digits = String(decoding: decimal.digits.prefix(40), as: UTF8.self)
            let sign = decimal.isNegative ? "-" : ""
            let point = decimal.digits.count + decimal.exponent
            if (-3...6).contains(point) {
                if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
                if point >= digits.utf8.count {
                    return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
                }
                return sign + digits.prefix(point) + "." + digits.dropFirst(point)
            }
            let exponent = point - 1
            let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
            let magnitude = String(exponent.magnitude)
            return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
                + (magnitude.count < 2 ? "0" : "") + magnitude
        }
    }

    /// What a dependency asks for.
    enum Dependency {
        case keys([Value])
        case schema(Node)
    }

    /// What holds for members that nothing else speaks of.
    enum Additional {
        case allowed(Bool)
        case schema(Node)
    }

    /// A schema that was read. References are resolved: the graph may have circles.
    final class Node {
        /// The schemas `true` and `false`.
        var always: Bool?
        /// Stands for this node, whose other keywords do not count.
        var reference: Node?

        var types: [String] = []
        var properties: [(key: Value, node: Node)] = []
        var additionalProperties: Additional?
        var patternProperties: [(pattern: Pattern, node: Node)] = []
        var propertyNames: Node?
        var dependencies: [(key: Value, dependency: Dependency)] = []
        /// For all elements, or one for each place.
        var items: [Node] = []
        var hasOneItemSchema = false
        var additionalItems: Additional?

        var multipleOf: Bound?
        var maximum: Bound?
        var exclusiveMaximum: Bound?
        var minimum: Bound?
        var exclusiveMinimum: Bound?

        var minLength: Int?
        var maxLength: Int?
        var pattern: (pattern: Pattern, text: String)?
        var format: String?
        var minProperties: Int?
        var maxProperties: Int?
        var required: [Value] = []
        var minItems: Int?
        var maxItems: Int?
        var uniqueItems = false
        var contains: Node?
        var constant: Value?
        var choices: [Value]?

        var oneOf: [Node] = []
        var anyOf: [Node] = []
        var allOf: [Node] = []
        var not: Node?
        var condition: Node?
        var then: Node?
        var otherwise: Node?
    }
}
