/// Collects the children of open containers on one stack and moves them into a cell when their container closes.
///
/// Children of an object lie on the stack as key, value, key, value. Both parsers build through this.
struct TreeBuilder: ~Copyable {
    let arena: Arena
    let keepsPositions: Bool
    /// The stack of values, and beside it (when positions are kept) where each of them starts.
    private(set) var values: UnsafeMutablePointer<Value>
    private(set) var positions: UnsafeMutablePointer<SourcePosition>
    /// Height of the stack.
    private(set) var count = 0
    private var capacity: Int
    private var keys = StringTable()
    private var texts = StringTable()
    private var shapes = ShapeCache()
    private var emptyArray = Value.undefined
    private var emptyObject = Value.undefined

    init(arena: Arena, positions keepsPositions: Bool) {
        self.arena = arena
        self.keepsPositions = keepsPositions
        capacity = 256
        values = .allocate(capacity: capacity)
        positions = .allocate(capacity: keepsPositions ? capacity : 0)
    }

    deinit {
        values.deallocate()
        positions.deallocate()
    }

    @inline(__always)
    mutating func push(_ value: Value, at position: SourcePosition) {
        if count == capacity { grow() }
        values[count] = value
        if keepsPositions { positions[count] = position }
        count &+= 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Value>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: values, count: count)
        values.deallocate()
        values = larger
        if keepsPositions {
            let larger = UnsafeMutablePointer<SourcePosition>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: positions, count: count)
            positions.deallocate()
            positions = larger
        }
        capacity *= 2
    }

    /// Takes everything above `start` off the stack.
    mutating func drop(to start: Int) { count = start }
}

// MARK: Containers

extension TreeBuilder {
    /// Takes everything above `start` off the stack, as the elements of an array.
    mutating func closeArray(from start: Int) -> Value {
        let length = count &- start
        count = start
        if length == 0 {
            if emptyArray.isUndefined { emptyArray = arena.array([]) }
            return emptyArray
        }
        let (array, base) = makeCell(count: length, slots: length, tag: Value.Tag.array)
        base.update(from: values + start, count: length)
        if keepsPositions { places(base, after: length).update(from: positions + start, count: length) }
        return array
    }

    /// Takes everything above `start` off the stack, as the entries of an object. Of equal keys the last one stays.
    mutating func closeObject(from start: Int) -> Value {
        let length = (count &- start) &>> 1
        count = start
        if length == 0 {
            if emptyObject.isUndefined { emptyObject = arena.object([(key: Value, value: Value)]()) }
            return emptyObject
        }
        let (object, base) = makeCell(count: length, slots: length &* 2, tag: Value.Tag.object)
        let entries = values + start
        if length <= ShapeCache.widest {
            let shape = shapes.shape(of: entries, count: length)
            if shapes.fill(base, from: entries, count: length, shape: shape) {
                if keepsPositions {
                    shapes.fill(places(base, after: length &* 2), from: positions + start, count: length, shape: shape)
                }
                sumUp(object, shapes.keys(of: shape))
                return object
            }
            if fillSorted(base, from: start, count: length) == length {
                shapes.remember(entries, sorted: base, count: length, shape: shape)
                sumUp(object, shapes.keys(of: shape))
                return object
            }
        } else if fillSorted(base, from: start, count: length) == length {
            return object
        }
        return withoutDuplicates(object)
    }

    @inline(__always)
    private func makeCell(count: Int, slots: Int, tag: UInt64) -> (Value, UnsafeMutablePointer<Value>) {
        guard keepsPositions else { return arena.slots(count: count, slots: slots, tag: tag) }
        // A position is as large as a slot.
        let (value, base) = arena.slots(count: count, slots: slots &* 2, tag: tag)
        value.collectionCell.mutable.pointee.flags = CollectionCell.hasPositions
        return (value, base)
    }

    /// Notes in the cell of an object which keys it may have.
    @inline(__always)
    private func sumUp(_ object: Value, _ keys: UInt32) { object.collectionCell.mutable.pointee.flags |= keys }

    @inline(__always)
    private func places(_ base: UnsafeMutablePointer<Value>, after slots: Int) -> UnsafeMutablePointer<SourcePosition> {
        UnsafeMutableRawPointer(base + slots).assumingMemoryBound(to: SourcePosition.self)
    }

