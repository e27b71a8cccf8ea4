/// Remembers how to sort the keys of objects that have the same keys in the same order, as the items of a Kubernetes
/// list do. It compares cells and not texts, so it only knows interned keys.
struct ShapeCache: ~Copyable {
    /// Objects with more keys than this are always sorted.
    static var widest: Int { 32 }
    private static var size: Int { 256 }

    private struct Shape {
        var hash: UInt64 = 0
        /// The sorted keys, in the cell of the first object of this shape.
        var sorted: UnsafeMutablePointer<Value>?
        var count = 0
        /// The keys as ``CollectionCell`` sums them up.
        var keys: UInt32 = 0
    }

    private var shapes: UnsafeMutablePointer<Shape>
    /// For each shape and each key in the order of the text, its place among the sorted ones.
    private var ranks: UnsafeMutablePointer<UInt8>

    init() {
        shapes = .allocate(capacity: ShapeCache.size)
        shapes.initialize(repeating: Shape(), count: ShapeCache.size)
        ranks = .allocate(capacity: ShapeCache.size * ShapeCache.widest)
    }

    deinit {
        shapes.deallocate()
        ranks.deallocate()
    }

    /// A number that objects with the same keys in the same order share.
    @inline(__always)
    func shape(of entries: UnsafeMutablePointer<Value>, count: Int) -> UInt64 {
        var hash: UInt64 = 0
        for index in 0..<count { hash = (hash &<< 3) &+ (hash &>> 61) &+ entries[index &* 2].bits &>> 4 }
        return hash &* 0x9E37_79B9_7F4A_7C15
    }

    @inline(__always)
    private func place(_ shape: UInt64) -> Int { Int(truncatingIfNeeded: shape &>> 56) }

    /// The sum of the keys of a shape that has just been found or learnt.
    @inline(__always)
    func keys(of shape: UInt64) -> UInt32 { shapes[place(shape)].keys }

    /// Fills keys and values in sorted order; false, with slots half written, when the shape is not known.
    @inline(__always)
    func fill(
        _ slots: UnsafeMutablePointer<Value>, from entries: UnsafeMutablePointer<Value>, count: Int, shape: UInt64
    ) -> Bool {
        let known = shapes + place(shape)
        guard known.pointee.hash == shape, known.pointee.count == count, let sorted = known.pointee.sorted else {
            return false
        }
        let ranks = ranks + place(shape) &* ShapeCache.widest
        for index in 0..<count {
            let rank = Int(ranks[index])
            let key = entries[index &* 2]
            if sorted[rank].bits != key.bits { return false }
            slots[rank] = key
            slots[count &+ rank] = entries[index &* 2 &+ 1]
        }
        return true
    }

    /// The same for positions, after the shape has proved to be known.
    func fill(
        _ places: UnsafeMutablePointer<SourcePosition>, from positions: UnsafeMutablePointer<SourcePosition>,
        count: Int, shape: UInt64
    ) {
        let ranks = ranks + place(shape) &* ShapeCache.widest
        for index in 0..<count {
            let rank = Int(ranks[index])
            places[rank] = positions[index &* 2]
            places[count &+ rank] = positions[index &* 2 &+ 1]
        }
    }

    /// Learns a shape from an object with distinct keys that has just been sorted. Quadratic in its few keys.
    func remember(
        _ entries: UnsafeMutablePointer<Value>, sorted: UnsafeMutablePointer<Value>, count: Int, shape: UInt64
    ) {
        let ranks = ranks + place(shape) &* ShapeCache.widest
        var keys: UInt32 = 0
        for index in 0..<count {
            let key = entries[index &* 2]
            for rank in 0..<count where sorted[rank].bits == key.bits { ranks[index] = UInt8(truncatingIfNeeded: rank) }
            if key.isString { keys |= CollectionCell.bit(ofKey: key.stringHeader) }
        }
        shapes[place(shape)] = Shape(hash: shape, sorted: sorted, count: count, keys: keys)
    }
}
