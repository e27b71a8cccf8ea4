import Documents
import Synchronization

/// What all workers write down while pages come and go.
final class ScanLedger: Sendable {
    /// What rules said about a run of resources, a byte each: first all of the first rule, then all of the second.
    struct Marks: Sendable {
        /// The place of the first resource.
        let first: Int
        let count: Int
        let bytes: [UInt8]
    }

    /// What a rule found about a resource later than its page, or about an object that it made up.
    struct Extra: Sendable {
        /// As in ``FindingRecord``.
        let number: UInt64
        let rule: Int32
        let pool: Int32
        let record: SpillFile.Place
    }

    struct State: Sendable {
        var table = ResourceTable()
        var marks: [Marks] = []
        var made = MadeObjects()
        /// Made-up objects that rules say they tested.
        var madeMarks: [(rule: Int, made: Int, mark: UInt8)] = []
        var extras: [Extra] = []
        /// Why rules were stopped, each with the page where it happened.
        var errors: [Int: (order: UInt64, text: String)] = [:]
        /// How long rules took, on all cores together.
        var elapsed: [Int: Duration] = [:]
        var discarded = 0
        var objects = 0
    }

    /// Bits of a mark.
    enum Mark {
        static let tested: UInt8 = 1
        static let failed: UInt8 = 2
        static let matched: UInt8 = 4
    }

    private let state = Mutex(State())
    let records: SpillFile
    let raw: SpillFile?

    init(directory: String, keepsObjects: Bool) {
        records = SpillFile(directory: directory, limits: SpillFile.Limits(memory: 4 << 20))
        raw = keepsObjects ? SpillFile(directory: directory) : nil
    }

    func withState<Result>(_ body: (inout sending State) -> sending Result) -> sending Result {
        state.withLock(body)
    }

    /// Takes everything out at the end.
    func takeState() -> State {
        state.withLock { state in
            defer { state = State() }
            return state
        }
    }

    /// Whether a rule was stopped, so that it need not be tried again.
    func isStopped(_ rule: Int) -> Bool { state.withLock { $0.errors[rule] != nil } }

    /// Notes why a rule was stopped; of several reasons the one of the first page counts.
    func stop(_ rule: Int, order: UInt64, why: String) {
        state.withLock { state in
            if let known = state.errors[rule], (known.order, known.text) <= (order, why) { return }
            state.errors[rule] = (order, why)
        }
    }

    /// Puts findings aside that do not belong to the page of their object.
    func add(
        _ findings: [RuleRun.RawFinding], of number: UInt64, named name: String, rule: Int, worker: Int,
        _ record: inout RecordWriter, _ pool: inout TextPool, numbers: (RuleRun.Target) -> UInt64?
    ) throws(SpillError) {
        record.removeAll()
        FindingRecord.write(rule: rule, findings, of: name, to: &record, &pool, number: numbers)
        let extra = Extra(
            number: number, rule: Int32(rule), pool: Int32(worker), record: try records.append(record.bytes))
        state.withLock { $0.extras.append(extra) }
    }

    /// The number of a made-up object; nil when it has no name.
    func number(ofMade node: Node) -> UInt64? {
        guard let identity = withExtendedLifetime(node.document, { ObjectIdentity(node.value) }) else { return nil }
        return state.withLock { UInt64($0.made.add(node, identity.key)) << 1 | 1 }
    }
}

/// Objects that rules named and that were not in their input, each once by its key.
struct MadeObjects: Sendable {
    private(set) var objects: [(key: String, node: Node)] = []
    private var places: [String: Int] = [:]

    /// Of several objects with one key the smallest counts, so that it does not matter which comes first.
    mutating func add(_ node: Node, _ key: String) -> Int {
        guard let known = places[key] else {
            places[key] = objects.count
            objects.append((key, node))
            return objects.count - 1
        }
        let old = objects[known].node
        let order = withExtendedLifetime((node.document, old.document)) { Value.compare(node.value, old.value) }
        if order < 0 { objects[known].node = node }
        return known
    }
}
