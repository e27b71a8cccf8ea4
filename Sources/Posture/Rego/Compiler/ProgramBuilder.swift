import Documents

/// Collects the routines of a policy and what they share.
final class ProgramBuilder {
    private var nextSlot: Int32
    /// The constant keys that code looks up, one for each place in the code.
    private(set) var keys: [Value]
    /// Numbers of the paths of indexes, by their text.
    private(set) var indexNumbers: [String: Int]
    /// Whether the keys under wildcards are wanted, as in the bindings of a query; never in rules.
    let wildcardsMatter = false

    /// Whether the code tells an observer what it does.
    let isInstrumented: Bool

    init(isInstrumented: Bool = false) {
        nextSlot = 0
        keys = []
        indexNumbers = [:]
        self.isInstrumented = isInstrumented
    }

    /// Goes on where the code of `program` ends.
    init(after program: Program, isInstrumented: Bool) {
        nextSlot = Int32(program.slotCount)
        keys = program.keys
        indexNumbers = program.indexNumbers
        self.isInstrumented = isInstrumented
    }

    func newMemoSlot() -> Int32 {
        defer { nextSlot += 1 }
        return nextSlot
    }

    var slotCount: Int { Int(nextSlot) }

    /// A place of its own for looking up `key`.
    func newKeyPlace(_ key: Value) -> Int32 {
        keys.append(key)
        return Int32(keys.count - 1)
    }

    /// The number that all indexes over these paths share.
    func indexNumber(_ paths: [[Value]]) -> Int {
        let text = paths.map { $0.map { ValueText.text(of: $0) }.joined(separator: ".") }.joined(separator: ",")
        if let known = indexNumbers[text] { return known }
        indexNumbers[text] = indexNumbers.count
        return indexNumbers.count - 1
    }
}

/// What the machine knows about a node of the rule tree.
struct ProgramNode: Sendable {
    enum Kind: Sendable {
        /// A package, or a part of a path.
        case folder
        case complete, set, function
    }
    let kind: Kind
    let isPackage: Bool
    let parent: Int
    /// Keys from the root.
    let path: [Value]
    /// Children in the order of their keys.
    let children: [(key: Value, node: Int)]
    let routine: Routine?
    let partialRoutine: Routine?
    let description: String
    /// How its own rules use `input`.
    let inputUse: InputUse
    /// Nodes that its rules read.
    let reads: [Int]
}

/// All code of a policy, shared by every thread that evaluates it.
///
/// Sendable without locks: the buffer is filled in `init` and never written again.
final class Program: @unchecked Sendable {
    let nodes: [ProgramNode]
    /// The routine of each node by address, so that a call counts no references.
    let routines: UnsafeMutablePointer<Unmanaged<Routine>?>
    let slotCount: Int
    /// The constant keys that code looks up.
    let keys: [Value]
    let indexNumbers: [String: Int]
    /// Keeps the constants alive.
    let constants: Document

    init(nodes: [ProgramNode], builder: ProgramBuilder, constants: Document) {
        self.nodes = nodes
        slotCount = builder.slotCount
        keys = builder.keys
        indexNumbers = builder.indexNumbers
        self.constants = constants
        routines = .allocate(capacity: nodes.count)
        for (index, node) in nodes.enumerated() {
            (routines + index).initialize(to: node.routine.map { Unmanaged.passUnretained($0) })
        }
    }

    deinit { routines.deallocate() }
}
