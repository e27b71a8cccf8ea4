/// Writes values as JSON.
///
/// Objects are written in the order of their keys, sets as arrays, numbers as their text. Keys that are no strings
/// (Rego has them) are written as their JSON text and then sorted by it, as OPA does. Escapes are those of Go's
/// `encoding/json`. Depth costs no recursion.
public struct JSONWriter: Sendable {
    /// How values are laid out.
    public enum Layout: Sendable, Hashable {
        /// Everything on one line, without spaces.
        case compact
        /// A line for every element; `prefix` goes before the indentation of every line but the first.
        case pretty(indent: String = "  ", prefix: String = "")
    }

    /// How values are laid out.
    public var layout: Layout
    /// Whether `<`, `>` and `&` are written as `\u003c`, `\u003e` and `\u0026`, as Go's `json.Marshal` does.
    public var escapingHTML: Bool

    public init(_ layout: Layout = .compact, escapingHTML: Bool = false) {
        self.layout = layout
        self.escapingHTML = escapingHTML
    }

    /// On one line.
    public static let compact = JSONWriter()
    /// Indented by two spaces.
    public static let pretty = JSONWriter(.pretty())

    /// The JSON text of `value`.
    public func bytes(_ value: Value) -> [UInt8] {
        var output: [UInt8] = []
        write(value, to: &output)
        return output
    }

    /// The JSON text of `value`.
    public func string(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

    /// The JSON text of a node.
    public func string(_ node: Node) -> String {
        withExtendedLifetime(node.document) { string(node.value) }
    }

    /// Appends the JSON text of `value`.
    public func write(_ value: Value, to output: inout [UInt8]) {
        let escapes = JSONEscapes(html: escapingHTML)
        var frames: [Frame] = []
        var value = value
        while true {
            if value.isCollection && value.count > 0 {
                output.append(value.isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
                frames.append(Frame(value))
            } else {
                JSONWriter.writeLeaf(value, escapes, to: &output)
            }
            // The next value to write, closing what is complete.
            while true {
                guard let frame = frames.last else { return }
                if frame.next < frame.count { break }
                frames.removeLast()
                breakLine(depth: frames.count, to: &output)
                output.append(frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
            }
            let last = frames.count - 1
            if frames[last].next > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(depth: frames.count, to: &output)
            if frames[last].isObject {
                writeKey(frames[last], escapes, to: &output)
                output.append(UInt8(ascii: ":"))
                if layout != .compact { output.append(UInt8(ascii: " ")) }
            }
            value = frames[last].takeNext()
        }
    }

    /// A container that is being written.
    private struct Frame {
        let slots: UnsafePointer<Value>
        let count: Int
        let isObject: Bool
        /// The texts of the keys and the places of the entries in their order, when some key is no string.
        let order: [(key: [UInt8], place: Int)]?
        var next = 0

        init(_ value: Value) {
            slots = UnsafePointer(value.collectionCell.pointee.slots)
            count = value.count
            isObject = value.isObject
            order = isObject && value.keys.contains { !$0.isString } ? JSONWriter.sortedByText(value.keys) : nil
        }

        var place: Int { order?[next].place ?? next }

        mutating func takeNext() -> Value {
            let value = slots[isObject ? count + place : place]
            next += 1
            return value
        }
    }

    private static func sortedByText(_ keys: UnsafeBufferPointer<Value>) -> [(key: [UInt8], place: Int)] {
        keys.enumerated()
            .map { (key: $1.isString ? Array($1.utf8) : compact.bytes($1), place: $0) }
            .sorted { left, right in left.key.lexicographicallyPrecedes(right.key) }
    }

    @inline(__always)
    private func writeKey(_ frame: Frame, _ escapes: JSONEscapes, to output: inout [UInt8]) {
        if let order = frame.order {
            order[frame.next].key.withUnsafeBufferPointer { escapes.writeString($0, to: &output) }
        } else {
            escapes.writeString(frame.slots[frame.next].utf8, to: &output)
        }
    }

    private func breakLine(depth: Int, to output: inout [UInt8]) {
        guard case .pretty(let indent, let prefix) = layout else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: prefix.utf8)
        for _ in 0..<depth { output.append(contentsOf: indent.utf8) }
    }

    private static func writeLeaf(_ value: Value, _ escapes: JSONEscapes, to output: inout [UInt8]) {
        switch value.tag {
        case Value.Tag.string:
            escapes.writeString(value.utf8, to: &output)
        case Value.Tag.integer:
            writeInteger(value.smallInteger, to: &output)
        case Value.Tag.number:
            output.append(contentsOf: value.numberBytes)
        case Value.Tag.array, Value.Tag.set:
            output.append(contentsOf: "[]".utf8)
        case Value.Tag.object:
            output.append(contentsOf: "{}".utf8)
        default:
            output.append(contentsOf: (value.isTrue ? "true" : value.isFalse ? "false" : "null").utf8)
        }
    }

    private static func writeInteger(_ integer: Int, to output: inout [UInt8]) {
        if 0...9 ~= integer {
            output.append(UInt8(ascii: "0") + UInt8(integer))
            return
        }
        // Twenty digits hold every integer.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = 20
            var rest = integer.magnitude
            while rest > 0 {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            if integer < 0 { output.append(UInt8(ascii: "-")) }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
        }
    }
}
