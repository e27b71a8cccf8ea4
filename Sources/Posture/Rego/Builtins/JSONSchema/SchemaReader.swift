import Documents

extension JSONSchema {
    /// Reads a schema from a value, with all it refers to.
    final class Reader {
        private let context: BuiltinContext
        private let root: Value
        private let draft: Draft
        /// Schemas by their identifiers, as written and as resolved against that of the root.
        private var identified: [String: Value] = [:]
        private let rootIdentifier: String
        /// Nodes by the value they were read from, so that shared parts and circles are read once.
        private var nodes: [UInt64: Node] = [:]
        private var depth = 0

        /// - Throws: ``BuiltinError/failure(_:)`` with gojsonschema's sentence about what is no schema.
        static func read(_ schema: Value, _ context: BuiltinContext) throws(BuiltinError) -> Node {
            let reader = try Reader(schema, context)
            return try reader.node(schema, or: "Valid Schema must be of type object")
        }

        private init(_ root: Value, _ context: BuiltinContext) throws(BuiltinError) {
            self.context = context
            self.root = root
            let named = Reader.member("$schema", of: root)
            if let named, !named.isString { throw .failure("$schema must be of type string") }
            draft = Draft(named?.asString)
            rootIdentifier =
                (Reader.member("$id", of: root) ?? Reader.member("id", of: root))?.asString ?? ""
            collectIdentifiers()
        }

        private static func member(_ name: String, of value: Value) -> Value? {
            guard value.isObject else { return nil }
            var name = name
            let member = name.withUTF8 { value.member($0) }
            return member.isDefined ? member : nil
        }

        private func collectIdentifiers() {
            var seen: Set<UInt64> = []
            var pending = [root]
            while let value = pending.popLast() {
                guard value.isCollection, seen.insert(value.bits).inserted else { continue }
                pending.append(contentsOf: value.isObject ? value.values : value.elements)
                guard value.isObject else { continue }
                for name in ["$id", "id"] {
                    guard let identifier = Reader.member(name, of: value)?.asString else { continue }
                    for form in [identifier, resolved(identifier)] where identified[withoutEnd(form)] == nil {
                        identified[withoutEnd(form)] = value
                    }
                }
            }
        }

        private func withoutEnd(_ uri: String) -> String { uri.hasSuffix("#") ? String(uri.dropLast()) : uri }

        /// A reference next to the root's identifier.
        private func resolved(_ reference: String) -> String {
            guard !rootIdentifier.isEmpty, !reference.contains("://") else { return reference }
            if reference.hasPrefix("#") { return withoutEnd(rootIdentifier) + reference }
            guard let slash = rootIdentifier.lastIndex(of: "/") else { return reference }
            return rootIdentifier[...slash] + reference
        }

        // References

        private func target(of reference: String) throws(BuiltinError) -> Value {
            for form in [reference, resolved(reference)] {
                if let found = identified[withoutEnd(form)] { return found }
            }
            let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let fragment = parts.count > 1 ? String(parts[1]) : ""
            var base = root
            if !parts[0].isEmpty {
                let uri = String(parts[0])
                guard let found = identified[uri] ?? identified[resolved(uri)] else {
                    throw .failure("remote reference loading disabled: \(reference)")
                }
                base = found
            }
            return fragment.hasPrefix("/") ? try follow(fragment, from: base) : base
        }

        /// A JSON pointer (RFC 6901) in a fragment, thus with percent signs.
        private func follow(_ pointer: String, from start: Value) throws(BuiltinError) -> Value {
            // A plus sign is one, other than in query strings.
            let plus = Array(pointer.utf8).flatMap { $0 == UInt8(ascii: "+") ? Array("%2B".utf8) : [$0] }
            let text = try QueryText.unescape(plus[...])
            var value = start
            for token in try DocumentPaths.parse(context.arena.string(text), context.arena) {
                let name = token.string
                switch value.kind {
                case .object:
                    value = value.lookup(token)
                    if value.isUndefined { throw .failure("Object has no key '\(name)'") }
                case .array:
                    guard let index = Int(name) else { throw .failure("Invalid array index '\(name)'") }
                    guard index >= 0, index < value.count else {
                        throw .failure("Out of bound array[0,\(value.count)] index '\(name)'")
                    }
                    value = value.elements[index]
                default: throw .failure("Invalid token reference '\(name)'")
                }
            }
            return value
        }

