import Documents

/// What rules see and what is known about them: input, data and the values worked out so far. `with` puts a new layer
/// on top, with empty memory, and takes it away again.
final class Layer {
    var input: Value
    /// The base documents.
    var data: Value
    /// Values of nodes by id: undefined when not known, ``Layer/none`` when known to have no value.
    let nodes: UnsafeMutablePointer<Value>
    let nodeCount: Int
    /// Values of closed terms by slot, in the same way.
    let slots: UnsafeMutablePointer<Value>
    let slotCount: Int
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
        /// Number of the paths.
        let paths: Int
    }

    /// The mark for a value that was worked out and is undefined.
    static let none = Value(bits: 9)

    init(input: Value, data: Value, nodeCount: Int, slotCount: Int) {
        self.input = input
        self.data = data
        self.nodeCount = nodeCount
        self.slotCount = slotCount
        nodes = .allocate(capacity: nodeCount)
        slots = .allocate(capacity: slotCount)
        forgetValues()
    }

    deinit {
        nodes.deallocate()
        slots.deallocate()
    }

    /// Takes another input and forgets everything worked out.
    func restart(input: Value) {
        self.input = input
        forgetValues()
        if !indexes.isEmpty { indexes.removeAll() }
    }

    private func forgetValues() {
        nodes.initialize(repeating: .undefined, count: nodeCount)
        slots.initialize(repeating: .undefined, count: slotCount)
    }

    /// A layer with the same documents and replacements and nothing worked out.
    func onTop() -> Layer {
        let layer = Layer(input: input, data: data, nodeCount: nodeCount, slotCount: slotCount)
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
    /// First element of each bucket, -1 for none.
    private var buckets: [Int32]
    /// The next element in the same bucket.
    private var next: [Int32]
    private let mask: Int

    init(_ elements: UnsafeBufferPointer<Value>, paths: [[Value]]) {
        var capacity = 8
        while capacity < elements.count * 2 { capacity *= 2 }
        mask = capacity - 1
        buckets = [Int32](repeating: -1, count: capacity)
        next = [Int32](repeating: -1, count: elements.count)
        // The steps of all paths one after the other.
        var steps = paths.flatMap { $0 }.map { KeyPlace($0) }
        let ends = paths.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
        steps.withUnsafeMutableBufferPointer { steps in
            // From the back, so that each bucket lists its elements in their own order.
            for element in stride(from: elements.count - 1, through: 0, by: -1) {
                guard let hash = ElementIndex.hash(elements[element], steps, ends) else { continue }
                let bucket = Int(truncatingIfNeeded: hash) & mask
                next[element] = buckets[bucket]
                buckets[bucket] = Int32(element)
            }
        }
    }

    /// The hash of what an element has at the paths; nil when it has nothing at one of them.
    private static func hash(
        _ element: Value, _ steps: UnsafeMutableBufferPointer<KeyPlace>, _ ends: [Int]
    ) -> UInt64? {
        guard var step = steps.baseAddress else { return nil }
        let first = step
        var hash: UInt64 = 0
        for end in ends {
            var value = element
            while step < first + end {
                value = value.lookup(at: step)
                step += 1
                if value.isUndefined { return nil }
            }
            hash = combine(hash, value)
        }
        return hash
    }

    /// The hash of several values, one taken in after the other.
    static func combine(_ hash: UInt64, _ value: Value) -> UInt64 { Value.mix(hash &+ value.hash) }

    /// The first element that may hold the values; -1 when there is none.
    func first(hash: UInt64) -> Int32 { buckets[Int(truncatingIfNeeded: hash) & mask] }

    func following(_ element: Int32) -> Int32 { next[Int(element)] }
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
