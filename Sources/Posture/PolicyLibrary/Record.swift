package import Documents

/// An object of a policy document. Keys are found in any case, because published files spell them differently.
package struct Record {
    let node: Node

    init(_ node: Node) { self.node = node }

    subscript(_ key: String) -> Record? {
        if let found = node[key] { return Record(found) }
        guard node.value.isObject else { return nil }
        let wanted = key.lowercased()
        for (index, candidate) in node.value.keys.enumerated()
        where candidate.isString && candidate.utf8.count == wanted.utf8.count
            && candidate.string.lowercased() == wanted
        {
            return Record(Node(value: node.value.values[index], document: node.document))
        }
        return nil
    }

    func string(_ key: String) -> String { self[key].flatMap { Record.text($0.node) } ?? "" }

    func strings(_ key: String) -> [String] { self[key]?.node.elements.compactMap(Record.text) ?? [] }

    func records(_ key: String) -> [Record] { self[key]?.node.elements.map(Record.init) ?? [] }

    func number(_ key: String) -> Double {
        guard let value = self[key]?.node.value else { return 0 }
        if value.isNumber { return Double(value.numberText) ?? 0 }
        return value.asString.flatMap(Double.init) ?? 0
    }

    /// A string, or the text of a number or boolean: YAML authors forget quotes.
    package static func text(_ node: Node) -> String? {
        withExtendedLifetime(node.document) {
            let value = node.value
            if value.isString { return value.string }
            if value.isNumber { return value.numberText }
            if value.isBoolean { return value.isTrue ? "true" : "false" }
            return nil
        }
    }
}