        // Nodes

        /// The schema that `value` is; `problem` is thrown when it is none.
        private func node(
            _ value: Value, or problem: String = "Expected: Valid Schema, given: Invalid JSON"
        ) throws(BuiltinError) -> Node {
            if value.isBoolean && draft != .draft4 {
                let node = Node()
                node.always = value.isTrue
                return node
            }
            guard value.isObject else { throw .failure(problem) }
            if let known = nodes[value.bits] { return known }
            depth += 1
            defer { depth -= 1 }
            try Nesting.check(depth)
            let node = Node()
            nodes[value.bits] = node
            try fill(node, from: value)
            return node
        }

        private func fill(_ node: Node, from schema: Value) throws(BuiltinError) {
            let keywords = Keywords(schema: schema)
            for name in ["$id", "id"] { _ = try keywords.string(name) }
            for name in ["definitions", "$defs"] {
                guard let definitions = keywords.member(name) else { continue }
                let problem = "Invalid type. Expected: Array Of Schemas, given: \(name)"
                guard definitions.isObject else { throw .failure(problem) }
                for definition in definitions.values { _ = try self.node(definition, or: problem) }
            }
            _ = try keywords.string("title")
            _ = try keywords.string("description")
            if let reference = try keywords.string("$ref") {
                node.reference = try self.node(target(of: reference), or: "Valid Schema must be of type object")
                return
            }
            node.types = try keywords.types()
            try fillObject(node, keywords)
            try fillArray(node, keywords)
            try fillNumber(node, keywords)
            try fillString(node, keywords)
            try fillCounts(node, keywords)
            try fillChoices(node, keywords)
        }

        private func fillObject(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            if let properties = keywords.member("properties") {
                guard properties.isObject else { throw .failure("Properties must be of type object") }
                for (key, value) in zip(properties.keys, properties.values) {
                    node.properties.append((key, try self.node(value)))
                }
            }
            node.additionalProperties = try additional("additionalProperties", keywords)
            if let patterns = keywords.member("patternProperties") {
                guard patterns.isObject else {
                    throw .failure("Invalid type. Expected: Valid Schema, given: patternProperties")
                }
                for (key, value) in zip(patterns.keys, patterns.values) where key.isString {
                    guard let pattern = try? context.patterns.pattern(key) else {
                        throw .failure("Invalid regex pattern '\(key.string)'")
                    }
                    node.patternProperties.append((pattern, try self.node(value)))
                }
            }
            if draft != .draft4, let names = keywords.member("propertyNames") {
                node.propertyNames = try self.node(
                    names, or: "Invalid type. Expected: Valid Schema, given: patternProperties")
            }
            guard let dependencies = keywords.member("dependencies") else { return }
            guard dependencies.isObject else { throw .failure("dependencies must be of type object") }
            let problem = "Dependency must be of type Schema Or Array Of Strings"
            for (key, value) in zip(dependencies.keys, dependencies.values) {
                guard value.isArray else {
                    node.dependencies.append((key, .schema(try self.node(value, or: problem))))
                    continue
                }
                guard value.elements.allSatisfy(\.isString) else { throw .failure(problem) }
                node.dependencies.append((key, .keys(Array(value.elements))))
            }
        }

        private func additional(_ name: String, _ keywords: Keywords) throws(BuiltinError) -> Additional? {
            guard let value = keywords.member(name) else { return nil }
            if value.isBoolean { return .allowed(value.isTrue) }
            return .schema(
                try node(value, or: "Invalid type. Expected: boolean/Valid Schema, given: \(name)"))
        }

