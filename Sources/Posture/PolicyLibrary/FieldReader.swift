import Documents

/// What is wrong with a field of a file that a user wrote: its path, and why.
public struct FieldError: Error, Sendable, Hashable, CustomStringConvertible {
    public let field: String
    public let why: String

    public init(_ field: String, _ why: String) {
        self.field = field
        self.why = why
    }

    public var description: String { "\(field) \(why)" }
}

/// Reads the fields of an object strictly: what is missing, misspelt or of the wrong type is an error with its path.
struct FieldReader {
    let node: Node
    /// `[0].resources[1]`.
    let path: String
    /// Whether fields that nothing reads are passed over.
    let isLenient: Bool

    init(_ node: Node, _ path: String, isLenient: Bool = false) throws(FieldError) {
        guard node.value.isObject else {
            throw FieldError(path.isEmpty ? "the document" : path, "must be an object")
        }
        self.node = node
        self.path = path
        self.isLenient = isLenient
    }

    /// Refuses fields that nothing reads, as they are most likely slips of the hand.
    func allow(_ known: [String]) throws(FieldError) {
        if isLenient { return }
        for (key, _) in node.entries where !known.contains(key) {
            throw FieldError(
                child(key), "is not a field of this object; these are: \(known.joined(separator: ", "))")
        }
    }

    func child(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a field that is there and not null.
    func value(_ key: String) -> Node? { node[key].flatMap { $0.value.isNull ? nil : $0 } }

    /// A text; empty when the field is absent.
    func text(_ key: String) throws(FieldError) -> String {
        guard let value = value(key) else { return "" }
        guard let text = value.string else { throw FieldError(child(key), "must be a text") }
        return text
    }

    func boolean(_ key: String) throws(FieldError) -> Bool? {
        guard let value = value(key) else { return nil }
        if let boolean = value.boolean { return boolean }
        switch value.string?.lowercased() {
        case "true": return true
        case "false": return false
        default: throw FieldError(child(key), "must be true or false")
        }
    }

    /// A list of texts; empty when the field is absent.
    func list(_ key: String) throws(FieldError) -> [String] {
        guard let value = value(key) else { return [] }
        guard value.value.isArray else { throw FieldError(child(key), "must be a list") }
        var texts: [String] = []
        for (index, element) in value.elements.enumerated() {
            guard let text = element.string else { throw FieldError("\(child(key))[\(index)]", "must be a text") }
            texts.append(text)
        }
        return texts
    }

    /// A map of texts. Numbers and booleans count as what they are written as, as YAML authors forget quotes.
    func texts(_ key: String) throws(FieldError) -> [String: String] {
        guard let value = value(key) else { return [:] }
        guard value.value.isObject else { throw FieldError(child(key), "must be an object") }
        var texts: [String: String] = [:]
        for (name, entry) in value.entries {
            guard let text = Record.text(entry) else { throw FieldError("\(child(key)).\(name)", "must be a text") }
            texts[name] = text
        }
        return texts
    }

    func reader(_ key: String) throws(FieldError) -> FieldReader? {
        guard let value = value(key) else { return nil }
        return try FieldReader(value, child(key), isLenient: isLenient)
    }

    /// The objects of a list; empty when the field is absent.
    func readers(_ key: String) throws(FieldError) -> [FieldReader] {
        guard let value = value(key) else { return [] }
        guard value.value.isArray else { throw FieldError(child(key), "must be a list") }
        var readers: [FieldReader] = []
        for (index, element) in value.elements.enumerated() {
            readers.append(try FieldReader(element, "\(child(key))[\(index)]", isLenient: isLenient))
        }
        return readers
    }
}
