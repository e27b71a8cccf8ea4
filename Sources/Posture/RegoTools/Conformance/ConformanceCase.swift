public import Documents
public import Rego

/// One case of a conformance suite in OPA's language-neutral form: policies, documents, a query and what comes out.
public struct ConformanceCase: Sendable {
    /// The name of the case.
    public var note: String
    public var category: String
    public var dialect: Dialect
    /// Policy texts, loaded as `module0.rego`, `module1.rego`, …
    public var modules: [String]
    public var data: Document?
    public var input: Document?
    /// The input as a term of the language, when JSON cannot hold it.
    public var inputTerm: String?
    public var query: String
    /// The wanted bindings of every answer.
    public var wantedAnswers: [Node]?
    /// Whether arrays at the top of a binding may come in any order, and sets are compared as sets.
    public var sortsBindings: Bool
    public var wantsDefined: Bool?
    /// A part of the wanted message.
    public var wantedError: String?
    public var wantedErrorCode: String?
    /// Whether errors of built-ins end the evaluation.
    public var isStrict: Bool

    /// `category/note`.
    public var name: String { "\(category)/\(note)" }
}

/// Why an entry of a file is no case.
public enum ConformanceCaseError: Error, Sendable, CustomStringConvertible {
    case notAnObject
    case missing(String)
    case wrongKind(key: String, wanted: String)

    public var description: String {
        switch self {
        case .notAnObject: "a case must be an object"
        case .missing(let key): "the case has no '\(key)'"
        case .wrongKind(let key, let wanted): "'\(key)' of the case must be \(wanted)"
        }
    }
}

extension ConformanceCase {
    /// - Parameter fallbackCategory: the category of cases that name none.
    public init(_ node: Node, fallbackCategory: String = "cases") throws(ConformanceCaseError) {
        guard node.value.isObject else { throw .notAnObject }
        let reader = CaseReader(node: node)
        guard let query = try reader.string("query") else { throw .missing("query") }
        self.query = query
        note = try reader.string("note") ?? query
        category = try reader.string("category") ?? fallbackCategory
        dialect = try reader.string("suite") == "v0" ? .v0 : .v1
        modules =
            try reader.list("modules")?.map { (element) throws(ConformanceCaseError) in
                guard let text = element.string else { throw .wrongKind(key: "modules", wanted: "an array of strings") }
                return text
            } ?? []
        data = reader.document("data")
        input = reader.document("input")
        inputTerm = try reader.string("input_term")
        wantedAnswers = try reader.list("want_result")
        sortsBindings = try reader.boolean("sort_bindings") ?? false
        wantsDefined = try reader.boolean("want_defined")
        wantedError = try reader.string("want_error")
        wantedErrorCode = try reader.string("want_error_code")
        isStrict = try reader.boolean("strict_error") ?? false
    }
}

/// Optional keys by kind; null counts as absent, except where it is a document.
private struct CaseReader {
    let node: Node

    private func present(_ key: String) -> Node? {
        guard let found = node[key], !found.value.isNull else { return nil }
        return found
    }

    func string(_ key: String) throws(ConformanceCaseError) -> String? {
        guard let found = present(key) else { return nil }
        guard let string = found.string else { throw .wrongKind(key: key, wanted: "a string") }
        return string
    }

    func boolean(_ key: String) throws(ConformanceCaseError) -> Bool? {
        guard let found = present(key) else { return nil }
        guard let boolean = found.boolean else { throw .wrongKind(key: key, wanted: "a boolean") }
        return boolean
    }

    func list(_ key: String) throws(ConformanceCaseError) -> [Node]? {
        guard let found = present(key) else { return nil }
        guard found.value.isArray else { throw .wrongKind(key: key, wanted: "an array") }
        return found.elements
    }

    func document(_ key: String) -> Document? { node[key].map(Document.init(part:)) }
}

extension Document {
    /// A part of another document, which it keeps alive.
    public convenience init(part: Node) {
        let arena = Arena()
        arena.retain(part.document)
        self.init(root: part.value, arena: arena)
    }
}
