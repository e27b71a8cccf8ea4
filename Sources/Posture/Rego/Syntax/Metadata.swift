import Documents

/// What is wrong with a `# METADATA` block.
struct MetadataFlaw: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// A `# METADATA` block read as OPA reads it: known fields only, authors and related resources as objects.
struct Metadata {
    /// The scope as it was written.
    private(set) var writtenScope: String?
    private(set) var fields: [String: PlainValue] = [:]

    init(yaml: [UInt8]) throws(MetadataFlaw) {
        if yaml.allSatisfy({ $0 == .space || $0 == .tab || $0 == .newline || $0 == .carriageReturn }) {
            throw MetadataFlaw("expected METADATA block, found whitespace")
        }
        guard case .object(let written) = try decodeMetadata(yaml) else {
            throw MetadataFlaw("METADATA block is not a mapping")
        }
        for (name, value) in written.sorted(by: { $0.key < $1.key }) where value != .null {
            try add(name, value)
        }
    }

    private mutating func add(_ name: String, _ value: PlainValue) throws(MetadataFlaw) {
        switch name {
        case "scope": writtenScope = try Self.text(value, of: name)
        case "title", "description": fields[name] = .string(try Self.text(value, of: name))
        case "entrypoint":
            guard case .boolean(let flag) = value else { throw MetadataFlaw("entrypoint must be a boolean") }
            if flag { fields[name] = value }
        case "organizations":
            fields[name] = .array(
                try Self.list(value, of: name) { (item) throws(MetadataFlaw) in
                    .string(try Self.text(item, of: name))
                })
        case "authors": fields[name] = .array(try Self.list(value, of: name, Self.author))
        case "related_resources": fields[name] = .array(try Self.list(value, of: name, Self.resource))
        case "schemas": fields[name] = .array(try Self.list(value, of: name, Self.schema))
        case "custom", "labels":
            guard case .object = value else { throw MetadataFlaw("\(name) must be a mapping") }
            fields[name] = value
        default: break
        }
    }

    // MARK: - Scopes

    /// The scope, which follows from what the block stands before when it is not written.
    func scope(before statement: ModuleDraft.StatementKind?) throws(MetadataFlaw) -> Annotations.Scope {
        let isEntrypoint = fields["entrypoint"] != nil
        let scope: Annotations.Scope
        if let writtenScope, !writtenScope.isEmpty {
            guard let known = Annotations.Scope(rawValue: writtenScope) else { throw Self.invalid(writtenScope) }
            scope = known
        } else {
            switch statement {
            case .rule?: scope = isEntrypoint ? .document : .rule
            case .package?: scope = .package
            case .import?: throw Self.invalid("import")
            case nil: throw Self.invalid("")
            }
        }
        try Self.check(scope, before: statement)
        if isEntrypoint, scope != .document, scope != .package {
            throw MetadataFlaw("annotation entrypoint applied to non-document or package scope '\(scope.rawValue)'")
        }
        return scope
    }

    private static func check(
        _ scope: Annotations.Scope, before statement: ModuleDraft.StatementKind?
    ) throws(MetadataFlaw) {
        let wanted: String
        switch (scope, statement) {
        case (.rule, .rule?), (.document, .rule?), (.package, .package?), (.subpackages, .package?): return
        case (.rule, _), (.document, _): wanted = "rule"
        case (.package, _), (.subpackages, _): wanted = "package"
        }
        let found =
            switch statement {
            case .rule?: " (have rule)"
            case .package?: " (have package)"
            case .import?: " (have import)"
            case nil: ""
            }
        throw MetadataFlaw("annotation scope '\(scope.rawValue)' must be applied to \(wanted)\(found)")
    }

    private static func invalid(_ scope: String) -> MetadataFlaw {
        MetadataFlaw(
            "invalid annotation scope '\(scope)'. Use one of 'rule', 'document', 'package', or 'subpackages'")
    }

    // MARK: - Fields

    private static func text(_ value: PlainValue, of name: String) throws(MetadataFlaw) -> String {
        switch value {
        case .string(let text): return text
        case .number(let digits): return digits
        case .boolean(let flag): return flag ? "true" : "false"
        case .null: return ""
        case .array, .object: throw MetadataFlaw("\(name) must be text")
        }
    }

