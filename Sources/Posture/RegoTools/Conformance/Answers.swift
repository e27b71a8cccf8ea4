import Documents
import Rego

/// The bindings of all answers of a query, compared with wanted ones the way OPA's own runner does it.
struct Answers: CustomStringConvertible {
    let rows: [[(name: String, value: Node)]]

    init(_ result: QueryResult) {
        rows = result.answers.map(\.bindings)
    }

    /// Answers form a set: order and repetition do not count.
    func agree(with wanted: [Node], sorting: Bool) -> Bool {
        rows.allSatisfy { row in wanted.contains { Answers.agree($0, row, sorting) } }
            && wanted.allSatisfy { node in rows.contains { Answers.agree(node, $0, sorting) } }
    }

    private static func agree(_ wanted: Node, _ row: [(name: String, value: Node)], _ sorting: Bool) -> Bool {
        guard wanted.value.isObject, wanted.value.count == row.count else { return false }
        return row.allSatisfy { name, got in
            guard let wanted = wanted[name] else { return false }
            return agree(wanted.value, got.value, anyOrder: sorting, sorting: sorting)
        }
    }

    /// Whether a value, once it has left as JSON, is the wanted one.
    ///
    /// - Parameter anyOrder: whether this array may come in any order; so are arrays at the top of a binding when
    ///   bindings are sorted.
    private static func agree(_ wanted: Value, _ got: Value, anyOrder: Bool, sorting: Bool) -> Bool {
        switch got.kind {
        case .array?, .set?:
            guard wanted.isArray, wanted.count == got.count else { return false }
            if anyOrder || (sorting && got.isSet) {
                return matchesInSomeOrder(Array(wanted.elements), Array(got.elements), sorting)
            }
            return zip(wanted.elements, got.elements).allSatisfy {
                agree($0, $1, anyOrder: false, sorting: sorting)
            }
        case .object?:
            guard wanted.isObject, wanted.count == got.count else { return false }
            return zip(got.keys, got.values).allSatisfy { key, value in
                var text = key.isString ? key.string : JSONWriter.compact.string(key)
                let found = text.withUTF8 { wanted.member($0) }
                return found.isDefined && agree(found, value, anyOrder: false, sorting: sorting)
            }
        default:
            return Value.equal(wanted, got)
        }
    }

    private static func matchesInSomeOrder(_ wanted: [Value], _ got: [Value], _ sorting: Bool) -> Bool {
        var rest = wanted
        for value in got {
            guard let index = rest.firstIndex(where: { agree($0, value, anyOrder: false, sorting: sorting) }) else {
                return false
            }
            rest.swapAt(index, rest.count - 1)
            rest.removeLast()
        }
        return true
    }

    /// The bindings as JSON.
    var description: String {
        let texts = rows.map { row in
            let pairs = row.sorted { $0.name < $1.name }.map { "\"\($0.name)\":\(JSONWriter.compact.string($0.value))" }
            return "{\(pairs.joined(separator: ","))}"
        }
        return "[\(texts.joined(separator: ","))]"
    }
}
