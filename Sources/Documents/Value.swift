/// One value of a document or of the Rego language: null, booleans, numbers, strings, arrays, objects and sets.
///
/// Trivial to copy and without reference counts. A value that points to a cell is valid as long as the ``Arena`` or
/// ``Document`` that made it; ``Node`` ties the two together where speed does not matter.
@frozen
public struct Value: Sendable {
    /// Tag in the low four bits; above it a payload or a cell address (cells are aligned to 16 bytes).
    public let bits: UInt64

    @inlinable @inline(__always)
    public init(bits: UInt64) { self.bits = bits }

    /// The absence of a value. Never an element of a collection.
    public static var undefined: Value { @inlinable @inline(__always) get { Value(bits: 0) } }
    /// JSON's null.
    public static var null: Value { @inlinable @inline(__always) get { Value(bits: 0x01) } }
    /// The boolean `false`.
    public static var `false`: Value { @inlinable @inline(__always) get { Value(bits: 0x11) } }
    /// The boolean `true`.
    public static var `true`: Value { @inlinable @inline(__always) get { Value(bits: 0x21) } }

    /// A boolean.
    @inlinable @inline(__always)
    public init(_ bool: Bool) { bits = bool ? 0x21 : 0x11 }

    /// The range of integers that need no cell.
    public static var smallIntegers: ClosedRange<Int> { @inlinable get { -(1 << 59)...((1 << 59) - 1) } }

    /// An integer of ``smallIntegers``; anything wider is made by ``Arena/number(_:)``.
    @inlinable @inline(__always)
    public init(smallInteger: Int) {
        assert(Value.smallIntegers.contains(smallInteger))
        bits = UInt64(bitPattern: Int64(smallInteger << 4)) | Tag.integer
    }

    /// The raw tags, in the total order of kinds.
    public enum Tag {
        @inlinable public static var undefined: UInt64 { @inline(__always) get { 0 } }
        @inlinable public static var simple: UInt64 { @inline(__always) get { 1 } }
        @inlinable public static var integer: UInt64 { @inline(__always) get { 2 } }
        @inlinable public static var number: UInt64 { @inline(__always) get { 3 } }
        @inlinable public static var string: UInt64 { @inline(__always) get { 4 } }
        @inlinable public static var array: UInt64 { @inline(__always) get { 5 } }
        @inlinable public static var object: UInt64 { @inline(__always) get { 6 } }
        @inlinable public static var set: UInt64 { @inline(__always) get { 7 } }
        /// Never in a document: a place that the Rego machine computes when it is read.
        @inlinable public static var virtual: UInt64 { @inline(__always) get { 8 } }
    }

    /// The tag bits.
    @inlinable @inline(__always)
    public var tag: UInt64 { bits & 15 }

    @inlinable @inline(__always)
    init(cell: UnsafeRawPointer, tag: UInt64) { bits = UInt64(UInt(bitPattern: cell)) | tag }

    @inlinable @inline(__always)
    var cell: UnsafeRawPointer { UnsafeRawPointer(bitPattern: UInt(bits & ~15)).unsafelyUnwrapped }
}

/// The kinds of values, in the total order of Rego.
public enum ValueKind: Int, Sendable {
    case null, boolean, number, string, array, object, set

    /// The name that Rego's `type_name` gives.
    public var name: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        case .set: "set"
        }
    }
}

extension Value {
    @inlinable @inline(__always) public var isDefined: Bool { bits != 0 }
    @inlinable @inline(__always) public var isUndefined: Bool { bits == 0 }
    @inlinable @inline(__always) public var isNull: Bool { bits == 0x01 }
    @inlinable @inline(__always) public var isBoolean: Bool { bits == 0x11 || bits == 0x21 }
    @inlinable @inline(__always) public var isTrue: Bool { bits == 0x21 }
    @inlinable @inline(__always) public var isFalse: Bool { bits == 0x11 }
    @inlinable @inline(__always) public var isSmallInteger: Bool { tag == Tag.integer }
    @inlinable @inline(__always) public var isNumber: Bool { tag == Tag.integer || tag == Tag.number }
    @inlinable @inline(__always) public var isString: Bool { tag == Tag.string }
    @inlinable @inline(__always) public var isArray: Bool { tag == Tag.array }
    @inlinable @inline(__always) public var isObject: Bool { tag == Tag.object }
    @inlinable @inline(__always) public var isSet: Bool { tag == Tag.set }
    @inlinable @inline(__always) public var isCollection: Bool { tag >= Tag.array && tag <= Tag.set }

    /// The kind; undefined has none.
    public var kind: ValueKind? {
        switch tag {
        case Tag.simple: isNull ? .null : .boolean
        case Tag.integer, Tag.number: .number
        case Tag.string: .string
        case Tag.array: .array
        case Tag.object: .object
        case Tag.set: .set
        default: nil
        }
    }

