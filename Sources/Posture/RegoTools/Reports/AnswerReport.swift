import Documents
public import Rego

/// The answers of a query in the forms of `opa eval`.
public struct AnswerReport: Sendable {
    /// An answer with the text of every expression.
    struct Row: Sendable {
        let bindings: [(name: String, value: Node)]
        let expressions: [(text: String, location: Location, value: Node)]
    }
    let rows: [Row]

    public init(_ result: QueryResult, of query: PreparedQuery) {
        let text = Array(query.text.utf8)
        let spans = query.expressions.enumerated().map { index, location -> String in
            let next = index + 1 < query.expressions.count ? query.expressions[index + 1].offset : text.count
            let end = location.length > 0 ? location.offset + location.length : next
            return AnswerReport.trimmed(
                text[min(location.offset, text.count)..<min(max(end, location.offset), text.count)])
        }
        rows = result.answers.map { answer in
            Row(
                bindings: answer.bindings.sorted { $0.name < $1.name },
                expressions: zip(zip(spans, query.expressions), answer.expressions).map {
                    (text: $0.0, location: $0.1, value: $1)
                })
        }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank: (UInt8) -> Bool = {
            $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D || $0 == UInt8(ascii: ";")
        }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the query has no answer.
    public var isUndefined: Bool { rows.isEmpty }

    /// The `result` of OPA's JSON form; nil when the query has no answer.
    public var json: OrderedJSON? {
        rows.isEmpty ? nil : .array(rows.map(AnswerReport.json(of:)))
    }

    private static func json(of row: Row) -> OrderedJSON {
        let expressions = OrderedJSON.array(
            row.expressions.map { text, location, value in
                .object([
                    "value": .node(value), "text": .string(text),
                    "location": .object(["row": .integer(location.line), "col": .integer(location.column)]),
                ])
            })
        if row.bindings.isEmpty { return .object(["expressions": expressions]) }
        return .object([
            "expressions": expressions,
            "bindings": .entries(row.bindings.map { (key: $0.name, value: .node($0.value)) }),
        ])
    }

    /// The values alone: a line for every answer, strings without quotes.
    public var raw: [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            for (index, expression) in row.expressions.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: " ")) }
                withExtendedLifetime(expression.value.document) {
                    let value = expression.value.value
                    if value.isString {
                        bytes.append(contentsOf: value.utf8)
                    } else {
                        JSONWriter.compact.write(value, to: &bytes)
                    }
                }
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// For people: `undefined`, a single value as JSON, or a table of bindings and values.
    public func pretty(cellLimit: Int = 80) -> [UInt8] {
        guard let first = rows.first else { return Array("undefined\n".utf8) }
        if rows.count == 1, first.bindings.isEmpty, let value = singleValue(of: first) {
            return withExtendedLifetime(value.document) { JSONWriter.pretty.bytes(value.value) } + [UInt8(ascii: "\n")]
        }
        // A column for every binding, and for every expression that is more than a condition.
        var titles = first.bindings.map(\.name)
        let shown = first.expressions.indices.filter { index in
            !rows.allSatisfy { $0.expressions[index].value.value.isBoolean }
        }
        titles += shown.map { first.expressions[$0].text }
        let order = titles.indices.sorted { titles[$0] < titles[$1] }
        let cells = rows.map { row in
            let values = row.bindings.map(\.value) + shown.map { row.expressions[$0].value }
            return order.map { JSONWriter.compact.string(values[$0]).cut(at: cellLimit) }
        }
        return Array((TextTable(titles: order.map { titles[$0] }, rows: cells).text + "\n").utf8)
    }

    private func singleValue(of row: Row) -> Node? {
        let areConditions = row.expressions.allSatisfy { $0.value.value.isBoolean }
        return row.expressions.count == 1 || areConditions ? row.expressions.first?.value : nil
    }
}
