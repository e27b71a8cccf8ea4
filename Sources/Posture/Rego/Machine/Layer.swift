import Documents

/// What rules see and what is known about them: input, data and the values worked out so far. `with` puts a new layer
/// on top, with empty memory, and takes it away again.
final class Layer {
    var input: Value
    /// The base documents.
    var data: Value
    /// Values of nodes by id: undefined when not known, ``Layer/none`` when known to have no value.
    var nodes: [Value]
    /// Values of closed terms by slot, in the same way.
    var slots: [Value]
    var hasOverrides = false
    /// Values that take the place of nodes.
    var overrides: [Int: Value] = [:]
    var builtinMocks: [String: Mock] = [:]
    var functionMocks: [Int: Mock] = [:]
    var hasMocks = false
    var indexes: [IndexKey: ElementIndex] = [:]

    enum Mock {
        case value(Value)
        case builtin(Builtin)
        case function(Int)
    }

    struct IndexKey: Hashable {
        let collection: UInt64
        let site: UInt
    }

    /// The mark for a value that was worked out and is undefined.
    static let none = Value(bits: 9)

    init(input: Value, data: Value, nodeCount: Int, slotCount: Int) {
        self.input = input
        self.data = data
        nodes = [Value](repeating: .undefined, count: nodeCount)
        slots = [Value](repeating: .undefined, count: slotCount)
    }

    /// A layer with the same documents and replacements and nothing worked out.
    func onTop() -> Layer {
        let layer = Layer(input: input, data: data, nodeCount: nodes.count, slotCount: slots.count)
        layer.overrides = overrides
        layer.hasOverrides = hasOverrides
        layer.builtinMocks = builtinMocks
        layer.functionMocks = functionMocks
        layer.hasMocks = hasMocks
        return layer
    }
}

/// The elements of one collection by what stands at a few paths in each: turns a join into a look-up.
final class ElementIndex {
    private let width: Int
    /// First element of each bucket, -1 for none.
    private var buckets: [Int32]
    /// The next element in the same bucket.
    private var next: [Int32]
    private var keys: [Value]
    private let mask: Int

    init(_ elements: UnsafeBufferPointer<Value>, paths: [[Value]]) {
        width = paths.count
        var capacity = 8
        while capacity < elements.count * 2 { capacity *= 2 }
        mask = capacity - 1
        buckets = [Int32](repeating: -1, count: capacity)
        next = [Int32](repeating: -1, count: elements.count)
        keys = [Value](repeating: .undefined, count: elements.count * width)
        // From the back, so that each bucket lists its elements in their own order.
        for element in stride(from: elements.count - 1, through: 0, by: -1) {
            var hash: UInt64 = 0
            var isWhole = true
            for (place, path) in paths.enumerated() {
                var value = elements[element]
                for key in path {
                    value = value.lookup(key)
                    if value.isUndefined { break }
                }
                if value.isUndefined {
                    isWhole = false
                    break
                }
                keys[element * width + place] = value
                hash = Value.mix(hash &+ value.hash)
            }
            guard isWhole else { continue }
            let bucket = Int(truncatingIfNeeded: hash) & mask
            next[element] = buckets[bucket]
            buckets[bucket] = Int32(element)
        }
    }

    /// The first element that may hold the values; -1 when there is none.
    func first(hash: UInt64) -> Int32 { buckets[Int(truncatingIfNeeded: hash) & mask] }

    func following(_ element: Int32) -> Int32 { next[Int(element)] }

    @inline(__always)
    func key(_ element: Int32, _ place: Int) -> Value { keys[Int(element) * width + place] }
}

/// A collection in the making.
final class CollectionBuilder {
    var values: ContiguousArray<Value> = []
    var keys: ContiguousArray<Value> = []

    func reset() {
        values.removeAll(keepingCapacity: values.capacity <= 4096)
        keys.removeAll(keepingCapacity: keys.capacity <= 4096)
    }
}
