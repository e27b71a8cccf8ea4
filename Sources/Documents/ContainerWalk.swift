/// A container that a writer is in the middle of. Writers keep these on a stack of their own, so that the depth of a
/// tree costs no recursion.
struct ContainerWalk {
    private let slots: UnsafePointer<Value>
    private let count: Int
    let isObject: Bool
    /// The texts of the keys and the places of the entries in their order, when some key is no string.
    private let order: [(key: [UInt8], place: Int)]?
    private var next = 0

    init(_ value: Value) {
        slots = UnsafePointer(value.collectionCell.pointee.slots)
        count = value.count
        isObject = value.isObject
        order = isObject && value.keys.contains { !$0.isString } ? ContainerWalk.sortedByText(value.keys) : nil
    }

    var isAtStart: Bool { next == 0 }
    var isAtEnd: Bool { next == count }

    /// Passes the bytes of the next entry's key. Keys that are no strings (Rego has them) are written as their JSON text
    /// and sorted by it, as OPA does.
    @inline(__always)
    func withKey(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if let order {
            order[next].key.withUnsafeBufferPointer(body)
        } else {
            body(slots[next].utf8)
        }
    }

    /// The value of the next entry, or the next element.
    @inline(__always)
    mutating func takeNext() -> Value {
        let place = order?[next].place ?? next
        next &+= 1
        return slots[isObject ? count &+ place : place]
    }

    private static func sortedByText(_ keys: UnsafeBufferPointer<Value>) -> [(key: [UInt8], place: Int)] {
        keys.enumerated()
            .map { (key: $1.isString ? Array($1.utf8) : JSONWriter.compact.bytes($1), place: $0) }
            .sorted { left, right in left.key.lexicographicallyPrecedes(right.key) }
    }
}
