/// A constant key with the place where it was found last, for code that looks up the same key in many objects alike.
///
/// Keys of one document share cells, so that one comparison tells whether the key is at that place again. A place must be
/// forgotten before memory that held keys is used again (``forget()``).
@frozen
public struct KeyPlace {
    /// The key; any value may be one.
    public let key: Value
    /// The cell of the equal key that was found last.
    @usableFromInline var found: UInt64
    @usableFromInline var place: UInt32
    /// The bit of the key in the sum of an object's keys.
    @usableFromInline let bit: UInt32

    /// - Parameter key: valid as long as this.
    public init(_ key: Value) {
        self.key = key
        found = 0
        place = 0
        bit = key.isString ? CollectionCell.bit(ofKey: key.stringHeader) : .max
    }

    /// Forgets where the key was.
    @inlinable @inline(__always)
    public mutating func forget() { found = 0 }
}

extension Value {
    /// The same as ``lookup(_:)`` with the key of `place`.
    @inlinable @inline(__always)
    public func lookup(at place: UnsafeMutablePointer<KeyPlace>) -> Value {
        guard tag == Tag.object else { return isCollection ? slowLookup(place.pointee.key) : .undefined }
        let cell = collectionCell
        let count = Int(cell.pointee.count)
        let slots = cell.pointee.slots
        let index = Int(place.pointee.place)
        if index < count && slots[index].bits == place.pointee.found { return slots[count &+ index] }
        let keys = cell.pointee.flags & ~CollectionCell.hasPositions
        if keys != 0 && keys & place.pointee.bit == 0 { return .undefined }
        return find(place)
    }

    @usableFromInline
    func find(_ place: UnsafeMutablePointer<KeyPlace>) -> Value {
        let index = objectIndex(of: place.pointee.key)
        if index < 0 { return .undefined }
        place.pointee.found = collectionCell.pointee.slots[index].bits
        place.pointee.place = UInt32(truncatingIfNeeded: index)
        return collectionCell.pointee.slots[count &+ index]
    }
}
