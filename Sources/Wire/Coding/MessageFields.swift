public import Documents

/// The fields of one JSON object, as the original's components read them: keys in any case, null as absent.
///
/// Every accessor throws a ``WireError`` with the path of the field when its value has another type.
public struct MessageFields: Sendable {
    /// The object.
    public let node: Node
    /// Where the object is in its message; empty at the top.
    public let path: String

    /// The fields of `node`, which must be an object.
    public init(_ node: Node, path: String = "") throws(WireError) {
        guard node.value.isObject else {
            throw .wrongType(path: path.isEmpty ? "The message" : path, expected: "an object", found: node.kindName)
        }
        self.node = node
        self.path = path
    }

    /// The fields of a JSON text.
    public init(json bytes: [UInt8], name: String, budget: DocumentBudget = .message) throws(WireError) {
        let document: Document
        do {
            document = try JSONParser.parse(SourceBytes(bytes), name: name, budget: budget)
        } catch {
            throw .document(error)
        }
        try self.init(document.root)
    }

    /// The path of a field.
    public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// A value that is there and not null. The exact spelling wins over other cases.
    public subscript(_ key: String) -> Node? {
        if let exact = node[key] { return exact.value.isNull ? nil : exact }
        let found = withExtendedLifetime(node.document) { () -> Value? in
            var key = key
            return key.withUTF8 { wanted in
                let keys = node.value.keys
                guard let index = keys.firstIndex(where: { $0.isString && equalsIgnoringCase($0.utf8, wanted) })
                else { return nil }
                return node.value.values[index]
            }
        }
        return found.flatMap { $0.isNull ? nil : Node(value: $0, document: node.document) }
    }

    /// A string.
    public func string(_ key: String) throws(WireError) -> String? {
        guard let value = self[key] else { return nil }
        guard let string = value.string else { throw wrong(key, "a string", value) }
        return string
    }

    /// A string under the first of two keys that is there, or empty.
    public func text(_ key: String, or other: String) throws(WireError) -> String {
        if let string = try string(key) { return string }
        return try text(other)
    }

    /// A string, or empty when absent.
    public func text(_ key: String) throws(WireError) -> String { try string(key) ?? "" }

    /// An integer of 64 bits.
    public func integer(_ key: String) throws(WireError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let integer = value.integer else { throw wrong(key, "an integer", value) }
        return integer
    }

    /// An integer under the first of two keys that is there, or zero.
    public func integer(_ key: String, or other: String) throws(WireError) -> Int {
        if let integer = try integer(key) { return integer }
        return try integer(other) ?? 0
    }

    /// A boolean.
    public func boolean(_ key: String) throws(WireError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let boolean = value.boolean else { throw wrong(key, "true or false", value) }
        return boolean
    }

    /// A time of RFC 3339; the zero time of the original is nil.
    public func time(_ key: String) throws(WireError) -> Timestamp? {
        guard let text = try string(key), !text.isEmpty else { return nil }
        guard let time = Timestamp(text) else {
            throw .invalid(path: path(of: key), value: text, what: "a time like 2022-09-01T10:00:00Z is expected")
        }
        return time == .zero ? nil : time
    }

    /// An object.
    public func object(_ key: String) throws(WireError) -> MessageFields? {
        guard let value = self[key] else { return nil }
        return try MessageFields(value, path: path(of: key))
    }

    /// The elements of an array; none when absent.
    public func elements(_ key: String) throws(WireError) -> [Node] {
        guard let value = self[key] else { return [] }
        guard value.value.isArray else { throw wrong(key, "an array", value) }
        return value.elements
    }

    /// The objects of an array; none when absent.
    public func objects(_ key: String) throws(WireError) -> [MessageFields] {
        var result: [MessageFields] = []
        for (index, element) in try elements(key).enumerated() {
            result.append(try MessageFields(element, path: "\(path(of: key))[\(index)]"))
        }
        return result
    }

    /// An array of strings; empty when absent.
    public func strings(_ key: String) throws(WireError) -> [String] {
        var result: [String] = []
        for (index, element) in try elements(key).enumerated() {
            guard let string = element.string else {
                throw .wrongType(
                    path: "\(path(of: key))[\(index)]", expected: "a string", found: element.kindName)
            }
            result.append(string)
        }
        return result
    }

    /// An object whose values are strings; nil when absent.
    public func stringMap(_ key: String) throws(WireError) -> [String: String]? {
        guard let object = try object(key) else { return nil }
        var result: [String: String] = [:]
        for (name, value) in object.node.entries {
            guard let string = value.string else {
                throw .wrongType(path: object.path(of: name), expected: "a string", found: value.kindName)
            }
            result[name] = string
        }
        return result
    }

    /// The entries whose keys are none of `known` in any case, in the order of their keys.
    public func others(than known: [String]) -> [ExtraField] {
        node.entries.compactMap { key, value in
            known.contains { equalsIgnoringCase($0, key) } ? nil : ExtraField(key: key, value: value)
        }
    }

    private func wrong(_ key: String, _ expected: String, _ value: Node) -> WireError {
        .wrongType(path: path(of: key), expected: expected, found: value.kindName)
    }
}

/// A field that this version does not know, kept so that it can be passed on.
public struct ExtraField: Sendable, Equatable {
    /// The key as it was written.
    public let key: String
    /// The value as it was.
    public let value: Node
}

extension DocumentBudget {
    /// For one message between components: 8 MiB, 100 levels, keys of 4 KiB.
    public static let message = DocumentBudget(maxBytes: 8 << 20, maxDepth: 100, maxKeyBytes: 4 << 10)
}

extension Node {
    /// What kind of value this is, for error texts: `a string`.
    var kindName: String {
        switch value.kind {
        case .array, .object: "an \(value.kind.map(\.name) ?? "value")"
        case .null: "null"
        case .some(let kind): "a \(kind.name)"
        case nil: "nothing"
        }
    }

    /// The value as JSON on one line.
    public var json: String { JSONWriter.compact.string(self) }
}
