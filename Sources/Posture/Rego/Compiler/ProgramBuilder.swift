import Documents

/// Collects the routines of a policy and what they share.
final class ProgramBuilder {
    private var nextSlot: Int32
    /// Whether the keys under wildcards are wanted, as in the bindings of a query; never in rules.
    let wildcardsMatter = false

    /// Whether the code tells an observer what it does.
    let isInstrumented: Bool

    init(firstSlot: Int32 = 0, isInstrumented: Bool = false) {
        nextSlot = firstSlot
        self.isInstrumented = isInstrumented
    }

    func newMemoSlot() -> Int32 {
        defer { nextSlot += 1 }
        return nextSlot
    }

    var slotCount: Int { Int(nextSlot) }
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
final class Program: Sendable {
    let nodes: [ProgramNode]
    let slotCount: Int
    /// Keeps the constants alive.
    let constants: Document

    init(nodes: [ProgramNode], slotCount: Int, constants: Document) {
        self.nodes = nodes
        self.slotCount = slotCount
        self.constants = constants
    }
}
