import Documents

/// Runs the code of one query over one input. Used by one thread; made anew for each evaluation.
///
/// Synchronous throughout: a step costs a few nanoseconds, and nothing here waits.
final class Machine {
    let program: Program
    let context: BuiltinContext
    let arena: Arena
    var layer: Layer
    var layers: [Layer] = []
    let isStrict: Bool
    let budget: EvaluationBudget
    var onPrint: ((String, Location) -> Void)?
    /// Called with the operands of each answer of the query.
    var onYield: ((UnsafeBufferPointer<Value>) throws(EvaluationError) -> Void)?
    /// Told what instrumented code does.
    var observer: (any EvaluationObserver)?
    /// Whether to stop, asked now and then.
    var isCancelled: (() -> Bool)?

    private let stack: UnsafeMutablePointer<Value>
    private let stackSize: Int
    var depth = 0
    private var nativeStack = NativeStack()
    var steps = 0
    private var nextCheck = 1 << 12
    private let clock = ContinuousClock()
    private let deadline: ContinuousClock.Instant

    /// Where constant keys were found last, one for each place in the code.
    private let keyPlaces: UnsafeMutablePointer<KeyPlace>
    private var builders: [CollectionBuilder] = []
    private var freeBuilders: [Int] = []
    /// The entries of the partial rule that is being worked out, innermost last.
    var extents: [ExtentBuilder] = []

    init(
        program: Program, input: Value, data: Value, context: BuiltinContext, slotCount: Int, isStrict: Bool,
        budget: EvaluationBudget
    ) {
        self.program = program
        self.context = context
        arena = context.arena
        layer = Layer(input: input, data: data, nodeCount: program.nodes.count, slotCount: slotCount)
        self.isStrict = isStrict
        self.budget = budget
        stackSize = 1 << 19
        stack = .allocate(capacity: stackSize)
        keyPlaces = .allocate(capacity: program.keys.count)
        for (index, key) in program.keys.enumerated() { (keyPlaces + index).initialize(to: KeyPlace(key)) }
        deadline = clock.now.advanced(by: budget.time)
    }

    deinit {
        stack.deallocate()
        keyPlaces.deallocate()
    }

    /// Forgets everything worked out and takes a new input; values made before must not be used again.
    func restart(input: Value) {
        // After an error replacements may still be on top.
        if let bottom = layers.first { layer = bottom }
        layers.removeAll()
        layer.restart(input: input)
        for index in program.keys.indices { keyPlaces[index].forget() }
        context.patterns.forgetRecent()
        context.lowered.forget()
        if !context.queryCache.isEmpty { context.queryCache.removeAll() }
        depth = 0
    }

    // MARK: Budgets

    @inline(never)
    func checkBudget() throws(EvaluationError) {
        nextCheck = steps + (1 << 12)
        if steps > budget.steps {
            throw EvaluationError(.budget, "the evaluation took more than \(budget.steps) steps")
        }
        if arena.byteCount > budget.bytes {
            throw EvaluationError(.budget, "the evaluation made more than \(budget.bytes >> 20) MiB of values")
        }
        if clock.now > deadline {
            throw EvaluationError(.budget, "the evaluation took longer than \(budget.time)")
        }
        if let isCancelled, isCancelled() {
            throw EvaluationError(.cancelled, "caller cancelled query execution")
        }
    }

    @inline(never)
    private func note(_ instruction: Instruction, in routine: Routine) {
        guard let observer, let event = EvaluationEvent(rawValue: instruction.a) else { return }
        observer.note(event, at: EvaluationPlace(routine: routine, index: instruction.b))
    }

    // MARK: Builders

    private func takeBuilder() -> Int {
        if let free = freeBuilders.popLast() {
            builders[free].reset()
            return free
        }
        builders.append(CollectionBuilder())
        return builders.count - 1
    }

    // MARK: Running

