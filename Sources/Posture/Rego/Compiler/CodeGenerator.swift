import Documents

/// A place in the code that is not known yet.
struct Label: Hashable {
    let id: Int32
    static let none = Label(id: -1)
}

/// Writes the code of one routine: bodies in an order in which every variable is bound before it is used, loops as
/// jumps, and no search at run time. A place where an expression has no value jumps to `fail`, the next step of the
/// innermost loop around it.
final class CodeGenerator {
    let policy: PolicySources
    let program: ProgramBuilder
    let resolver: Resolver
    let name: String

    var bound: Set<Int> = []
    var fail: Label = .none
    /// The loops around the present place, outermost first.
    var loops: [Loop] = []
    /// Whether what is being written runs under replacements, so that nothing may be kept from before.
    var isUnderWith = false
    /// Whether what is being written is the body of `every`.
    var isInEvery = false
    /// Registers that must be undefined when the routine begins.
    private var cleared: [Int] = []
    /// Types of bound registers, where they are known.
    var registerTypes: [Int: StaticType] = [:]
    /// Registers bound to something that is the same for the whole query.
    var stable: Set<Int> = []
    /// How the routine uses `input`.
    var inputUse = InputUse.none
    /// Nodes that this routine reads.
    private(set) var reads: Set<Int> = []

    private var code: [Instruction] = []
    private var locationOf: [Int32] = []
    private var locations: [Location] = []
    private var operands: [Int32] = []
    private var sites: [CallSite] = []
    private var indexSites: [IndexSite] = []
    private var withSites: [WithSite] = []
    private var constants: [Value] = []
    private var constantIndex: [UInt64: Int32] = [:]
    private var labels: [Int32] = []
    private(set) var currentLocation: Int32 = -1
    /// Where the routine begins; only in instrumented code.
    var entry: Int32 = 0

    init(policy: PolicySources, program: ProgramBuilder, module: ModuleNames, name: String, argumentCount: Int) {
        self.policy = policy
        self.program = program
        self.name = name
        resolver = Resolver(policy: policy, module: module, firstRegister: argumentCount)
        self.argumentCount = argumentCount
    }

    let argumentCount: Int

    // MARK: Writing code

    func at(_ location: Location) {
        if let last = locations.last, last == location {
            currentLocation = Int32(locations.count - 1)
        } else {
            locations.append(location)
            currentLocation = Int32(locations.count - 1)
        }
    }

    func emit(
        _ operation: Operation, a: Int = 0, b: Int32 = 0, c: Int32 = 0, d: Int32 = 0, fail: Label = .none
    ) {
        if program.isInstrumented, operation == .returnValue || operation == .returnResult { note(.leave, at: entry) }
        code.append(Instruction(operation: operation, a: Int32(a), b: b, c: c, d: d, fail: fail.id))
        locationOf.append(currentLocation)
    }

    func note(_ event: EvaluationEvent, at place: Int32) { emit(.note, a: Int(event.rawValue), b: place) }

    func newLabel() -> Label {
        labels.append(-1)
        return Label(id: Int32(labels.count - 1))
    }

    func place(_ label: Label) { labels[Int(label.id)] = Int32(code.count) }

    func jump(_ label: Label) { emit(.jump, fail: label) }

    func newRegister() -> Int { resolver.newRegister() }

    /// A register that is undefined when the routine begins.
    func newClearedRegister() -> Int {
        cleared.append(newRegister())
        return cleared[cleared.count - 1]
    }

    func operand(_ constant: Value) -> Int32 {
        if let known = constantIndex[constant.bits] { return ~known }
        let index = Int32(constants.count)
        constants.append(constant)
        constantIndex[constant.bits] = index
        return ~index
    }

    func pool(_ list: [Int32]) -> Int32 {
        let start = Int32(operands.count)
        operands.append(contentsOf: list)
        return start
    }

    func site(_ target: CallSite.Target, _ list: [Int32], at location: Location) -> Int32 {
        sites.append(CallSite(target: target, start: pool(list), count: Int32(list.count), location: location))
        return Int32(sites.count - 1)
    }

    func indexSite(_ site: IndexSite) -> Int32 {
        indexSites.append(site)
        return Int32(indexSites.count - 1)
    }

    func withSite(_ site: WithSite) -> Int32 {
        withSites.append(site)
        return Int32(withSites.count - 1)
    }

    func read(_ node: RuleNode) { reads.insert(node.id) }

    /// The finished routine.
    func finish() -> Routine {
        resolver.reportUnused()
        let start = Int32(cleared.count)
        for index in code.indices {
            if code[index].fail >= 0 { code[index].fail = labels[Int(code[index].fail)] + start }
            if code[index].operation == .memoLoad || code[index].operation == .keptLoad {
                code[index].c = labels[Int(code[index].c)] + start
            }
        }
        if !cleared.isEmpty {
            code = cleared.map { Instruction(operation: .clear, a: Int32($0), b: 0, c: 0, d: 0, fail: -1) } + code
            locationOf = [Int32](repeating: locationOf.first ?? -1, count: cleared.count) + locationOf
        }
        return Routine(
            name: name, code: code, constants: constants, operands: operands, sites: sites, indexSites: indexSites,
            withSites: withSites, registerCount: resolver.registerCount, argumentCount: argumentCount,
            locationOf: locationOf, locations: locations)
    }

    /// Runs `work` with a fail label of its own and puts the old one back.
    func withFail(_ label: Label, _ work: () -> Void) {
        let saved = fail
        fail = label
        work()
        fail = saved
    }

    /// Notes that from here on code runs for each step of the loop whose iterator begins at `iterator`.
    func enteredLoop(_ iterator: Int, next: Label) {
        loops.append(Loop(iterator: iterator, boundBefore: bound))
        fail = next
    }

    func isBound(_ register: Int) -> Bool { bound.contains(register) }
}

/// A loop around the place for which code is written.
struct Loop {
    /// First of its registers.
    let iterator: Int
    /// Registers that keep their values through all of its steps.
    let boundBefore: Set<Int>

    /// The register with the number of the present step.
    var step: Int32 { Int32(iterator + 3) }
}
