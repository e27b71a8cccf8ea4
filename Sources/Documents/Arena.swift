#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where cells live: blocks of memory that are filled from front to back and freed together.
///
/// Used by one thread while it is filled. Once it is owned by a ``Document`` nothing writes to it any more.
public final class Arena {
    @usableFromInline var cursor: UnsafeMutableRawPointer
    @usableFromInline var limit: UnsafeMutableRawPointer
    private var blocks: [(base: UnsafeMutableRawPointer, size: Int)] = []
    private var current = -1
    private var bytesBefore = 0
    /// Objects that own memory which values of this arena point to: source texts, other documents.
    private var retained: [AnyObject] = []
    private let firstBlock: Int

    /// An empty arena; no memory is taken before the first allocation.
    /// - Parameter firstBlock: bytes of the first block; later ones double up to 4 MiB.
    public init(firstBlock: Int = 4096) {
        self.firstBlock = max(firstBlock, 256)
        let nowhere = UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped
        cursor = nowhere
        limit = nowhere
    }

    deinit {
        for block in blocks { free(block.base) }
    }

    /// Keeps `owner` alive as long as this arena.
    public func retain(_ owner: AnyObject) { retained.append(owner) }

    /// Bytes handed out so far.
    public var byteCount: Int {
        current < 0 ? 0 : bytesBefore + (cursor - blocks[current].base)
    }

    /// `bytes` of fresh memory, aligned to 16.
    @inlinable @inline(__always)
    public func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        let size = (bytes &+ 15) & ~15
        if limit - cursor >= size {
            let result = cursor
            cursor = result + size
            return result
        }
        return grow(size)
    }

    @usableFromInline
    func grow(_ size: Int) -> UnsafeMutableRawPointer {
        if current >= 0 { bytesBefore += cursor - blocks[current].base }
        // After a reset the next block may be there already.
        while current + 1 < blocks.count {
            current += 1
            if blocks[current].size >= size { return use(size) }
        }
        let wanted = blocks.last.map { min($0.size * 2, 4 << 20) } ?? firstBlock
        let blockSize = max(wanted, size)
        guard let base = malloc(blockSize) else { fatalError("out of memory: \(blockSize) bytes for an arena") }
        blocks.append((base, blockSize))
        current = blocks.count - 1
        return use(size)
    }

    private func use(_ size: Int) -> UnsafeMutableRawPointer {
        let base = blocks[current].base
        cursor = base + size
        limit = base + blocks[current].size
        return base
    }

    /// A point to go back to.
    public struct Mark {
        fileprivate let current: Int
        fileprivate let cursor: UnsafeMutableRawPointer
        fileprivate let bytesBefore: Int
    }

    /// The present end of the arena.
    public var mark: Mark { Mark(current: current, cursor: cursor, bytesBefore: bytesBefore) }

    /// Gives back everything allocated after `mark`; values made since then must not be used again.
    public func reset(to mark: Mark) {
        if mark.current < 0 {
            current = -1
            bytesBefore = 0
            cursor = limit
            return
        }
        current = mark.current
        bytesBefore = mark.bytesBefore
        cursor = mark.cursor
        limit = blocks[current].base + blocks[current].size
    }
}

// MARK: Strings and numbers

extension Arena {
    /// A string over bytes that outlive the arena (see ``retain(_:)``); they must be valid UTF-8.
    @inlinable @inline(__always)
    public func string(unowned bytes: UnsafePointer<UInt8>, count: Int) -> Value {
        let cell = allocate(MemoryLayout<StringCell>.size)
        cell.assumingMemoryBound(to: StringCell.self).initialize(
            to: StringCell(length: UInt32(truncatingIfNeeded: count), hash: Value.hash(bytes, count), bytes: bytes))
        return Value(cell: cell, tag: Value.Tag.string)
    }

    /// A string whose hash is known already.
    @inline(__always)
    func string(unowned bytes: UnsafePointer<UInt8>, header: UInt64) -> Value {
        let cell = allocate(MemoryLayout<StringCell>.size)
        cell.storeBytes(of: header, as: UInt64.self)
        cell.storeBytes(of: bytes, toByteOffset: 8, as: UnsafePointer<UInt8>.self)
        return Value(cell: cell, tag: Value.Tag.string)
    }

