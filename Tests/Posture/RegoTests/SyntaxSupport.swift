import Rego

/// Trees on one line each, in the form of the fixtures in `Tests/Posture/Fixtures/Syntax`.
enum TreeLines {
    static func lines(of module: Module) -> [String] {
        let tree = module.jsonTree.fields
        var lines = ["PKG " + (tree["package"]?.fields["path"]?.items ?? []).map(term).joined(separator: ".")]
        for statement in tree["imports"]?.items ?? [] {
            let alias = statement.fields["alias"].map { " as \($0.text)" } ?? ""
            lines.append("IMP \(term(statement.fields["path"] ?? .null))\(alias)")
        }
        return lines + (tree["rules"]?.items ?? []).map { "RULE " + rule($0) }
    }

    static func rule(_ tree: PlainValue) -> String {
        let fields = tree.fields
        var line = fields["default"] == nil ? "" : "default "
        line += head(fields["head"]?.fields ?? [:]) + " " + body(fields["body"])
        if let branch = fields["else"] { line += " ELSE " + rule(branch) }
        return line
    }

    private static func head(_ head: [String: PlainValue]) -> String {
        var parts: [String] = []
        if let name = head["name"] { parts.append("name=" + name.text) }
        if head["assign"] != nil { parts.append("assign=true") }
        if let key = head["key"] { parts.append("key=" + term(key)) }
        if let value = head["value"] { parts.append("value=" + term(value)) }
        let reference = (head["ref"]?.items ?? []).map(term).joined(separator: ".")
        let arguments = head["args"].map { " args(" + list($0.items) + ")" } ?? ""
        return parts.joined(separator: " ") + " ref=" + reference + arguments
    }

    static func body(_ body: PlainValue?) -> String {
        "<" + (body?.items ?? []).map(expression).joined(separator: "; ") + ">"
    }

    static func expression(_ tree: PlainValue) -> String {
        let fields = tree.fields
        var line: String
        switch fields["terms"] {
        case .array(let terms)?: line = "(do " + list(terms) + ")"
        case let terms?: line = statement(terms)
        case nil: line = "?"
        }
        if fields["negated"] != nil { line = "(not \(line))" }
        for modifier in fields["with"]?.items ?? [] {
            line =
                "(with \(line) \(term(modifier.fields["target"] ?? .null)) \(term(modifier.fields["value"] ?? .null)))"
        }
        return line
    }

    private static func statement(_ terms: PlainValue) -> String {
        let fields = terms.fields
        if fields["type"]?.text == "not" {
            let isBlock = fields["explicit_body"] == .boolean(true)
            return "(not\(isBlock ? " block" : "") \(body(fields["body"])))"
        }
        if fields["type"] != nil { return term(terms) }
        if let symbols = fields["symbols"] { return "(some \(list(symbols.items)))" }
        let key = fields["key"].map { $0 == .null ? "-" : term($0) } ?? "-"
        return
            "(every \(key) \(term(fields["value"] ?? .null)) \(term(fields["domain"] ?? .null)) \(body(fields["body"])))"
    }

    private static func list(_ terms: [PlainValue]) -> String { terms.map(term).joined(separator: " ") }

    static func term(_ tree: PlainValue) -> String {
        let fields = tree.fields
        let value = fields["value"] ?? .null
        switch fields["type"]?.text {
        case "null": return "null"
        case "boolean": return value == .boolean(true) ? "true" : "false"
        case "number", "var": return value.text
        case "string": return quoted(value.text)
        case "ref": return "(ref \(list(value.items)))"
        case "array": return "[\(list(value.items))]"
        case "set": return "#{\(list(value.items))}"
        case "object":
            let entries = value.items.map { term($0.items[0]) + ":" + term($0.items[1]) }
            return "{\(entries.joined(separator: " "))}"
        case "arraycomprehension": return "[|\(term(value.fields["term"] ?? .null))|\(body(value.fields["body"]))]"
        case "setcomprehension": return "{|\(term(value.fields["term"] ?? .null))|\(body(value.fields["body"]))}"
        case "objectcomprehension":
            let key = term(value.fields["key"] ?? .null)
            return "{|\(key):\(term(value.fields["value"] ?? .null))|\(body(value.fields["body"]))}"
        case "call": return "(call \(list(value.items)))"
        case "templatestring":
            let parts = (value.fields["parts"]?.items ?? []).map {
                $0.fields["type"] == nil ? expression($0) : term($0)
            }
            return "$(\(value.fields["multi_line"] == .boolean(true) ? "raw " : "")\(parts.joined(separator: " ")))"
        default: return "?"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension PlainValue {
    fileprivate var fields: [String: PlainValue] {
        if case .object(let fields) = self { return fields }
        return [:]
    }

    fileprivate var items: [PlainValue] {
        if case .array(let items) = self { return items }
        return []
    }

    fileprivate var text: String {
        switch self {
        case .string(let text), .number(let text): text
        default: ""
        }
    }
}
