#if canImport(Glibc)
    public import Glibc
#elseif canImport(Musl)
    public import Musl
#else
    public import Darwin
#endif

/// The total order of Rego: null < false < true < numbers < strings < arrays < objects < sets
/// (policy reference, "Comparison"). Strings are compared by bytes, never by Unicode equivalence.
extension Value {
    /// Whether both are the same value; `1`, `1.0` and `1e0` are.
    @inlinable @inline(__always)
    public static func equal(_ a: Value, _ b: Value) -> Bool {
        if a.bits == b.bits { return true }
        if a.tag == Tag.string {
            return b.tag == Tag.string && a.stringHeader == b.stringHeader
                && memcmp(a.stringCell.pointee.bytes, b.stringCell.pointee.bytes, Int(a.stringCell.pointee.length)) == 0
        }
        // Two different words of an immediate kind are two different values.
        if a.tag <= Tag.integer && b.tag <= Tag.integer { return false }
        return slowEqual(a, b)
    }

    @usableFromInline
    static func slowEqual(_ a: Value, _ b: Value) -> Bool {
        if a.isCollection && b.isCollection {
            if a.tag != b.tag || a.count != b.count { return false }
            let slots = a.isObject ? a.count * 2 : a.count
            let left = a.collectionCell.pointee.slots
            let right = b.collectionCell.pointee.slots
            for index in 0..<slots where !equal(left[index], right[index]) { return false }
            return true
        }
        return compare(a, b) == 0
    }

    /// Negative, zero or positive as `a` sorts before, with or after `b`.
    public static func compare(_ a: Value, _ b: Value) -> Int {
        if a.bits == b.bits { return 0 }
        let rankA = rank(a)
        let rankB = rank(b)
        if rankA != rankB { return rankA < rankB ? -1 : 1 }
        switch a.tag {
        case Tag.simple:
            return a.bits < b.bits ? -1 : 1
        case Tag.integer where b.tag == Tag.integer:
            return a.smallInteger < b.smallInteger ? -1 : 1
        case Tag.integer, Tag.number:
            return DecimalText.compare(a, b)
        case Tag.string:
            return compareBytes(a.utf8, b.utf8)
        case Tag.array, Tag.set:
            return compareSlots(a.elements, b.elements)
        case Tag.object:
            return compareObjects(a, b)
        default:
            return a.bits < b.bits ? -1 : 1
        }
    }

    private static func rank(_ value: Value) -> UInt64 {
        let tag = value.tag
        return tag == Tag.number ? Tag.integer : tag
    }

    /// Compares by unsigned bytes, shorter first when one is a prefix of the other.
    @inlinable
    public static func compareBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        let shared = min(a.count, b.count)
        if shared > 0, let left = a.baseAddress, let right = b.baseAddress {
            let order = memcmp(left, right, shared)
            if order != 0 { return Int(order) }
        }
        return a.count - b.count
    }

    private static func compareSlots(_ a: UnsafeBufferPointer<Value>, _ b: UnsafeBufferPointer<Value>) -> Int {
        for index in 0..<min(a.count, b.count) {
            let order = compare(a[index], b[index])
            if order != 0 { return order }
        }
        return a.count - b.count
    }

    /// Key by key: the first differing key decides, then the first differing value, then the number of entries.
    private static func compareObjects(_ a: Value, _ b: Value) -> Int {
        let (keysA, keysB, valuesA, valuesB) = (a.keys, b.keys, a.values, b.values)
        for index in 0..<min(keysA.count, keysB.count) {
            let keys = compare(keysA[index], keysB[index])
            if keys != 0 { return keys }
            let values = compare(valuesA[index], valuesB[index])
            if values != 0 { return values }
        }
        return keysA.count - keysB.count
    }
}

extension Value {
    /// A hash that equal values share. Linear in the size of the value.
    @inlinable
    public var hash: UInt64 {
        switch tag {
        case Tag.string: return UInt64(stringCell.pointee.hash) &* 0x9E37_79B9_7F4A_7C15
        case Tag.undefined, Tag.simple, Tag.integer: return Value.mix(bits)
        default: return deepHash
        }
    }