    /// A string of `count` bytes that `fill` writes; they must be valid UTF-8.
    @inlinable @inline(__always)
    public func string(count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Value {
        let cell = allocate(MemoryLayout<StringCell>.size &+ count)
        let bytes = (cell + MemoryLayout<StringCell>.size).assumingMemoryBound(to: UInt8.self)
        fill(bytes)
        cell.assumingMemoryBound(to: StringCell.self).initialize(
            to: StringCell(length: UInt32(truncatingIfNeeded: count), hash: Value.hash(bytes, count), bytes: bytes))
        return Value(cell: cell, tag: Value.Tag.string)
    }

    /// A string with its own copy of `bytes`, which must be valid UTF-8.
    @inlinable
    public func string(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
        string(count: bytes.count) { copy in
            if let source = bytes.baseAddress { copy.update(from: source, count: bytes.count) }
        }
    }

    /// A string with its own copy of `bytes`, which must be valid UTF-8.
    public func string(_ bytes: [UInt8]) -> Value {
        bytes.withUnsafeBufferPointer { string($0) }
    }

    /// A string with its own copy of `bytes`, which must be valid UTF-8.
    public func string(_ bytes: ArraySlice<UInt8>) -> Value {
        bytes.withUnsafeBufferPointer { string($0) }
    }

    /// A string.
    public func string(_ text: String) -> Value {
        var text = text
        return text.withUTF8 { string($0) }
    }

    /// An integer.
    public func number(_ integer: Int) -> Value {
        if Value.smallIntegers.contains(integer) { return Value(smallInteger: integer) }
        return numberCell(Array(String(integer).utf8))
    }

    /// A number from its text in JSON's notation, which is kept. Text is not checked here.
    public func number(text: String) -> Value { number(text: Array(text.utf8)) }

    /// A number from its text in JSON's notation, which is kept. Text is not checked here.
    public func number(text: [UInt8]) -> Value {
        text.withUnsafeBufferPointer { text in
            Value.smallInteger(text) ?? numberCell(Array(text))
        }
    }

    private func numberCell(_ text: [UInt8]) -> Value {
        let cell = allocate(MemoryLayout<NumberCell>.size + text.count)
        let copy = (cell + MemoryLayout<NumberCell>.size).assumingMemoryBound(to: UInt8.self)
        text.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { copy.update(from: base, count: source.count) }
        }
        cell.assumingMemoryBound(to: NumberCell.self).initialize(
            to: NumberCell(length: UInt32(text.count), bytes: copy))
        return Value(cell: cell, tag: Value.Tag.number)
    }

    /// A number over text that outlives the arena; small integers in plain spelling need no cell.
    @inlinable
    public func number(unowned text: UnsafeBufferPointer<UInt8>) -> Value {
        if let small = Value.smallInteger(text) { return small }
        let cell = allocate(MemoryLayout<NumberCell>.size)
        cell.assumingMemoryBound(to: NumberCell.self).initialize(
            to: NumberCell(length: UInt32(text.count), bytes: text.baseAddress.unsafelyUnwrapped))
        return Value(cell: cell, tag: Value.Tag.number)
    }
}

extension Value {
    /// The integer that `text` spells in its plain form (no sign `+`, no leading zero, not `-0`), when it needs no cell.
    @inlinable
    static func smallInteger(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
        var index = 0
        let negative = text.count > 0 && text[0] == UInt8(ascii: "-")
        if negative { index = 1 }
        let digits = text.count &- index
        guard digits >= 1, digits <= 17 else { return nil }
        if text[index] == UInt8(ascii: "0") && (digits > 1 || negative) { return nil }
        var magnitude = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            magnitude = magnitude &* 10 &+ Int(digit)
            index &+= 1
        }
        return Value(smallInteger: negative ? -magnitude : magnitude)
    }
}

// MARK: Collections

extension Arena {
    /// A collection cell with `slots` unset slots.
    /// - Parameter keys: the sum of an object's keys (see ``CollectionCell``), when it is known.
    @inlinable @inline(__always)
    public func slots(
        count: Int, slots: Int, tag: UInt64, keys: UInt32 = 0
    ) -> (Value, UnsafeMutablePointer<Value>) {
        let cell = allocate(MemoryLayout<CollectionCell>.size &+ slots &* MemoryLayout<Value>.stride)
        let base = (cell + MemoryLayout<CollectionCell>.size).assumingMemoryBound(to: Value.self)
        cell.assumingMemoryBound(to: CollectionCell.self).initialize(
            to: CollectionCell(count: UInt32(truncatingIfNeeded: count), flags: keys, slots: base))
        return (Value(cell: cell, tag: tag), base)
    }