    /// Fills the slots of an object in the order of its keys; equal keys lie side by side then, in the order of the
    /// text. Returns the number of distinct keys.
    private func fillSorted(_ base: UnsafeMutablePointer<Value>, from start: Int, count: Int) -> Int {
        let entries = values + start
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { order in
            TreeBuilder.sort(entries, into: order)
            var distinct = 1
            for place in 0..<count {
                let index = Int(order[place])
                base[place] = entries[index &* 2]
                base[count &+ place] = entries[index &* 2 &+ 1]
                if place > 0 && !Value.equal(base[place], base[place &- 1]) { distinct &+= 1 }
            }
            if keepsPositions {
                let places = places(base, after: count &* 2)
                for place in 0..<count {
                    let index = start &+ Int(order[place]) &* 2
                    places[place] = positions[index]
                    places[count &+ place] = positions[index &+ 1]
                }
            }
            return distinct
        }
    }

    /// The order of entries by key, equal ones as they come. Short or nearly sorted objects by insertion; long ones in
    /// O(n log n), whatever the input.
    private static func sort(_ entries: UnsafeMutablePointer<Value>, into order: UnsafeMutableBufferPointer<Int32>) {
        var order = order
        for index in order.indices { order[index] = Int32(truncatingIfNeeded: index) }
        var moves = 0
        for index in 1..<max(order.count, 1) {
            let key = entries[index &* 2]
            var place = index
            while place > 0, Value.compare(entries[Int(order[place &- 1]) &* 2], key) > 0 {
                order[place] = order[place &- 1]
                place &-= 1
                moves &+= 1
            }
            order[place] = Int32(truncatingIfNeeded: index)
            if moves > 8 &* order.count {
                order.sort { left, right in
                    let order = Value.compare(entries[Int(left) &* 2], entries[Int(right) &* 2])
                    return order != 0 ? order < 0 : left < right
                }
                return
            }
        }
    }

    /// The same object in a new cell, with the last of each run of equal keys. Rare, so not fast.
    private func withoutDuplicates(_ object: Value) -> Value {
        let keys = object.keys
        let kept = keys.indices.filter { $0 == keys.count - 1 || !Value.equal(keys[$0], keys[$0 + 1]) }
        let (result, base) = makeCell(count: kept.count, slots: kept.count * 2, tag: Value.Tag.object)
        let places = places(base, after: kept.count * 2)
        for (place, index) in kept.enumerated() {
            base[place] = keys[index]
            base[kept.count + place] = object.values[index]
            guard keepsPositions else { continue }
            places[place] = object.position(ofKey: index) ?? SourcePosition(line: 0, column: 0)
            places[kept.count + place] = object.position(ofSlot: index) ?? SourcePosition(line: 0, column: 0)
        }
        return result
    }
}

// MARK: Strings

extension TreeBuilder {
    /// Values longer than this are not looked up: they seldom repeat.
    private static var longestShared: Int { 40 }

    /// A key; equal keys share a cell, which makes finding them cheap.
    /// - Parameter copying: whether the bytes must be copied because they do not outlive the arena.
    @inline(__always)
    mutating func key(_ bytes: UnsafePointer<UInt8>, _ length: Int, copying: Bool) -> Value {
        let header = StringTable.header(length: length, hash: Value.hash(bytes, length))
        let known = keys.find(bytes, length, header: header)
        if known.isDefined { return known }
        let key = make(bytes, length, header: header, copying: copying)
        keys.insert(key, header: header)
        return key
    }

    /// A string that is no key; short ones share cells as far as the table remembers them.
    @inline(__always)
    mutating func text(_ bytes: UnsafePointer<UInt8>, _ length: Int, copying: Bool) -> Value {
        let header = StringTable.header(length: length, hash: Value.hash(bytes, length))
        guard length <= TreeBuilder.longestShared else { return make(bytes, length, header: header, copying: copying) }
        let known = texts.find(bytes, length, header: header)
        if known.isDefined { return known }
        let text = make(bytes, length, header: header, copying: copying)
        texts.insert(text, header: header)
        return text
    }

    @inline(__always)
    private func make(_ bytes: UnsafePointer<UInt8>, _ length: Int, header: UInt64, copying: Bool) -> Value {
        copying
            ? arena.string(UnsafeBufferPointer(start: bytes, count: length))
            : arena.string(unowned: bytes, header: header)
    }
}

extension UnsafePointer {
    /// For cells that are being built.
    @inline(__always)
    var mutable: UnsafeMutablePointer<Pointee> { UnsafeMutablePointer(mutating: self) }
}
