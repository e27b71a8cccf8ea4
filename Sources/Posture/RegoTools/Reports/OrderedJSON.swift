public import Documents

/// JSON whose objects keep the order in which they were written down, for reports in a form that others set.
public indirect enum OrderedJSON: Sendable {
    case string(String)
    case integer(Int)
    /// The text of a number.
    case number(String)
    case node(Node)
    case array([OrderedJSON])
    case object(KeyValuePairs<String, OrderedJSON>)
    case entries([(key: String, value: OrderedJSON)])

    /// The text, a line for every element, with a line break at the end.
    public var prettyBytes: [UInt8] {
        var all: [UInt8] = []
        writePretty { all.append(contentsOf: $0) }
        return all
    }

    /// The same text piece by piece, so that a large answer is never in memory as text.
    public func writePretty(_ send: ([UInt8]) -> Void) {
        withoutActuallyEscaping(send) { send in
            var bytes: [UInt8] = []
            write(to: &bytes, indentation: "") { bytes in
                send(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
            bytes.append(UInt8(ascii: "\n"))
            send(bytes)
        }
    }

    private func write(to bytes: inout [UInt8], indentation: String, drain: @escaping (inout [UInt8]) -> Void) {
        switch self {
        case .string(let text):
            let arena = Arena()
            JSONWriter(escapingHTML: true).write(arena.string(text), to: &bytes)
        case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
        case .number(let text): bytes.append(contentsOf: text.utf8)
        case .node(let node):
            withExtendedLifetime(node.document) {
                JSONWriter(.pretty(prefix: indentation), escapingHTML: true)
                    .write(node.value, to: &bytes, drain: drain)
            }
        case .array(let elements):
            write(elements.map { (key: nil, value: $0) }, "[", "]", to: &bytes, indentation: indentation, drain: drain)
        case .object(let pairs):
            write(
                pairs.map { (key: $0.key, value: $0.value) }, "{", "}", to: &bytes, indentation: indentation,
                drain: drain)
        case .entries(let pairs):
            write(
                pairs.map { (key: $0.key, value: $0.value) }, "{", "}", to: &bytes, indentation: indentation,
                drain: drain)
        }
    }

    private func write(
        _ elements: [(key: String?, value: OrderedJSON)], _ open: String, _ close: String, to bytes: inout [UInt8],
        indentation: String, drain: @escaping (inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        let deeper = indentation + "  "
        for (index, element) in elements.enumerated() {
            bytes.append(contentsOf: "\(index > 0 ? "," : "")\n\(deeper)".utf8)
            if let key = element.key {
                OrderedJSON.string(key).write(to: &bytes, indentation: "", drain: drain)
                bytes.append(contentsOf: ": ".utf8)
            }
            element.value.write(to: &bytes, indentation: deeper, drain: drain)
        }
        if !elements.isEmpty { bytes.append(contentsOf: "\n\(indentation)".utf8) }
        bytes.append(contentsOf: close.utf8)
    }
}
