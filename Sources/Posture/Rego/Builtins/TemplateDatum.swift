import Documents

/// A value within a template, as Go sees it: numbers of documents are texts there (`json.Number`).
enum TemplateDatum {
    /// What a lookup that finds nothing gives.
    case missing
    case null
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string([UInt8])
    case number([UInt8])
    case list([Value])
    case map(Value)

    init(_ value: Value) {
        switch value.kind {
        case .boolean: self = .boolean(value.isTrue)
        case .number:
            var text: [UInt8] = []
            value.appendNumber(to: &text)
            self = .number(text)
        case .string: self = .string(Array(value.utf8))
        case .array: self = .list(Array(value.elements))
        case .object: self = .map(value)
        default: self = .null
        }
    }

    /// Whether a condition holds: what is empty, zero or nothing does not.
    var isTrue: Bool {
        switch self {
        case .missing, .null: false
        case .boolean(let boolean): boolean
        case .integer(let integer): integer != 0
        case .float(let float): float != 0
        case .string(let text), .number(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let object): object.count > 0
        }
    }

    /// Go's name of the type.
    var typeName: String {
        switch self {
        case .missing, .null: "nil"
        case .boolean: "bool"
        case .integer: "int"
        case .float: "float64"
        case .string: "string"
        case .number: "json.Number"
        case .list: "[]interface {}"
        case .map: "map[string]interface {}"
        }
    }

    /// Appends the text of an action's result.
    func print(to output: inout [UInt8], nothing: StaticString = "<no value>") {
        switch self {
        case .missing, .null: output.append(literal: nothing)
        case .boolean(let boolean): output.append(contentsOf: (boolean ? "true" : "false").utf8)
        case .integer(let integer): output.append(decimal: integer)
        case .float(let float): output.append(contentsOf: GoFloat.text(float, "g", nil))
        case .string(let text), .number(let text): output.append(contentsOf: text)
        case .list(let elements): TemplateDatum.print(elements, to: &output)
        case .map(let object): TemplateDatum.print(object, to: &output)
        }
    }

    private static func print(_ elements: [Value], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            TemplateDatum(element).print(to: &output, nothing: "<nil>")
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func print(_ object: Value, to output: inout [UInt8]) {
        output.append(literal: "map[")
        for index in 0..<object.count {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            TemplateDatum(object.keys[index]).print(to: &output)
            output.append(UInt8(ascii: ":"))
            TemplateDatum(object.values[index]).print(to: &output, nothing: "<nil>")
        }
        output.append(UInt8(ascii: "]"))
    }

    /// What `print` would show.
    var text: [UInt8] {
        var output: [UInt8] = []
        print(to: &output, nothing: "<nil>")
        return output
    }

    /// The datum as an argument of `sprintf`; what that does not know becomes text.
    func value(in arena: Arena) -> Value {
        switch self {
        case .integer(let integer): arena.number(integer)
        case .float(let float): arena.number(text: GoFloat.text(float, "e", 16))
        default: arena.string(text)
        }
    }
}