    /// An array of `values`.
    @inlinable
    public func array(_ values: UnsafeBufferPointer<Value>) -> Value {
        let (value, base) = slots(count: values.count, slots: values.count, tag: Value.Tag.array)
        if let source = values.baseAddress { base.update(from: source, count: values.count) }
        return value
    }

    /// An array of `values`.
    @inlinable
    public func array(_ values: some Collection<Value>) -> Value {
        let (value, base) = slots(count: values.count, slots: values.count, tag: Value.Tag.array)
        var index = 0
        for element in values {
            base[index] = element
            index &+= 1
        }
        return value
    }

    /// The set of `values`: sorted, every value once (the first of equal ones). O(n log n).
    public func set(_ values: UnsafeBufferPointer<Value>) -> Value {
        let (set, base) = slots(count: values.count, slots: values.count, tag: Value.Tag.set)
        if Arena.isStrictlySorted(values) {
            if let source = values.baseAddress { base.update(from: source, count: values.count) }
            return set
        }
        let count = ValueSort.sortUnique(values, into: base)
        set.cell.assumingMemoryBound(to: CollectionCell.self).mutable.pointee.count = UInt32(truncatingIfNeeded: count)
        return set
    }

    /// The set of `values`: sorted, every value once (the first of equal ones). O(n log n).
    public func set(_ values: [Value]) -> Value { values.withUnsafeBufferPointer { set($0) } }

    /// The set of `values`: sorted, every value once (the first of equal ones). O(n log n).
    public func set(_ values: ContiguousArray<Value>) -> Value { values.withUnsafeBufferPointer { set($0) } }

    /// The set of `values`: sorted, every value once (the first of equal ones). O(n log n).
    @inlinable
    public func set(_ values: some Sequence<Value>) -> Value { set(Array(values)) }

    /// A set of values that are sorted and distinct already.
    @inlinable
    public func set(sortedUnique values: some Collection<Value>) -> Value {
        let (value, base) = slots(count: values.count, slots: values.count, tag: Value.Tag.set)
        var index = 0
        for element in values {
            base[index] = element
            index &+= 1
        }
        return value
    }

    private static func isStrictlySorted(_ values: UnsafeBufferPointer<Value>) -> Bool {
        guard values.count > 1 else { return true }
        for index in 1..<values.count where Value.compare(values[index - 1], values[index]) >= 0 { return false }
        return true
    }

    /// An object. Of entries with equal keys the last one stays. O(n log n).
    public func object(_ entries: [(key: Value, value: Value)]) -> Value {
        let order = entries.indices.sorted { left, right in
            let order = Value.compare(entries[left].key, entries[right].key)
            return order != 0 ? order < 0 : left < right
        }
        var kept: [Int] = []
        kept.reserveCapacity(order.count)
        for index in order {
            if let last = kept.last, Value.equal(entries[last].key, entries[index].key) {
                kept[kept.count - 1] = index
            } else {
                kept.append(index)
            }
        }
        let (value, base) = slots(count: kept.count, slots: kept.count * 2, tag: Value.Tag.object)
        for (place, index) in kept.enumerated() {
            base[place] = entries[index].key
            base[kept.count + place] = entries[index].value
        }
        return value
    }

    /// An object with string keys. Of entries with equal keys the last one stays.
    public func object(_ entries: KeyValuePairs<String, Value>) -> Value {
        object(entries.map { (string($0.key), $0.value) })
    }

    /// A copy of `object` in which `key` has `value`, whether or not it was there.
    public func object(_ object: Value, setting key: Value, to value: Value) -> Value {
        var entries = zip(object.keys, object.values).map { (key: $0, value: $1) }
        entries.append((key, value))
        return self.object(entries)
    }

    /// A deep copy of a value of another arena, so that it lives as long as this one.
    public func copy(_ value: Value) -> Value {
        switch value.tag {
        case Value.Tag.string: return string(value.utf8)
        case Value.Tag.number: return number(text: Array(value.numberBytes))
        case Value.Tag.array, Value.Tag.set, Value.Tag.object:
            let slotCount = value.isObject ? value.count * 2 : value.count
            let source = value.collectionCell.pointee.slots
            let (result, base) = slots(count: value.count, slots: slotCount, tag: value.tag)
            for index in 0..<slotCount { base[index] = copy(source[index]) }
            return result
        default: return value
        }
    }
}