    /// Runs a routine whose arguments stand at the start of `frame`.
    func run(_ routine: Routine, frame: UnsafeMutablePointer<Value>) throws(EvaluationError) -> Value {
        depth += 1
        defer { depth -= 1 }
        if depth > budget.depth {
            throw EvaluationError(.budget, "rules and functions call each other more than \(budget.depth) levels deep")
        }
        if depth == 1 { nativeStack.update() }
        guard NativeStack.here > nativeStack.limit else {
            throw EvaluationError(.budget, "rules and functions call each other too deeply for the stack of the thread")
        }
        let view = routine.view
        guard frame + view.registerCount + 64 < stack + stackSize else {
            throw EvaluationError(.budget, "the evaluation needs too many registers")
        }
        return try execute(view, routine, frame)
    }

    /// The first frame.
    var base: UnsafeMutablePointer<Value> { stack }

    // One large function on purpose: the loop keeps its state in machine registers only when it is all in one place.
    // swift-format-ignore
    private func execute(
        _ view: RoutineView, _ routine: Routine, _ regs: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) -> Value {
        let code = view.code.baseAddress.unsafelyUnwrapped
        let consts = view.constants.baseAddress ?? UnsafeMutablePointer(regs)
        @inline(__always) func read(_ operand: Int32) -> Value {
            operand >= 0 ? regs[Int(operand)] : consts[Int(~operand)]
        }
        var pc = 0
        while true {
            let ins = code[pc]
            pc &+= 1
            switch ins.operation {
            case .move:
                regs[Int(ins.a)] = read(ins.b)
            case .loadInput:
                let input = layer.input
                if input.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = input }
            case .dot:
                let base = read(ins.b)
                let found: Value
                if base.tag == Value.Tag.virtual {
                    found = try lookup(node: base, key: read(ins.c), frame: regs + view.registerCount)
                } else {
                    found = base.lookup(read(ins.c))
                }
                if found.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = found }
            case .dotKey:
                let base = read(ins.b)
                let place = keyPlaces + Int(ins.c)
                let found: Value
                if base.tag == Value.Tag.virtual {
                    found = try lookup(node: base, key: place.pointee.key, frame: regs + view.registerCount)
                } else {
                    found = base.lookup(at: place)
                }
                if found.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = found }
            case .scanStart:
                let collection = read(ins.b)
                if collection.isCollection {
                    regs[Int(ins.a)] = collection
                    regs[Int(ins.a) &+ 1] = Value(bits: 0)
                } else if collection.tag == Value.Tag.virtual {
                    let keys = try keys(of: collection)
                    regs[Int(ins.a)] = collection
                    regs[Int(ins.a) &+ 1] = Value(bits: 0)
                    regs[Int(ins.a) &+ 2] = keys
                } else {
                    pc = Int(ins.fail)
                }
            case .scanNext:
                let iterator = regs + Int(ins.a)
                let collection = iterator[0]
                let index = Int(truncatingIfNeeded: iterator[1].bits)
                steps &+= 1
                if steps >= nextCheck { try checkBudget() }
                iterator[3] = Value(bits: UInt64(truncatingIfNeeded: steps))
                if collection.tag == Value.Tag.virtual {
                    let keys = iterator[2]
                    if index >= keys.count {
                        pc = Int(ins.fail)
                    } else {
                        iterator[1] = Value(bits: UInt64(index &+ 1))
                        let key = keys.elements[index]
                        let value = try lookup(node: collection, key: key, frame: regs + view.registerCount)
                        if value.isUndefined {
                            pc &-= 1
                        } else {
                            if ins.b >= 0 { regs[Int(ins.b)] = key }
                            if ins.c >= 0 { regs[Int(ins.c)] = value }
                        }
                    }
                } else if index >= collection.count {
                    pc = Int(ins.fail)
                } else {
                    iterator[1] = Value(bits: UInt64(truncatingIfNeeded: index &+ 1))
                    switch collection.tag {
                    case Value.Tag.array:
                        if ins.b >= 0 { regs[Int(ins.b)] = Value(smallInteger: index) }
                        if ins.c >= 0 { regs[Int(ins.c)] = collection.elements[index] }
                    case Value.Tag.object:
                        if ins.b >= 0 { regs[Int(ins.b)] = collection.keys[index] }
                        if ins.c >= 0 { regs[Int(ins.c)] = collection.values[index] }
                    default:
                        let element = collection.elements[index]
                        if ins.b >= 0 { regs[Int(ins.b)] = element }
                        if ins.c >= 0 { regs[Int(ins.c)] = element }
                    }
                }
            case .indexStart:
                if try !startIndex(view, ins, regs) { pc = Int(ins.fail) }
            case .indexNext:
                steps &+= 1
                if steps >= nextCheck { try checkBudget() }
                regs[Int(ins.a) &+ 3] = Value(bits: UInt64(truncatingIfNeeded: steps))
                if !nextIndexed(view, ins, regs) { pc = Int(ins.fail) }
            case .equal:
                if !Value.equal(read(ins.b), read(ins.c)) { pc = Int(ins.fail) }
            case .notEqual:
                if Value.equal(read(ins.b), read(ins.c)) { pc = Int(ins.fail) }
            case .less:
                if Value.compare(read(ins.b), read(ins.c)) >= 0 { pc = Int(ins.fail) }
            case .lessOrEqual:
                if Value.compare(read(ins.b), read(ins.c)) > 0 { pc = Int(ins.fail) }
            case .greater:
                if Value.compare(read(ins.b), read(ins.c)) <= 0 { pc = Int(ins.fail) }
            case .greaterOrEqual:
                if Value.compare(read(ins.b), read(ins.c)) < 0 { pc = Int(ins.fail) }
            case .equalValue:
                regs[Int(ins.a)] = Value(Value.equal(read(ins.b), read(ins.c)))
            case .notEqualValue:
                regs[Int(ins.a)] = Value(!Value.equal(read(ins.b), read(ins.c)))
            case .lessValue:
                regs[Int(ins.a)] = Value(Value.compare(read(ins.b), read(ins.c)) < 0)
            case .lessOrEqualValue:
                regs[Int(ins.a)] = Value(Value.compare(read(ins.b), read(ins.c)) <= 0)
            case .greaterValue:
                regs[Int(ins.a)] = Value(Value.compare(read(ins.b), read(ins.c)) > 0)
            case .greaterOrEqualValue:
                regs[Int(ins.a)] = Value(Value.compare(read(ins.b), read(ins.c)) >= 0)
            case .truthy:
                let value = read(ins.b)
                if value.isFalse || value.isUndefined { pc = Int(ins.fail) }
            case .checkArray:
                let value = read(ins.b)
                if !value.isArray || value.count != Int(ins.c) { pc = Int(ins.fail) }
            case .checkObject:
                let value = read(ins.b)
                if !value.isObject || value.count != Int(ins.c) { pc = Int(ins.fail) }
            case .element:
                regs[Int(ins.a)] = read(ins.b).elements[Int(ins.c)]
            case .makeArray:
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let (array, slots) = arena.slots(count: Int(ins.c), slots: Int(ins.c), tag: Value.Tag.array)
                for index in 0..<Int(ins.c) { slots[index] = read(operands[index]) }
                regs[Int(ins.a)] = array
            case .makeSet:
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let scratch = regs + view.registerCount
                let count = Int(ins.c)
                if count <= 64 {
                    for index in 0..<count { scratch[index] = read(operands[index]) }
                    regs[Int(ins.a)] = arena.set(UnsafeBufferPointer(start: UnsafePointer(scratch), count: count))
                } else {
                    regs[Int(ins.a)] = arena.set((0..<count).map { read(operands[$0]) })
                }
            case .makeObject:
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let scratch = regs + view.registerCount
                let count = Int(ins.c)
                if count <= 64 {
                    for index in 0..<count { scratch[index] = read(operands[index]) }
                    regs[Int(ins.a)] = makeObject(scratch, count: count / 2)
                } else {
                    regs[Int(ins.a)] = makeLargeObject((0..<count).map { read(operands[$0]) })
                }
            case .makeRecord:
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let count = Int(ins.c)
                let (object, slots) = arena.slots(
                    count: count, slots: count &* 2, tag: Value.Tag.object, keys: UInt32(bitPattern: ins.d))
                for index in 0..<count &* 2 { slots[index] = read(operands[index]) }
                regs[Int(ins.a)] = object
            case .builderStart:
                regs[Int(ins.a)] = Value(bits: UInt64(takeBuilder()))
            case .builderAdd:
                let builder = builders[Int(truncatingIfNeeded: regs[Int(ins.a)].bits)]
                if builder.values.count >= budget.results { throw tooManyResults(routine, pc) }
                builder.values.append(read(ins.b))
            case .builderAddPair:
                let builder = builders[Int(truncatingIfNeeded: regs[Int(ins.a)].bits)]
                if builder.values.count >= budget.results { throw tooManyResults(routine, pc) }
                builder.keys.append(read(ins.b))
                builder.values.append(read(ins.c))
            case .finishArray:
                let index = Int(truncatingIfNeeded: read(ins.b).bits)
                regs[Int(ins.a)] = builders[index].values.withUnsafeBufferPointer { arena.array($0) }
                freeBuilders.append(index)
            case .finishSet:
                let index = Int(truncatingIfNeeded: read(ins.b).bits)
                regs[Int(ins.a)] = arena.set(builders[index].values)
                freeBuilders.append(index)
            case .finishObject:
                let index = Int(truncatingIfNeeded: read(ins.b).bits)
                let builder = builders[index]
                regs[Int(ins.a)] = try makeObject(keys: builder.keys, values: builder.values, routine, pc)
                freeBuilders.append(index)
            case .callBuiltin:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                let count = Int(site.pointee.count)
                let arguments = regs + view.registerCount
                for index in 0..<count { arguments[index] = read(operands[index]) }
                steps &+= 1
                if steps >= nextCheck { try checkBudget() }
                let result: Value
                if layer.hasMocks {
                    result = try callMocked(site, arguments, frame: arguments + count)
                } else {
                    result = try callBuiltin(site, UnsafeBufferPointer(start: UnsafePointer(arguments), count: count))
                }
                if result.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = result }
            case .callQuick:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let (first, second) = (read(ins.c), read(ins.d))
                steps &+= 1
                if steps >= nextCheck { try checkBudget() }
                var result = layer.hasMocks ? Value.undefined : site.pointee.quick(first, second, context)
                if result.isUndefined {
                    let arguments = regs + view.registerCount
                    arguments[0] = first
                    arguments[1] = second
                    let count = Int(site.pointee.count)
                    if layer.hasMocks {
                        result = try callMocked(site, arguments, frame: arguments + count)
                    } else {
                        result = try callBuiltin(
                            site, UnsafeBufferPointer(start: UnsafePointer(arguments), count: count))
                    }
                }
                if result.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = result }
            case .callFunction:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                let count = Int(site.pointee.count)
                let frame = regs + view.registerCount
                for index in 0..<count { frame[index] = read(operands[index]) }
                steps &+= 1
                if steps >= nextCheck { try checkBudget() }
                let result: Value
                if layer.hasMocks {
                    result = try callMocked(site, frame, frame: frame)
                } else if let routine = program.routines[site.pointee.node] {
                    result = try run(routine.takeUnretainedValue(), frame: frame)
                } else {
                    result = .undefined
                }
                if result.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = result }
            case .ruleValue:
                let node = Int(ins.b)
                var value = layer.nodes[node]
                if value.isUndefined || layer.hasOverrides {
                    value = try self.value(of: node, frame: regs + view.registerCount)
                }
                if value.bits == Layer.none.bits || value.isUndefined {
                    pc = Int(ins.fail)
                } else {
                    regs[Int(ins.a)] = value
                }
            case .loadNode:
                regs[Int(ins.a)] = Value(bits: UInt64(ins.b) << 4 | Value.Tag.virtual)
            case .materialize:
                let value = read(ins.b)
                if value.tag == Value.Tag.virtual {
                    let whole = try materialize(value, frame: regs + view.registerCount)
                    if whole.isUndefined { pc = Int(ins.fail) } else { regs[Int(ins.a)] = whole }
                } else {
                    regs[Int(ins.a)] = value
                }
            case .memoLoad:
                let value = layer.slots[Int(ins.b)]
                if value.isDefined {
                    if value.bits == Layer.none.bits {
                        pc = Int(ins.fail)
                    } else {
                        regs[Int(ins.a)] = value
                        pc = Int(ins.c)
                    }
                }
            case .memoStore:
                layer.slots[Int(ins.b)] = regs[Int(ins.c)]
            case .memoStoreUndefined:
                layer.slots[Int(ins.b)] = Layer.none
            case .keptLoad:
                if regs[Int(ins.b) &+ 1].bits == read(ins.d).bits {
                    let value = regs[Int(ins.b)]
                    if value.isUndefined {
                        pc = Int(ins.fail)
                    } else {
                        regs[Int(ins.a)] = value
                        pc = Int(ins.c)
                    }
                }
            case .keep:
                regs[Int(ins.b)] = regs[Int(ins.a)]
                regs[Int(ins.b) &+ 1] = read(ins.d)
            case .keepUndefined:
                regs[Int(ins.b)] = .undefined
                regs[Int(ins.b) &+ 1] = read(ins.d)
            case .jump:
                pc = Int(ins.fail)
            case .setResult:
                let value = read(ins.b)
                let known = regs[Int(ins.a)]
                if known.isDefined {
                    if !Value.equal(known, value) {
                        throw conflict(view, first: Int(truncatingIfNeeded: regs[Int(ins.a) &+ 1].bits), second: Int(ins.c))
                    }
                } else {
                    regs[Int(ins.a)] = value
                    regs[Int(ins.a) &+ 1] = Value(bits: UInt64(truncatingIfNeeded: ins.c))
                }
            case .returnValue:
                return read(ins.b)
            case .returnResult:
                return regs[Int(ins.a)]
            case .clear:
                regs[Int(ins.a)] = .undefined
            case .skipIfDefined:
                if regs[Int(ins.a)].isDefined { pc = Int(ins.fail) }
            case .partialEntry:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                let values = (0..<Int(site.pointee.count)).map { read(operands[$0]) }
                try addEntry(values, isElement: ins.c == 1, at: site.pointee.location)
            case .yield:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                let values = (0..<Int(site.pointee.count)).map { read(operands[$0]) }
                try yield(values)
            case .withPush:
                try pushWith(view, site: Int(ins.b), regs, consts)
            case .withPop:
                layer = layers.removeLast()
            case .print:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                printValues((0..<Int(site.pointee.count)).map { read(operands[$0]) }, at: site.pointee.location)
            case .template:
                let site = view.sites.baseAddress.unsafelyUnwrapped + Int(ins.b)
                let operands = view.operands.baseAddress.unsafelyUnwrapped + Int(site.pointee.start)
                regs[Int(ins.a)] = text((0..<Int(site.pointee.count)).map { read(operands[$0]) })
            case .note:
                note(ins, in: routine)
            }
        }
    }

    // MARK: Parts of steps

    @inline(__always)
    private func callBuiltin(
        _ site: UnsafeMutablePointer<CallSite>, _ arguments: UnsafeBufferPointer<Value>
    ) throws(EvaluationError) -> Value {
        guard let body = site.pointee.body else { return .undefined }
        do throws(BuiltinError) {
            return try body(context, arguments)
        } catch {
            return try builtinFailed(error, site.pointee)
        }
    }

    @inline(never)
    func builtinFailed(_ error: BuiltinError, _ site: CallSite) throws(EvaluationError) -> Value {
        let name = if case .builtin(let builtin) = site.target { builtin.name } else { "" }
        switch error {
        case .budget(let message): throw EvaluationError(.budget, "\(name): \(message)", at: site.location)
        case .operand(let index, let message):
            if isStrict { throw EvaluationError(.type, "\(name): operand \(index) \(message)", at: site.location) }
        case .failure(let message):
            if isStrict { throw EvaluationError(.builtin, "\(name): \(message)", at: site.location) }
        }
        return .undefined
    }

    @inline(never)
    private func callMocked(
        _ site: UnsafeMutablePointer<CallSite>, _ arguments: UnsafeMutablePointer<Value>,
        frame: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) -> Value {
        let count = Int(site.pointee.count)
        let list = UnsafeBufferPointer(start: UnsafePointer(arguments), count: count)
        let mock: Layer.Mock?
        switch site.pointee.target {
        case .builtin(let builtin): mock = layer.builtinMocks[builtin.name]
        case .function(let node): mock = layer.functionMocks[node]
        case .none: mock = nil
        }
        switch mock {
        case nil:
            if site.pointee.body != nil { return try callBuiltin(site, list) }
            guard let routine = program.nodes[site.pointee.node].routine else { return .undefined }
            return try run(routine, frame: arguments)
        case .value(let value)?:
            return value
        case .builtin(let builtin)?:
            let replacement = UnsafeMutablePointer<CallSite>.allocate(capacity: 1)
            replacement.initialize(
                to: CallSite(
                    target: .builtin(builtin), start: 0, count: site.pointee.count, location: site.pointee.location))
            defer {
                replacement.deinitialize(count: 1)
                replacement.deallocate()
            }
            return try callBuiltin(replacement, list)
        case .function(let node)?:
            guard let routine = program.nodes[node].routine else { return .undefined }
            // A mock calls the real function, not itself again.
            let mocks = (layer.builtinMocks, layer.functionMocks, layer.hasMocks)
            if case .builtin(let builtin) = site.pointee.target { layer.builtinMocks[builtin.name] = nil }
            if case .function(let mocked) = site.pointee.target { layer.functionMocks[mocked] = nil }
            defer { (layer.builtinMocks, layer.functionMocks, layer.hasMocks) = mocks }
            return try run(routine, frame: arguments)
        }
    }

    @inline(never)
    private func startIndex(
        _ view: RoutineView, _ ins: Instruction, _ regs: UnsafeMutablePointer<Value>
    ) throws(EvaluationError) -> Bool {
        func read(_ operand: Int32) -> Value { operand >= 0 ? regs[Int(operand)] : view.constants[Int(~operand)] }
        var collection = read(ins.b)
        if collection.tag == Value.Tag.virtual {
            collection = try materialize(collection, frame: regs + view.registerCount)
        }
        guard collection.isCollection else { return false }
        let site = view.indexSites.baseAddress.unsafelyUnwrapped + Int(ins.c)
        let key = Layer.IndexKey(collection: collection.bits, paths: site.pointee.number)
        let index: ElementIndex
        if let known = layer.indexes[key] {
            index = known
        } else {
            index = ElementIndex(
                collection.isObject ? collection.values : collection.elements, paths: site.pointee.paths)
            layer.indexes[key] = index
        }
        var hash: UInt64 = 0
        for operand in site.pointee.operands { hash = ElementIndex.combine(hash, read(operand)) }
        let iterator = regs + Int(ins.a)
        iterator[0] = collection
        iterator[1] = Value(bits: UInt64(bitPattern: Int64(index.first(hash: hash))))
        iterator[2] = Value(bits: UInt64(UInt(bitPattern: Unmanaged.passUnretained(index).toOpaque())))
        return true
    }

    @inline(never)
    private func nextIndexed(_ view: RoutineView, _ ins: Instruction, _ regs: UnsafeMutablePointer<Value>) -> Bool {
        let iterator = regs + Int(ins.a)
        var element = Int32(truncatingIfNeeded: Int64(bitPattern: iterator[1].bits))
        guard element >= 0, let address = UnsafeRawPointer(bitPattern: UInt(iterator[2].bits)) else { return false }
        let collection = iterator[0]
        return Unmanaged<ElementIndex>.fromOpaque(address)._withUnsafeGuaranteedRef { index in
            // Elements of one bucket differ only by chance; the equalities of the body decide.
            let place = Int(element)
            if ins.b >= 0 {
                regs[Int(ins.b)] = collection.isArray ? Value(smallInteger: place) : collection.elements[place]
            }
            if ins.c >= 0 {
                regs[Int(ins.c)] = collection.isObject ? collection.values[place] : collection.elements[place]
            }
            element = index.following(element)
            iterator[1] = Value(bits: UInt64(bitPattern: Int64(element)))
            return true
        }
    }

    private func makeObject(_ pairs: UnsafeMutablePointer<Value>, count: Int) -> Value {
        let (object, slots) = arena.slots(count: count, slots: count * 2, tag: Value.Tag.object)
        // Few entries, mostly in order: sort by insertion while copying.
        for index in 0..<count {
            let key = pairs[index * 2]
            let value = pairs[index * 2 + 1]
            var place = index
            while place > 0 {
                let order = Value.compare(slots[place - 1], key)
                if order < 0 { break }
                if order == 0 {
                    return makeLargeObject((0..<count * 2).map { pairs[$0] })
                }
                slots[place] = slots[place - 1]
                slots[count + place] = slots[count + place - 1]
                place -= 1
            }
            slots[place] = key
            slots[count + place] = value
        }
        return object
    }

    /// The object of a literal; of equal keys the last one stays, as in OPA.
    private func makeLargeObject(_ pairs: [Value]) -> Value {
        arena.object(stride(from: 0, to: pairs.count, by: 2).map { (key: pairs[$0], value: pairs[$0 + 1]) })
    }

    /// An object; equal keys must have equal values.
    private func makeObject(
        keys: ContiguousArray<Value>, values: ContiguousArray<Value>, _ routine: Routine, _ pc: Int
    ) throws(EvaluationError) -> Value {
        let object = arena.object(zip(keys, values).map { (key: $0, value: $1) })
        if object.count != keys.count {
            for (key, value) in zip(keys, values) where !Value.equal(object.lookup(key), value) {
                throw EvaluationError(.conflict, "object keys must be unique", at: location(routine, pc))
            }
        }
        return object
    }

    func location(_ routine: Routine, _ pc: Int) -> Location? {
        let index = routine.locationOf[max(0, pc - 1)]
        return index < 0 ? nil : routine.locations[Int(index)]
    }

    private func tooManyResults(_ routine: Routine, _ pc: Int) -> EvaluationError {
        EvaluationError(.budget, "more than \(budget.results) results", at: location(routine, pc))
    }

    private func conflict(_ view: RoutineView, first: Int, second: Int) -> EvaluationError {
        let site = view.sites[second]
        let other = view.sites[first].location
        let message =
            site.count > 0
            ? "functions must not produce multiple outputs for same inputs"
            : "complete rules must not produce multiple outputs"
        return EvaluationError(
            .conflict, other == site.location ? message : message + " (another value comes from \(other))",
            at: site.location)
    }

    private func yield(_ values: [Value]) throws(EvaluationError) {
        guard let onYield else { return }
        var failure: EvaluationError?
        values.withUnsafeBufferPointer { values in
            do throws(EvaluationError) { try onYield(values) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
