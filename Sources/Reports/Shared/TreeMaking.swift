import Documents

/// The short words in which documents are put together.
protocol TreeMaking {
    var arena: Arena { get }
}

extension TreeMaking {
    func text(_ string: String) -> Value { arena.string(string) }
    func number(_ integer: Int) -> Value { arena.number(integer) }
    /// A score with at most four digits after the point.
    func number(_ double: Double) -> Value { arena.number(text: Words.decimal(double)) }
    func list(_ strings: [String]) -> Value { arena.array(strings.map { arena.string($0) }) }

    func lists(_ lists: [String: [String]]) -> Value {
        arena.object(lists.sorted { $0.key < $1.key }.map { (key: arena.string($0), value: list($1)) })
    }

    /// An object without the entries that have no value.
    func object(present entries: KeyValuePairs<String, Value?>) -> Value {
        arena.object(entries.compactMap { key, value in value.map { (key: arena.string(key), value: $0) } })
    }

    /// Writes the values of a list one by one, each in memory of its own.
    func write<Element>(
        _ elements: some Sequence<Element>, to output: ReportOutput, _ make: (Element) -> Value?
    ) {
        var isFirst = true
        for element in elements {
            let mark = arena.mark
            if let value = make(element) {
                if !isFirst { output.write(",") }
                isFirst = false
                output.write(value)
            }
            arena.reset(to: mark)
        }
    }
}
