import Documents

extension BuiltinTable {
    /// Functions that follow a structure to its end: `walk` and those on graphs.
    static let traversals: [Builtin] = [
        Builtin("walk", [.any], .array(.any), isRelation: true) { context, arguments throws(BuiltinError) in
            try Walk.results(of: arguments[0], context)
        },
        Builtin("graph.reachable", [.object, Graph.nodeList], .set(.any)) { context, arguments throws(BuiltinError) in
            let graph = Graph(edges: try arguments.object(0))
            return context.arena.set(graph.reachable(from: try Graph.nodes(arguments, 1)))
        },
        Builtin("graph.reachable_paths", [.object, Graph.nodeList], .set(.array(.any))) {
            context, arguments throws(BuiltinError) in
            let graph = Graph(edges: try arguments.object(0))
            return context.arena.set(try graph.paths(from: try Graph.nodes(arguments, 1), context))
        },
    ]
}

enum Walk {
    /// All pairs `[path, value]` below and with `value`, every value before what is in it.
    static func results(of value: Value, _ context: BuiltinContext) throws(BuiltinError) -> Value {
        let arena = context.arena
        let meter = ResultMeter(context)
        var results: [Value] = []
        var path: [Value] = []
        var open: [(value: Value, next: Int)] = []
        func visit(_ value: Value) throws(BuiltinError) {
            results.append(arena.array([arena.array(path), value]))
            try meter.check(adding: results.count * 8)
            if value.isCollection && value.count > 0 { open.append((value, 0)) }
        }
        try visit(value)
        while let (container, index) = open.last {
            // Back from the child before: its key is still there.
            if index > 0 { path.removeLast() }
            if index == container.count {
                open.removeLast()
                continue
            }
            open[open.count - 1].next = index + 1
            path.append(container.isArray ? Value(smallInteger: index) : container.elements[index])
            let child = container.isObject ? container.values[index] : container.elements[index]
            try visit(child)
        }
        return arena.array(results)
    }
}

/// A graph as an object from nodes to arrays or sets of neighbours.
struct Graph {
    static let nodeList = RegoType.union([.array(.any), .set(.any)])
    let edges: Value

    static func nodes(
        _ arguments: UnsafeBufferPointer<Value>, _ index: Int
    ) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
        let nodes = arguments[index]
        guard nodes.isArray || nodes.isSet else {
            throw .operand(index + 1, "must be {array, set} but got \(nodes.typeName)")
        }
        return nodes.elements
    }

    /// The neighbours of a node; nil when the graph does not have it.
    private func neighbours(of node: Value) -> UnsafeBufferPointer<Value>? {
        let found = edges.lookup(node)
        if found.isUndefined { return nil }
        return found.isArray || found.isSet ? found.elements : UnsafeBufferPointer(start: nil, count: 0)
    }

    func reachable(from start: UnsafeBufferPointer<Value>) -> [Value] {
        var reached: Set<ValueKey> = []
        var result: [Value] = []
        var pending = Array(start)
        while let node = pending.popLast() {
            guard let next = neighbours(of: node), reached.insert(ValueKey(node)).inserted else { continue }
            result.append(node)
            pending.append(contentsOf: next)
        }
        return result
    }

    /// All paths that end where nothing new follows. There may be exponentially many: the budget of results ends it.
    func paths(from start: UnsafeBufferPointer<Value>, _ context: BuiltinContext) throws(BuiltinError) -> [Value] {
        let arena = context.arena
        let meter = ResultMeter(context)
        var results: [Value] = []
        func end(_ path: [Value]) throws(BuiltinError) {
            results.append(arena.array(path))
            try meter.check(adding: results.count * 8)
        }
        for root in start {
            guard let first = neighbours(of: root) else { continue }
            var path = [root]
            if first.isEmpty {
                try end(path)
                continue
            }
            var onPath: [ValueKey: Int] = [ValueKey(root): 1]
            var open: [(next: Int, neighbours: UnsafeBufferPointer<Value>)] = [(0, first)]
            while let (index, neighbours) = open.last {
                if index == neighbours.count {
                    open.removeLast()
                    let key = ValueKey(path.removeLast())
                    onPath[key] = onPath[key].flatMap { $0 > 1 ? $0 - 1 : nil }
                    continue
                }
                open[open.count - 1].next = index + 1
                let neighbour = neighbours[index]
                // The root may follow itself once: OPA looks at what is behind before it looks for circles.
                let isKnown = onPath[ValueKey(neighbour)] != nil && open.count > 1
                guard !isKnown, let next = self.neighbours(of: neighbour) else {
                    try end(path)
                    continue
                }
                path.append(neighbour)
                if next.isEmpty {
                    try end(path)
                    path.removeLast()
                    continue
                }
                onPath[ValueKey(neighbour), default: 0] += 1
                open.append((0, next))
            }
        }
        return results
    }
}
