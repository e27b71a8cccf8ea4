import Documents

extension Term {
    /// The terms of a set in OPA's order, each once.
    static func sortedSet(_ terms: [Term]) -> [Term] {
        var unique: [Term] = []
        for term in sorted(terms, by: \.self) where unique.last.map({ compare($0, term) != 0 }) ?? true {
            unique.append(term)
        }
        return unique
    }

    /// The entries of an object in the order of their keys.
    static func sorted(_ entries: [ObjectEntry]) -> [ObjectEntry] { sorted(entries, by: \.key) }

    /// A stable sort.
    private static func sorted<Element>(_ elements: [Element], by term: (Element) -> Term) -> [Element] {
        elements.enumerated().sorted { a, b in
            let order = compare(term(a.element), term(b.element))
            return order < 0 || order == 0 && a.offset < b.offset
        }.map(\.element)
    }

    /// Negative, zero or positive. Scalars compare by value, collections element by element, the rest by its text.
    static func compare(_ a: Term, _ b: Term) -> Int {
        switch (a.kind, b.kind) {
        case (.boolean(let left), .boolean(let right)):
            return (left ? 1 : 0) - (right ? 1 : 0)
        case (.number(let left), .number(let right)):
            return DecimalText.compare(DecimalText(left), DecimalText(right))
        case (.string(let left), .string(let right)), (.variable(let left), .variable(let right)):
            return compare(left, right)
        case (.array(let left), .array(let right)), (.reference(let left), .reference(let right)):
            return compare(left, right)
        case (.set(let left), .set(let right)):
            return compare(sortedSet(left), sortedSet(right))
        case (.object(let left), .object(let right)):
            let (left, right) = (sorted(left), sorted(right))
            let keys = compare(left.map(\.key), right.map(\.key))
            return keys != 0 ? keys : compare(left.map(\.value), right.map(\.value))
        case (.call(let left, let leftArguments), .call(let right, let rightArguments)):
            let path = compare(path(left), path(right))
            return path != 0 ? path : compare(leftArguments, rightArguments)
        case (let left, let right):
            return left.rank != right.rank ? left.rank - right.rank : compare(a.text, b.text)
        }
    }

    private static func path(_ names: [String]) -> [Term] {
        names.map { Term(.string($0), at: Location(file: "", line: 0, column: 0)) }
    }

    private static func compare(_ a: [Term], _ b: [Term]) -> Int {
        for (left, right) in zip(a, b) {
            let order = compare(left, right)
            if order != 0 { return order }
        }
        return a.count - b.count
    }

    /// By bytes, which is by code points.
    private static func compare(_ a: String, _ b: String) -> Int {
        if a.utf8.elementsEqual(b.utf8) { return 0 }
        return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    }
}

extension Term.Kind {
    fileprivate var rank: Int {
        switch self {
        case .null: 0
        case .boolean: 1
        case .number: 2
        case .string: 3
        case .template: 4
        case .variable(let name): name == "input" || name == "data" ? 6 : 5
        case .reference: 6
        case .array: 7
        case .object: 8
        case .set: 9
        case .arrayComprehension: 10
        case .objectComprehension: 11
        case .setComprehension: 12
        case .call: 13
        }
    }
}
