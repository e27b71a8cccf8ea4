public import Documents
import ManifestSources

/// What a rule found wrong with a resource.
public struct Finding: Sendable {
    /// The rule that found it.
    public let rule: String
    /// The place of the resource in the report.
    public let resource: Int
    /// One line for people.
    public let message: String
    public let paths: [Path]
    /// Places of other resources that have a part in it.
    public let related: [Int]

    /// A field, or a command, and what to do with it.
    public struct Path: Sendable {
        public let role: Role
        /// The resource that the path belongs to.
        public let resource: Int
        /// The path as the rule gave it; the text of a command.
        public let path: String
        public let place: Place?
        /// The name of the container that the path leads into; for init and ephemeral containers, too.
        public let container: String?

        public enum Role: Sendable, Hashable {
            /// A field that is at fault, as old rules say it.
            case failed
            /// A field to look at.
            case review
            /// A field whose removal is the fix.
            case delete
            /// An assignment that is the fix.
            case fix(value: String)
            /// A command that is the fix.
            case command
        }
    }

    /// Where a field stands.
    public struct Place: Sendable, Hashable {
        public let file: String
        public let line: Int
        public let column: Int
        /// Whether the field itself is there; otherwise this is the deepest part of the way to it.
        public let exists: Bool
        /// The value of the field when it is short and no secret.
        public let current: String?
    }

    /// The first line of a file that the finding points to.
    public var firstPlace: Place? { paths.lazy.compactMap(\.place).first }
}

extension Resource {
    /// For a path of a subject that begins with `relatedObjects[1]`: the field of the joined object, and its place.
    public func related(at path: String) -> (field: DocumentPath, place: Int)? {
        guard !related.isEmpty else { return nil }
        let steps = DocumentPath(path).steps
        guard steps.count >= 2, steps[0] == .key("relatedObjects"), case .index(let index) = steps[1],
            related.indices.contains(index)
        else { return nil }
        return (DocumentPath(Array<DocumentPath.Step>(steps.dropFirst(2))), related[index])
    }
}

extension Array where Element == Resource {
    /// What a path of a resource leads to. Paths of subjects begin with `relatedObjects[1]`, the role.
    func target(
        of text: String, in resource: Int, showingSecrets: Bool
    ) -> (place: Finding.Place?, container: String?) {
        var path = DocumentPath(Self.withoutValue(text))
        var owner = self[resource]
        if let (field, place) = owner.related(at: text) {
            owner = self[place]
            path = field
        }
        guard case .whole(let node, let box) = owner.body else { return (nil, nil) }
        let container = Self.container(of: path, in: node)
        guard let manifest = box?.object else { return (nil, container) }
        let found = manifest.place(of: path)
        guard let position = found.keyPosition ?? found.position ?? manifest.position else { return (nil, container) }
        let place = Finding.Place(
            file: manifest.source.path, line: Int(position.line), column: Int(position.column),
            exists: found.node != nil,
            current: found.node.flatMap { node in
                !showingSecrets && Redaction.isSecret(path, of: owner.kind) ? "XXXXXX" : Self.short(node.value)
            })
        return (place, container)
    }

    private static let containerLists: Set<String> = ["containers", "initContainers", "ephemeralContainers"]

    private static func container(of path: DocumentPath, in node: Node) -> String? {
        let steps = path.steps
        for index in steps.indices.dropFirst() {
            guard case .index = steps[index], case .key(let list) = steps[index - 1], containerLists.contains(list)
            else { continue }
            return node.node(at: DocumentPath(Array<DocumentPath.Step>(steps.prefix(index + 1))))?["name"]?.string
        }
        return nil
    }

    /// A few rules append `=value` to the path.
    private static func withoutValue(_ text: String) -> String {
        let bytes = text.utf8
        guard let equals = bytes.lastIndex(of: UInt8(ascii: "=")),
            bytes[equals...].allSatisfy({ $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "[") })
        else { return text }
        return String(text[..<equals])
    }

    /// The value on one line, when it is a scalar or a short collection.
    private static func short(_ value: Value) -> String? {
        // What lies deeper may hold secrets, such as the environment of a container.
        if value.isCollection {
            let inner = value.isObject ? value.values : value.elements
            guard value.count <= 8, !inner.contains(where: { $0.isCollection && $0.count > 0 }) else { return nil }
        }
        let text = value.isString ? value.string : JSONWriter.compact.string(value)
        return text.utf8.count <= 120 && !text.contains("\n") ? text : nil
    }
}
