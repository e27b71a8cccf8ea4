/// A place in a source text: line and column from 1, the column in bytes of UTF-8.
@frozen
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var line: UInt32
    public var column: UInt32

    public init(line: Int, column: Int) {
        self.line = UInt32(clamping: line)
        self.column = UInt32(clamping: column)
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    public var description: String { "\(line):\(column)" }
}

/// An immutable tree with everything that keeps it alive.
///
/// Sendable without locks because nothing writes to the arena after `init`: whoever makes a document gives its
/// arena away.
public final class Document: @unchecked Sendable {
    /// The value at the top.
    public let rootValue: Value
    /// Where the root starts in its source, when positions were kept.
    public let rootPosition: SourcePosition?
    private let arena: Arena

    /// Takes over `arena`, which must not be filled any further.
    public init(root: Value, position: SourcePosition? = nil, arena: consuming Arena) {
        self.rootValue = root
        self.rootPosition = position
        self.arena = arena
    }

    /// The root, tied to this document.
    public var root: Node { Node(value: rootValue, document: self) }

    /// Bytes that the tree takes, its source text not counted.
    public var byteCount: Int { arena.byteCount }

    /// A document made by hand.
    public static func build(_ make: (Arena) throws -> Value) rethrows -> Document {
        let arena = Arena()
        let root = try make(arena)
        return Document(root: root, arena: arena)
    }
}

/// A value and the document that keeps it alive: the form in which values leave hot code.
///
/// A bare ``Value`` does not keep its document alive, and the compiler may let go of a document after its last visible
/// use. So whoever works on values holds the document with `withExtendedLifetime`, as everything here does.
public struct Node: Sendable {
    public let value: Value
    public let document: Document

    public init(value: Value, document: Document) {
        self.value = value
        self.document = document
    }

    /// The value under a key of an object.
    public subscript(_ key: String) -> Node? {
        guard value.isObject else { return nil }
        var key = key
        let found = withExtendedLifetime(document) { key.withUTF8 { value.member($0) } }
        return found.isDefined ? Node(value: found, document: document) : nil
    }

    /// The element of an array.
    public subscript(_ index: Int) -> Node? {
        withExtendedLifetime(document) {
            guard value.isArray, index >= 0, index < value.count else { return nil }
            return Node(value: value.elements[index], document: document)
        }
    }

    /// The text of a string; nil for every other kind.
    public var string: String? { withExtendedLifetime(document) { value.asString } }
    /// The integer; nil for every other kind and for numbers with a fraction or beyond 64 bits.
    public var integer: Int? { withExtendedLifetime(document) { value.integer } }
    /// The boolean; nil for every other kind.
    public var boolean: Bool? { value.isBoolean ? value.isTrue : nil }
    /// The elements of an array or set; empty for every other kind.
    public var elements: [Node] {
        withExtendedLifetime(document) {
            value.isArray || value.isSet ? value.elements.map { Node(value: $0, document: document) } : []
        }
    }
    /// The entries of an object with string keys, in the order of their keys; empty for every other kind.
    public var entries: [(key: String, value: Node)] {
        withExtendedLifetime(document) {
            guard value.isObject else { return [] }
            return zip(value.keys, value.values).compactMap { key, entry in
                key.isString ? (key.string, Node(value: entry, document: document)) : nil
            }
        }
    }
}

extension Node: Equatable {
    public static func == (left: Node, right: Node) -> Bool {
        withExtendedLifetime((left.document, right.document)) { Value.equal(left.value, right.value) }
    }
}

extension Value {
    /// The value under a key given as bytes, or undefined. Logarithmic; only for objects.
    public func member(_ key: UnsafeBufferPointer<UInt8>) -> Value {
        slot(of: key).map { values[$0] } ?? .undefined
    }

    /// The place of a key given as bytes. Only for objects.
    func slot(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let candidate = keys[middle]
            // Kinds before strings have lower tags, kinds after them higher ones.
            let order =
                candidate.isString ? Value.compareBytes(candidate.utf8, key) : Int(candidate.tag) - Int(Tag.string)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Position of the element at `index` of an array, or of the value at place `index` of an object.
    public func position(ofSlot index: Int) -> SourcePosition? {
        guard isCollection, collectionCell.pointee.flags & CollectionCell.hasPositions != 0 else { return nil }
        let slotCount = isObject ? count * 2 : count
        let positions = UnsafeRawPointer(collectionCell.pointee.slots + slotCount)
            .assumingMemoryBound(to: SourcePosition.self)
        return positions[isObject ? count + index : index]
    }

    /// Position of the key at place `index` of an object.
    public func position(ofKey index: Int) -> SourcePosition? {
        guard isObject, collectionCell.pointee.flags & CollectionCell.hasPositions != 0 else { return nil }
        let positions = UnsafeRawPointer(collectionCell.pointee.slots + count * 2)
            .assumingMemoryBound(to: SourcePosition.self)
        return positions[index]
    }
}