    /// The payload of a small integer. Only for values with ``isSmallInteger``.
    @inlinable @inline(__always)
    public var smallInteger: Int { Int(Int64(bitPattern: bits) >> 4) }

    /// The number as an `Int` when it is an integer that fits, whatever its spelling (`1`, `1.0`, `1e0`).
    public var integer: Int? {
        if isSmallInteger { return smallInteger }
        return tag == Tag.number ? DecimalText(numberText).integer : nil
    }
}

// MARK: Cells

/// Length and hash side by side, so that most unequal strings differ in one compare.
@frozen
public struct StringCell {
    public var length: UInt32
    public var hash: UInt32
    public var bytes: UnsafePointer<UInt8>
    @inlinable @inline(__always)
    init(length: UInt32, hash: UInt32, bytes: UnsafePointer<UInt8>) {
        self.length = length
        self.hash = hash
        self.bytes = bytes
    }
}

/// An array, a set (sorted) or an object (all keys, sorted, then all values in the order of their keys).
/// With ``hasPositions`` a ``SourcePosition`` follows for every slot, in the same order.
///
/// The other bits of `flags` may sum up the keys of an object, one bit for each by its hash, so that most keys that are
/// not there are known at once; all zero when nobody has summed them up.
@frozen
public struct CollectionCell {
    public var count: UInt32
    public var flags: UInt32
    public var slots: UnsafeMutablePointer<Value>
    @inlinable @inline(__always)
    init(count: UInt32, flags: UInt32, slots: UnsafeMutablePointer<Value>) {
        self.count = count
        self.flags = flags
        self.slots = slots
    }
    @inlinable public static var hasPositions: UInt32 { @inline(__always) get { 1 } }
    /// The bit in `flags` of a key with this string header.
    @inlinable @inline(__always)
    public static func bit(ofKey header: UInt64) -> UInt32 {
        let bit: UInt32 = 2
        return bit &<< UInt32(truncatingIfNeeded: ((header &>> 32) &* 31) &>> 32)
    }
}

/// A number that is no small integer, or one whose spelling must be kept.
@frozen
public struct NumberCell {
    public var length: UInt32
    public var reserved: UInt32
    public var bytes: UnsafePointer<UInt8>
    @inlinable @inline(__always)
    init(length: UInt32, bytes: UnsafePointer<UInt8>) {
        self.length = length
        self.reserved = 0
        self.bytes = bytes
    }
}

extension Value {
    @inlinable @inline(__always)
    var stringCell: UnsafePointer<StringCell> { cell.assumingMemoryBound(to: StringCell.self) }
    @inlinable @inline(__always)
    var collectionCell: UnsafePointer<CollectionCell> { cell.assumingMemoryBound(to: CollectionCell.self) }

    /// The bytes of a string. Only for strings.
    @inlinable @inline(__always)
    public var utf8: UnsafeBufferPointer<UInt8> {
        let cell = stringCell
        return UnsafeBufferPointer(start: cell.pointee.bytes, count: Int(cell.pointee.length))
    }

    /// Length and hash of a string in one word. Only for strings.
    @inlinable @inline(__always)
    public var stringHeader: UInt64 { cell.load(as: UInt64.self) }

    /// A Swift copy of a string. Only for strings.
    public var string: String { String(decoding: utf8, as: UTF8.self) }

    /// The string, when this is one.
    public var asString: String? { isString ? string : nil }

    /// The text of a number as it was written or computed. Only for numbers.
    public var numberText: String {
        isSmallInteger ? String(smallInteger) : String(decoding: numberBytes, as: UTF8.self)
    }

    /// The text of a number in a cell.
    @inlinable
    public var numberBytes: UnsafeBufferPointer<UInt8> {
        let cell = cell.assumingMemoryBound(to: NumberCell.self)
        return UnsafeBufferPointer(start: cell.pointee.bytes, count: Int(cell.pointee.length))
    }

    /// Number of elements of an array or set, of entries of an object. Only for collections.
    @inlinable @inline(__always)
    public var count: Int { Int(collectionCell.pointee.count) }

    /// The elements of an array or set. Only for these.
    @inlinable @inline(__always)
    public var elements: UnsafeBufferPointer<Value> {
        let cell = collectionCell
        return UnsafeBufferPointer(start: UnsafePointer(cell.pointee.slots), count: Int(cell.pointee.count))
    }

    /// The keys of an object in order. Only for objects.
    @inlinable @inline(__always)
    public var keys: UnsafeBufferPointer<Value> { elements }

    /// The values of an object in the order of its keys. Only for objects.
    @inlinable @inline(__always)
    public var values: UnsafeBufferPointer<Value> {
        let cell = collectionCell
        let count = Int(cell.pointee.count)
        return UnsafeBufferPointer(start: UnsafePointer(cell.pointee.slots + count), count: count)
    }
}
