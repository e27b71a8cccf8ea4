import Documents

/// Fields to add below a mapping, put together so that each key is written once.
struct FieldTree {
    private(set) var entries: [(key: String, node: Node)] = []

    enum Node {
        case value(String)
        case mapping(FieldTree)
        case list([Node])
    }

    /// Adds a value at the end of `steps`; false when something else is there, or a list would have a hole.
    mutating func add(_ steps: ArraySlice<DocumentPath.Step>, _ value: String) -> Bool {
        guard case .key(let key)? = steps.first else { return false }
        let rest = steps.dropFirst()
        if let index = entries.firstIndex(where: { $0.key == key }) {
            guard let merged = Self.merged(entries[index].node, rest, value) else { return false }
            entries[index].node = merged
            return true
        }
        guard let node = Self.made(rest, value) else { return false }
        entries.append((key, node))
        return true
    }

    private static func made(_ steps: ArraySlice<DocumentPath.Step>, _ value: String) -> Node? {
        switch steps.first {
        case nil: return .value(value)
        case .key:
            var tree = FieldTree()
            return tree.add(steps, value) ? .mapping(tree) : nil
        case .index(let index):
            guard index == 0 else { return nil }
            return made(steps.dropFirst(), value).map { .list([$0]) }
        }
    }

    private static func merged(_ node: Node, _ steps: ArraySlice<DocumentPath.Step>, _ value: String) -> Node? {
        switch (node, steps.first) {
        case (.mapping(var tree), .key): return tree.add(steps, value) ? .mapping(tree) : nil
        case (.list(var items), .index(let index)):
            if index == items.count {
                guard let item = made(steps.dropFirst(), value) else { return nil }
                items.append(item)
            } else if items.indices.contains(index), let item = merged(items[index], steps.dropFirst(), value) {
                items[index] = item
            } else {
                return nil
            }
            return .list(items)
        case (.value(let old), nil): return old == value ? node : nil
        default: return nil
        }
    }

    // MARK: Text

    /// Lines of a block mapping, the first without indentation.
    func block(indent: Int, lineBreak: String) -> String {
        let space = String(repeating: " ", count: indent)
        return entries.map { key, node in
            let name = Scalar.yaml(key: key)
            if case .mapping(let tree) = node {
                return "\(name):\(lineBreak)\(space)  \(tree.block(indent: indent + 2, lineBreak: lineBreak))"
            }
            return "\(name): \(Self.flow(node, isJSON: false))"
        }.joined(separator: lineBreak + space)
    }

    /// The entries of a mapping in braces.
    func flow(isJSON: Bool) -> String {
        entries.map { key, node in
            "\(isJSON ? Scalar.json(key) : Scalar.yaml(key: key)): \(Self.flow(node, isJSON: isJSON))"
        }.joined(separator: ", ")
    }

    private static func flow(_ node: Node, isJSON: Bool) -> String {
        switch node {
        case .value(let value): isJSON ? Scalar.json(value: value) : Scalar.yaml(value: value)
        case .mapping(let tree): "{\(tree.flow(isJSON: isJSON))}"
        case .list(let items): "[\(items.map { flow($0, isJSON: isJSON) }.joined(separator: ", "))]"
        }
    }
}

/// Values of fixes as manifests spell them: booleans, numbers and lists of plain words as they are, the rest quoted.
enum Scalar {
    static func yaml(value: String) -> String { isPlain(value) || plainList(value) != nil ? value : json(value) }

    static func json(value: String) -> String {
        if isPlain(value) { return value }
        guard let list = plainList(value) else { return json(value) }
        return "[\(list.map { isPlain($0) ? $0 : json($0) }.joined(separator: ", "))]"
    }

    static func yaml(key: String) -> String {
        let isWord = !key.isEmpty && key.utf8.allSatisfy(isWordByte) && !isPlain(key)
        return isWord ? key : json(key)
    }

    /// The text in quotes.
    static func json(_ text: String) -> String {
        let arena = Arena()
        return withExtendedLifetime(arena) { JSONWriter.compact.string(arena.string(text)) }
    }

    private static func isPlain(_ value: String) -> Bool {
        if value == "true" || value == "false" { return true }
        let digits = value.hasPrefix("-") ? value.dropFirst() : value[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else { return false }
        return digits == "0" || !digits.hasPrefix("0")
    }

    /// The words of `[ALL, NET_RAW]`; nil for everything else.
    private static func plainList(_ value: String) -> [String]? {
        guard value.hasPrefix("["), value.hasSuffix("]"), value.utf8.count > 2 else { return nil }
        let words = value.dropFirst().dropLast().split(separator: ",").map { word in
            String(word.drop { $0 == " " }.prefix { $0 != " " })
        }
        return !words.isEmpty && words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isWordByte) }) ? words : nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
