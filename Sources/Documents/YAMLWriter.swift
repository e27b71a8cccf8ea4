import CLibYAML

/// Writes values as YAML, in the block style of Kubernetes tools (`sigs.k8s.io/yaml`).
///
/// Lists in mappings are not indented, texts of several lines are literal blocks, and what would be read as something
/// else than a string is in double quotes. Lines of plain and quoted text are folded at 80 columns, as there. Keys are in
/// the order of their bytes, where go-yaml counts digits as numbers. Numbers keep their text, sets are arrays, and
/// keys that are no strings are written as their JSON text.
public struct YAMLWriter: Sendable {
    public init() {}

    /// The YAML text of one document; it ends with a line break.
    public func bytes(_ value: Value) -> [UInt8] {
        var output: [UInt8] = []
        write(value, to: &output)
        return output
    }

    /// The YAML text of one document; it ends with a line break.
    public func string(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

    /// The YAML text of a node; it ends with a line break.
    public func string(_ node: Node) -> String {
        withExtendedLifetime(node.document) { string(node.value) }
    }

    /// Appends the YAML text of one document. Put `---` on a line of its own between documents.
    public func write(_ value: Value, to output: inout [UInt8]) {
        var emitter = YAMLEmitter()
        emitter.startDocument()
        var open: [ContainerWalk] = []
        var value = value
        while true {
            if value.isCollection && value.count > 0 {
                let container = ContainerWalk(value)
                emitter.open(isMapping: container.isObject, isEmpty: false)
                open.append(container)
            } else {
                YAMLWriter.writeLeaf(value, to: &emitter)
            }
            while let container = open.last, container.isAtEnd {
                open.removeLast()
                emitter.close(isMapping: container.isObject)
            }
            guard !open.isEmpty else { break }
            let last = open.count - 1
            if open[last].isObject { open[last].withKey { emitter.string($0) } }
            value = open[last].takeNext()
        }
        emitter.finish(to: &output)
    }

    private static func writeLeaf(_ value: Value, to emitter: inout YAMLEmitter) {
        switch value.tag {
        case Value.Tag.string:
            emitter.string(value.utf8)
        case Value.Tag.array, Value.Tag.set, Value.Tag.object:
            emitter.open(isMapping: value.isObject, isEmpty: true)
            emitter.close(isMapping: value.isObject)
        default:
            // Numbers, booleans and null are spelled as in JSON.
            JSONWriter.compact.bytes(value).withUnsafeBufferPointer {
                emitter.scalar($0, style: YAML_PLAIN_SCALAR_STYLE)
            }
        }
    }
}
