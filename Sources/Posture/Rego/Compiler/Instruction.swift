import Documents

/// What an instruction does. `a`, `b`, `c` are its operands; a value operand is a register when it is not negative and
/// otherwise the complement of an index into the constants. `fail` is where to go on when there is no value.
enum Operation: UInt8 {
    /// a ← b
    case move
    /// a ← input
    case loadInput
    /// a ← b[c]
    case dot
    /// a ← b[key of key place c]
    case dotKey
    /// a … a+3 ← the start of a walk over b; its last register gets a number that no other step has
    case scanStart
    /// b ← key, c ← value of the next step of the walk at a; -1 for what is not wanted
    case scanNext
    /// a … a+2 ← the start of a walk over those elements of b that index site c selects
    case indexStart
    /// b ← key, c ← value of the next step
    case indexNext
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case equalValue, notEqualValue, lessValue, lessOrEqualValue, greaterValue, greaterOrEqualValue
    /// goes on when b is neither false nor undefined
    case truthy
    /// goes on when b is an array of c elements
    case checkArray
    /// goes on when b is an object of c entries
    case checkObject
    /// a ← element c of array b
    case element
    /// a ← array of c operands from pool index b
    case makeArray, makeSet, makeObject
    /// a ← object of c keys in order and then their values from pool index b; d is the sum of the keys
    case makeRecord
    /// a ← a fresh builder
    case builderStart
    case builderAdd, builderAddPair
    /// a ← the array, set or object in the builder b
    case finishArray, finishSet, finishObject
    /// a ← result of call site b
    case callBuiltin, callFunction
    /// a ← result of call site b, a quick function of operands c and d
    case callQuick
    /// a ← value of the rule at node b
    case ruleValue
    /// a ← reference to node b
    case loadNode
    /// a ← b with every computed place read
    case materialize
    /// a ← memo b, or go to c when it is there; fail when it is known to be undefined
    case memoLoad
    /// memo b ← c, or undefined when c is -1 as an index
    case memoStore, memoStoreUndefined
    /// a ← b when b+1 holds the number d of the present step of a loop, going on at c; fail when b is undefined then
    case keptLoad
    /// b ← a, b+1 ← d
    case keep
    /// b ← undefined, b+1 ← d
    case keepUndefined
    case jump
    /// result a ← b, with a conflict when it holds another value; call site c names the rule
    case setResult
    /// ends the routine with b
    case returnValue
    /// ends the routine with register a, which may be undefined
    case returnResult
    /// a ← undefined
    case clear
    /// goes on when a is undefined
    case skipIfDefined
    /// hands the path and value of a partial rule to its builder: site b
    case partialEntry
    /// hands an answer to the query: site b
    case yield
    /// enters the replacements of with site b
    case withPush, withPop
    /// prints call site b
    case print
    /// a ← text of the operands of call site b
    case template
    /// tells the observer of event a at location b; only in instrumented code
    case note
}

/// One step of the machine.
struct Instruction {
    var operation: Operation
    var a: Int32
    var b: Int32
    var c: Int32
    var d: Int32
    var fail: Int32
}

/// Code with everything it refers to.
///
/// Sendable without locks: the buffers are filled in `init` and never written again.
final class Routine: @unchecked Sendable {
    let name: String
    /// What the machine reads; valid as long as the routine.
    let view: RoutineView
    let code: [Instruction]
    /// Where each instruction comes from, for errors and profiles; an index into `locations`.
    let locationOf: [Int32]
    let locations: [Location]

    init(
        name: String, code: [Instruction], constants: [Value], operands: [Int32], sites: [CallSite],
        indexSites: [IndexSite], withSites: [WithSite], registerCount: Int, argumentCount: Int, locationOf: [Int32],
        locations: [Location]
    ) {
        self.name = name
        self.code = code
        self.locationOf = locationOf
        self.locations = locations
        view = RoutineView(
            code: Routine.buffer(code), constants: Routine.buffer(constants), operands: Routine.buffer(operands),
            sites: Routine.buffer(sites), indexSites: Routine.buffer(indexSites),
            withSites: Routine.buffer(withSites), registerCount: registerCount, argumentCount: argumentCount)
    }

    deinit {
        view.code.deinitialize().deallocate()
        view.constants.deinitialize().deallocate()
        view.operands.deinitialize().deallocate()
        view.sites.deinitialize().deallocate()
        view.indexSites.deinitialize().deallocate()
        view.withSites.deinitialize().deallocate()
    }

    private static func buffer<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
        let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = buffer.initialize(from: elements)
        return buffer
    }
}

/// The parts of a routine by address, so that running it counts no references.
struct RoutineView {
    let code: UnsafeMutableBufferPointer<Instruction>
    let constants: UnsafeMutableBufferPointer<Value>
    let operands: UnsafeMutableBufferPointer<Int32>
    let sites: UnsafeMutableBufferPointer<CallSite>
    let indexSites: UnsafeMutableBufferPointer<IndexSite>
    let withSites: UnsafeMutableBufferPointer<WithSite>
    let registerCount: Int
    let argumentCount: Int
}

/// A call with its operands.
struct CallSite: Sendable {
    enum Target: Sendable {
        case builtin(Builtin)
        /// Node of the function.
        case function(Int)
        /// For sites that only carry operands.
        case none
    }
    let target: Target
    /// The body of a built-in, side by side with what a call needs.
    let body: Builtin.Body?
    /// The node of a function, or -1.
    let node: Int
    /// The short way, when the function has one.
    let quick: QuickCall
    /// First operand in the pool.
    let start: Int32
    let count: Int32
    let location: Location

    init(target: Target, start: Int32, count: Int32, location: Location) {
        self.target = target
        self.start = start
        self.count = count
        self.location = location
        switch target {
        case .builtin(let builtin):
            body = builtin.body
            node = -1
            quick = QuickCall(builtin.name)
        case .function(let id):
            body = nil
            node = id
            quick = .none
        case .none:
            body = nil
            node = -1
            quick = .none
        }
    }
}

/// Which elements of a collection are wanted: those where each path holds the value of its operand.
struct IndexSite: Sendable {
    /// Which paths, as a number that all sites with the same ones share.
    let number: Int
    let paths: [[Value]]
    let operands: [Int32]
}

/// Replacements that hold for one expression.
struct WithSite: Sendable {
    enum Target: Sendable {
        case input([Value])
        case data([Value])
        case builtin(String)
        case function(Int)
    }
    enum Replacement: Sendable {
        case value(Int32)
        case builtin(Builtin)
        case function(Int)
    }
    let target: Target
    let replacement: Replacement
}
