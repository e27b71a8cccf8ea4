/// A way from the root of a document to a node: `spec.template.spec.containers[0].image`.
///
/// Dots separate keys. Brackets hold an index, or a key that has dots or brackets of its own:
/// `metadata.annotations[example.com/owner]`, `data["a]b"]`. Every text is a path; empty steps are passed over.
public struct DocumentPath: Sendable, Hashable {
    /// One step down.
    public enum Step: Sendable, Hashable {
        case key(String)
        /// An element of an array; in an object, the key with these digits.
        case index(Int)
    }

    public var steps: [Step]

    public init(_ steps: [Step]) { self.steps = steps }

    public init(_ text: String) {
        steps = []
        var rest = Substring(text).utf8
        while let first = rest.first {
            switch first {
            case UInt8(ascii: "."):
                rest.removeFirst()
            case UInt8(ascii: "["):
                rest.removeFirst()
                steps.append(DocumentPath.takeBracket(&rest))
            default:
                let key = rest.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
                steps.append(.key(String(Substring(key))))
                rest = rest.dropFirst(key.count)
            }
        }
    }

    /// What stands between brackets, with or without quotes. A bracket that is never closed goes to the end.
    private static func takeBracket(_ rest: inout Substring.UTF8View) -> Step {
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let close = [quote, UInt8(ascii: "]")]
            var end = rest.index(after: rest.startIndex)
            while end < rest.endIndex {
                if rest[end...].starts(with: close) {
                    let key = rest[rest.index(after: rest.startIndex)..<end]
                    rest = rest[end...].dropFirst(2)
                    return .key(String(Substring(key)))
                }
                end = rest.index(after: end)
            }
        }
        let text = rest.prefix { $0 != UInt8(ascii: "]") }
        rest = rest.dropFirst(text.count + 1)
        let isNumber = !text.isEmpty && text.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 }
        if isNumber, let index = Int(Substring(text)) { return .index(index) }
        return .key(String(Substring(text)))
    }
}

extension DocumentPath: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

extension DocumentPath: CustomStringConvertible {
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index):
                text += "[\(index)]"
            case .key(let key) where key.isEmpty || key.utf8.contains(UInt8(ascii: "]")) || Int(key) != nil:
                text += "[\"\(key)\"]"
            case .key(let key) where key.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }:
                text += "[\(key)]"
            case .key(let key):
                text += text.isEmpty ? key : ".\(key)"
            }
        }
        return text
    }
}

// MARK: Finding

/// Where a path leads in a document.
public struct DocumentPlace: Sendable {
    /// The node, or nil when the path does not exist.
    public let node: Node?
    /// The part of the path that exists.
    public let path: DocumentPath
    /// Where the node at the end of ``path`` begins, when the document has positions.
    public let position: SourcePosition?
    /// Where its key is, when it has one. For `spec:` followed by an indented mapping this is the line above.
    public let keyPosition: SourcePosition?

    /// The line to show to a person: that of the key, as far as there is one.
    public var line: Int? { (keyPosition ?? position).map { Int($0.line) } }
}

extension Document {
    /// Where `path` leads. When it does not exist, this is the place of its deepest part that does.
    public func place(of path: DocumentPath) -> DocumentPlace {
        withExtendedLifetime(self) { findPlace(of: path) }
    }

    private func findPlace(of path: DocumentPath) -> DocumentPlace {
        var value = rootValue
        var position = rootPosition
        var keyPosition: SourcePosition?
        for (depth, step) in path.steps.enumerated() {
            guard let slot = Document.slot(for: step, in: value) else {
                return DocumentPlace(
                    node: nil, path: DocumentPath(Array(path.steps.prefix(depth))), position: position,
                    keyPosition: keyPosition)
            }
            position = value.position(ofSlot: slot)
            keyPosition = value.position(ofKey: slot)
            value = value.isObject ? value.values[slot] : value.elements[slot]
        }
        return DocumentPlace(
            node: Node(value: value, document: self), path: path, position: position, keyPosition: keyPosition)
    }

    fileprivate static func slot(for step: DocumentPath.Step, in value: Value) -> Int? {
        switch step {
        case .index(let index) where value.isArray:
            return index < value.count ? index : nil
        case .index(let index):
            return slot(for: .key(String(index)), in: value)
        case .key(let key):
            guard value.isObject else { return nil }
            var key = key
            return key.withUTF8 { value.slot(of: $0) }
        }
    }
}

extension Node {
    /// The node that `path` leads to from here.
    public func node(at path: DocumentPath) -> Node? {
        withExtendedLifetime(document) {
            var value = value
            for step in path.steps {
                guard let slot = Document.slot(for: step, in: value) else { return nil }
                value = value.isObject ? value.values[slot] : value.elements[slot]
            }
            return Node(value: value, document: document)
        }
    }
}
