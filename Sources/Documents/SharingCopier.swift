/// Copies values into one arena so that equal parts of them share their cells.
///
/// Kubernetes objects repeat themselves: labels, ports, security contexts, the tables of field managers. Kept for long,
/// fifty thousand of them take a fraction of their text this way. Used by one thread.
public final class SharingCopier {
    private let arena = Arena(firstBlock: 1 << 16)
    /// Open addressing: the words of values made so far, 0 for an empty place. A power of two.
    private var table: [UInt64]
    private var used = 0

    public init() { table = Array(repeating: 0, count: 1 << 10) }

    /// Bytes that the copies take.
    public var byteCount: Int { arena.byteCount + table.count * 8 }

    /// A copy of `value` whose parts may be shared with other copies, but never its topmost cell: so the word of an
    /// object still tells it from an equal one.
    public func copy(_ value: Value) -> Value {
        guard value.isCollection else { return shared(value) }
        return collection(value) { _, _ in nil }
    }

    /// Ends the copying: the document keeps all copies alive, and none may be made after it.
    public func document() -> Document {
        table = [0]
        return Document(root: .null, arena: arena)
    }

    private func shared(_ value: Value) -> Value {
        switch value.tag {
        case Value.Tag.string:
            let bytes = value.utf8
            let hash = Value.mix(value.stringHeader)
            if let known = find(hash, where: { $0.isString && Value.equal($0, value) }) { return known }
            return insert(arena.string(bytes), hash)
        case Value.Tag.number:
            let text = value.numberBytes
            let hash = Value.mix(UInt64(Value.hash(text.baseAddress.unsafelyUnwrapped, text.count)) ^ 0x6E75)
            // By the text: `1` and `1.0` are equal, but not the same.
            let known = find(hash) { other in
                other.tag == Value.Tag.number && Value.compareBytes(other.numberBytes, text) == 0
            }
            if let known { return known }
            return insert(arena.number(text: Array(text)), hash)
        case Value.Tag.array, Value.Tag.object, Value.Tag.set:
            return collection(value) { slots, hash in
                self.find(hash) { other in
                    guard other.tag == value.tag, other.count == value.count else { return false }
                    let own = other.collectionCell.pointee.slots
                    for index in slots.indices where own[index].bits != slots[index].bits { return false }
                    return true
                }
            }
        default: return value
        }
    }

    /// A copy of a collection, unless `known` has one with these slots.
    private func collection(
        _ value: Value, _ known: (UnsafeMutableBufferPointer<Value>, UInt64) -> Value?
    ) -> Value {
        let slotCount = value.isObject ? value.count * 2 : value.count
        let source = value.collectionCell.pointee.slots
        return withUnsafeTemporaryAllocation(of: Value.self, capacity: slotCount) { slots in
            var hash = value.tag &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(value.count)
            for index in 0..<slotCount {
                let copy = shared(source[index])
                slots.initializeElement(at: index, to: copy)
                hash = Value.mix(hash ^ copy.bits)
            }
            if let value = known(slots, hash) { return value }
            let (result, base) = arena.slots(count: value.count, slots: slotCount, tag: value.tag)
            for index in 0..<slotCount { base[index] = slots[index] }
            return insert(result, hash)
        }
    }

    // MARK: Table

    private func find(_ hash: UInt64, where isSame: (Value) -> Bool) -> Value? {
        let mask = table.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while table[place] != 0 {
            let value = Value(bits: table[place])
            if isSame(value) { return value }
            place = (place + 1) & mask
        }
        return nil
    }

    private func insert(_ value: Value, _ hash: UInt64) -> Value {
        if used * 2 >= table.count { grow() }
        place(value.bits, hash)
        used += 1
        return value
    }

    private func place(_ bits: UInt64, _ hash: UInt64) {
        let mask = table.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while table[place] != 0 { place = (place + 1) & mask }
        table[place] = bits
    }

    private func grow() {
        let old = table
        table = Array(repeating: 0, count: old.count * 4)
        for bits in old where bits != 0 { place(bits, hash(of: Value(bits: bits))) }
    }

    /// The hash under which a value was put in.
    private func hash(of value: Value) -> UInt64 {
        switch value.tag {
        case Value.Tag.string: return Value.mix(value.stringHeader)
        case Value.Tag.number:
            let text = value.numberBytes
            return Value.mix(UInt64(Value.hash(text.baseAddress.unsafelyUnwrapped, text.count)) ^ 0x6E75)
        default:
            let slotCount = value.isObject ? value.count * 2 : value.count
            let slots = value.collectionCell.pointee.slots
            var hash = value.tag &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(value.count)
            for index in 0..<slotCount { hash = Value.mix(hash ^ slots[index].bits) }
            return hash
        }
    }
}
