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

    /// Bytes after which a text under way is handed on.
    public static let drainSize = 64 << 10

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
    ///
    /// - Parameter drain: called whenever ``drainSize`` bytes have gathered, so that it can take them away; large
    ///   values then need no memory for their whole text.
    public func write(_ value: Value, to output: inout [UInt8], drain: ((inout [UInt8]) -> Void)? = nil) {
        let escapes = JSONEscapes(html: escapingHTML)
        var open: [ContainerWalk] = []
        var value = value
        while true {
            if value.isCollection && value.count > 0 {
                output.append(value.isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
                open.append(ContainerWalk(value))
            } else {
                JSONWriter.writeLeaf(value, escapes, to: &output)
                if let drain, output.count >= JSONWriter.drainSize { drain(&output) }
            }
            // The next value to write, closing what is complete.
            while true {
                guard let container = open.last else { return }
                if !container.isAtEnd { break }
                open.removeLast()
                breakLine(depth: open.count, to: &output)
                output.append(container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
            }
            let last = open.count - 1
            if !open[last].isAtStart { output.append(UInt8(ascii: ",")) }
            breakLine(depth: open.count, to: &output)
            if open[last].isObject {
                open[last].withKey { escapes.writeString($0, to: &output) }
                output.append(UInt8(ascii: ":"))
                if layout != .compact { output.append(UInt8(ascii: " ")) }
            }
            value = open[last].takeNext()
        }
    }

    /// Appends `text` as a JSON string, with the escapes of ``compact``.
    public static func write(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { JSONEscapes(html: false).writeString($0, to: &output) }
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