    private static func list(
        _ value: PlainValue, of name: String, _ item: (PlainValue) throws(MetadataFlaw) -> PlainValue
    ) throws(MetadataFlaw) -> [PlainValue] {
        guard case .array(let items) = value else { throw MetadataFlaw("\(name) must be a list") }
        var list: [PlainValue] = []
        for value in items { list.append(try item(value)) }
        return list
    }

    /// `Name <address>`, or a mapping with `name` and `email`.
    private static func author(_ value: PlainValue) throws(MetadataFlaw) -> PlainValue {
        switch value {
        case .string(let text):
            let words = text.split(whereSeparator: \.isWhitespace)
            guard let last = words.last else {
                throw MetadataFlaw("invalid author definition \(text): author is an empty string")
            }
            guard last.hasPrefix("<"), last.hasSuffix(">") else {
                return .object(["name": .string(words.joined(separator: " "))])
            }
            var author: [String: PlainValue] = ["email": .string(String(last.dropFirst().dropLast()))]
            if words.count > 1 { author["name"] = .string(words.dropLast().joined(separator: " ")) }
            return .object(author)
        case .object(let entries):
            let author = entries.filter { ($0.key == "name" || $0.key == "email") && $0.value != .string("") }
            if author.isEmpty {
                throw MetadataFlaw("invalid author definition: 'name' and/or 'email' values required in object")
            }
            return .object(author)
        default:
            throw MetadataFlaw("invalid author definition: invalid value type, must be string or map")
        }
    }

    /// A URL, or a mapping with `ref` and `description`.
    private static func resource(_ value: PlainValue) throws(MetadataFlaw) -> PlainValue {
        switch value {
        case .string(let text):
            return .object(["ref": .string(text)])
        case .object(let entries):
            guard case .string(let reference)? = entries["ref"], !reference.isEmpty else {
                throw MetadataFlaw("invalid related-resource definition: 'ref' value required in object")
            }
            return .object(entries.filter { $0.key == "ref" || $0.key == "description" && $0.value != .string("") })
        default:
            throw MetadataFlaw("invalid related-resource definition: invalid value type, must be string or map")
        }
    }

    /// `input.x: schema.y`, or `input.x: {…}` with the schema itself.
    private static func schema(_ value: PlainValue) throws(MetadataFlaw) -> PlainValue {
        guard case .object(let entries) = value, entries.count == 1, let (place, schema) = entries.first else {
            throw MetadataFlaw("invalid schema declaration")
        }
        guard let path = path(place), path[0] == "input" || path[0] == "data" else {
            throw MetadataFlaw("invalid document reference")
        }
        let names = PlainValue.array(path.map(PlainValue.string))
        switch schema {
        case .string(let text):
            guard let reference = self.path(text), reference[0] == "schema" else {
                throw MetadataFlaw("invalid schema reference")
            }
            return .object(["path": names, "schema": .array(reference.map(PlainValue.string))])
        case .object: return .object(["path": names, "definition": schema])
        default: throw MetadataFlaw("invalid schema declaration for path \"\(place)\"")
        }
    }

    private static func path(_ text: String) -> [String]? {
        guard let term = try? Parser.parseTerm(text) else { return nil }
        switch term.kind {
        case .variable(let name): return [name]
        case .reference(let parts): return Descent.path(parts)
        default: return nil
        }
    }
}

/// Reads the YAML of a metadata block.
func decodeMetadata(_ yaml: [UInt8]) throws(MetadataFlaw) -> PlainValue {
    let arena = Arena()
    do {
        let values = try yaml.withUnsafeBufferPointer { bytes throws(DocumentError) in
            try YAMLParser.parse(bytes, name: "METADATA", into: arena)
        }
        guard let value = values.first else { return .null }
        return withExtendedLifetime(arena) { plain(value) }
    } catch {
        throw MetadataFlaw("yaml: \(error)")
    }
}

private func plain(_ value: Value) -> PlainValue {
    if value.isBoolean { return .boolean(value.isTrue) }
    if value.isNumber { return .number(value.numberText) }
    if value.isString { return .string(value.string) }
    if value.isArray { return .array(value.elements.map(plain)) }
    guard value.isObject else { return .null }
    var entries: [String: PlainValue] = [:]
    for (key, entry) in zip(value.keys, value.values) where key.isString { entries[key.string] = plain(entry) }
    return .object(entries)
}