    @usableFromInline
    var deepHash: UInt64 {
        switch tag {
        case Tag.number:
            return DecimalText(numberText).hash
        case Tag.array, Tag.object, Tag.set:
            var hash = tag &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(count)
            let slots = UnsafeBufferPointer(
                start: UnsafePointer(collectionCell.pointee.slots), count: isObject ? count * 2 : count)
            for slot in slots { hash = Value.mix(hash ^ slot.hash) }
            return hash
        default:
            return Value.mix(bits)
        }
    }

    /// A bijective scrambler of 64 bits (the finaliser of MurmurHash3).
    @inlinable @inline(__always)
    public static func mix(_ word: UInt64) -> UInt64 {
        var hash = word
        hash ^= hash >> 33
        hash &*= 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash &*= 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return hash
    }

    /// The hash of a string's bytes, eight at a time.
    @inlinable @inline(__always)
    public static func hash(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
        var hash = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
        let raw = UnsafeRawPointer(bytes)
        var offset = 0
        while offset &+ 8 <= length {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            offset &+= 8
        }
        if offset < length {
            let rest = length &- offset
            // The last word overlaps what is hashed already; the shift leaves the rest alone.
            let word =
                length >= 8
                ? raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self) &>> UInt64(8 &* (8 &- rest))
                : shortWord(raw, length)
            hash = (hash ^ word) &* 0xC4CE_B9FE_1A85_EC53
            hash ^= hash >> 29
        }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }

    /// Up to seven bytes in one word, the first lowest. Overlapping loads write the same bytes twice.
    @inlinable @inline(__always)
    static func shortWord(_ bytes: UnsafeRawPointer, _ length: Int) -> UInt64 {
        if length >= 4 {
            let low = bytes.loadUnaligned(as: UInt32.self)
            let high = bytes.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self)
            return UInt64(low) | UInt64(high) &<< UInt64(8 &* (length &- 4))
        }
        if length == 0 { return 0 }
        let first = UInt64(bytes.load(as: UInt8.self))
        let middle = UInt64(bytes.load(fromByteOffset: length &>> 1, as: UInt8.self))
        let last = UInt64(bytes.load(fromByteOffset: length &- 1, as: UInt8.self))
        return first | middle &<< UInt64(8 &* (length &>> 1)) | last &<< UInt64(8 &* (length &- 1))
    }
}

extension Value {
    /// The value under `key` in an object, the element at an integer index of an array, or the element itself of a set
    /// that has it; undefined otherwise. Linear over the words of small objects, logarithmic above.
    @inlinable @inline(__always)
    public func lookup(_ key: Value) -> Value {
        if tag == Tag.object {
            let slot = objectIndex(of: key)
            return slot < 0 ? .undefined : collectionCell.pointee.slots[count &+ slot]
        }
        return slowLookup(key)
    }

    @usableFromInline
    func slowLookup(_ key: Value) -> Value {
        switch tag {
        case Tag.array:
            guard let index = key.integer, index >= 0, index < count else { return .undefined }
            return collectionCell.pointee.slots[index]
        case Tag.set:
            let index = objectIndex(of: key)
            return index < 0 ? .undefined : collectionCell.pointee.slots[index]
        default:
            return .undefined
        }
    }

    /// The place of `key` among the sorted keys of an object or elements of a set, or -1.
    @inlinable
    public func objectIndex(of key: Value) -> Int {
        let cell = collectionCell
        let count = Int(cell.pointee.count)
        if key.tag == Tag.string && count <= 24 {
            let header = key.stringHeader
            let slots = cell.pointee.slots
            var index = 0
            while index < count {
                let candidate = slots[index]
                if candidate.bits == key.bits { return index }
                if candidate.tag == Tag.string && candidate.stringHeader == header
                    && memcmp(
                        candidate.stringCell.pointee.bytes, key.stringCell.pointee.bytes,
                        Int(key.stringCell.pointee.length)) == 0
                {
                    return index
                }
                index &+= 1
            }
            return -1
        }
        return setIndex(of: key)
    }

    /// The place of `element` among the sorted elements of a set (or keys of an object), or -1. Logarithmic.
    public func setIndex(of element: Value) -> Int {
        let slots = elements
        var low = 0
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            let order = Value.compare(slots[middle], element)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return -1
    }
}