        private func fillArray(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            if let items = keywords.member("items") {
                let problem = "Invalid type. Expected: Valid Schema/Array Of Schemas, given: items"
                if items.isArray {
                    for item in items.elements { node.items.append(try self.node(item, or: problem)) }
                } else {
                    node.items = [try self.node(items, or: problem)]
                    node.hasOneItemSchema = true
                }
            }
            node.additionalItems = try additional("additionalItems", keywords)
        }

        private func fillNumber(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            node.multipleOf = try keywords.bound(
                "multipleOf", or: "Invalid type. Expected: Number, given: multipleOf")
            if let multiple = node.multipleOf, multiple.decimal.isNegative || multiple.decimal.digits.isEmpty {
                throw .failure("multipleOf must be strictly greater than 0")
            }
            (node.minimum, node.exclusiveMinimum) = try keywords.limits("minimum", "exclusiveMinimum", draft)
            (node.maximum, node.exclusiveMaximum) = try keywords.limits("maximum", "exclusiveMaximum", draft)
        }

        private func fillString(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            node.minLength = try keywords.count("minLength")
            node.maxLength = try keywords.count("maxLength")
            if let least = node.minLength, let most = node.maxLength, least > most {
                throw .failure("minLength cannot be greater than maxLength")
            }
            if let text = try keywords.string("pattern"), let value = keywords.member("pattern") {
                guard let pattern = try? context.patterns.pattern(value) else {
                    throw .failure("pattern must be a valid regex")
                }
                node.pattern = (pattern, text)
            }
            node.format = try keywords.string("format")
        }

        private func fillCounts(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            node.minProperties = try keywords.count("minProperties")
            node.maxProperties = try keywords.count("maxProperties")
            if let least = node.minProperties, let most = node.maxProperties, least > most {
                throw .failure("minProperties cannot be greater than maxProperties")
            }
            if let required = keywords.member("required") {
                guard required.isArray else { throw .failure("required must be of an array") }
                guard required.elements.allSatisfy(\.isString) else {
                    throw .failure("Invalid type. Expected: string, given: required")
                }
                guard Set(required.elements.map { ValueKey($0) }).count == required.count else {
                    throw .failure("required items must be unique")
                }
                node.required = Array(required.elements)
            }
            node.minItems = try keywords.count("minItems")
            node.maxItems = try keywords.count("maxItems")
            if let unique = keywords.member("uniqueItems") {
                guard unique.isBoolean else { throw .failure("uniqueItems must be of a boolean") }
                node.uniqueItems = unique.isTrue
            }
            if draft != .draft4, let contains = keywords.member("contains") { node.contains = try self.node(contains) }
        }

        private func fillChoices(_ node: Node, _ keywords: Keywords) throws(BuiltinError) {
            if draft != .draft4 { node.constant = keywords.member("const") }
            if let choices = keywords.member("enum") {
                guard choices.isArray else { throw .failure("enum must be of an array") }
                guard Set(choices.elements.map { ValueKey($0) }).count == choices.count else {
                    throw .failure("enum items must be unique")
                }
                node.choices = Array(choices.elements)
            }
            node.oneOf = try list("oneOf", keywords)
            node.anyOf = try list("anyOf", keywords)
            node.allOf = try list("allOf", keywords)
            node.not = try single("not", keywords)
            guard draft == .draft7 || draft == .any else { return }
            node.condition = try single("if", keywords)
            node.then = try single("then", keywords)
            node.otherwise = try single("else", keywords)
        }

        private func list(_ name: String, _ keywords: Keywords) throws(BuiltinError) -> [Node] {
            guard let list = keywords.member(name) else { return [] }
            guard list.isArray else { throw .failure("\(name) must be of an array") }
            var nodes: [Node] = []
            for element in list.elements { nodes.append(try node(element)) }
            return nodes
        }

        private func single(_ name: String, _ keywords: Keywords) throws(BuiltinError) -> Node? {
            guard let value = keywords.member(name) else { return nil }
            return try node(value, or: "\(name) must be of an object")
        }
    }
}
