public import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a query is run.
public struct EvaluationOptions: Sendable {
    /// Whether errors of built-ins end the evaluation; otherwise they make their expression undefined.
    public var isStrict: Bool
    public var budget: EvaluationBudget
    /// The time that `time.now_ns` gives, in nanoseconds since 1970; nil for the present.
    public var now: Int64?
    /// Where the texts of `print` go.
    public var onPrint: (@Sendable (String, Location) -> Void)?
    /// Told what the code of an instrumented policy does.
    public var observer: (any EvaluationObserver)?

    public init(
        isStrict: Bool = false, budget: EvaluationBudget = .standard, now: Int64? = nil,
        onPrint: (@Sendable (String, Location) -> Void)? = nil
    ) {
        self.isStrict = isStrict
        self.budget = budget
        self.now = now
        self.onPrint = onPrint
    }

    func context(_ arena: Arena) -> BuiltinContext {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return BuiltinContext(
            arena: arena, now: now ?? Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec),
            randomBytes: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            })
    }
}

/// The answers of a query.
public struct QueryResult: Sendable {
    /// One entry for each answer.
    public let answers: [Answer]

    /// Values that make the query true.
    public struct Answer: Sendable {
        /// The variables of the query, in the order of their first appearance.
        public let bindings: [(name: String, value: Node)]
        /// The value of each expression.
        public let expressions: [Node]
    }
}

extension PreparedQuery {
    /// Runs the query.
    ///
    /// - Parameters:
    ///   - input: the `input` document; nil leaves it undefined.
    ///   - data: the base documents below `data`.
    /// - Throws: ``EvaluationError``.
    public func evaluate(
        input: Document? = nil, data: Document? = nil, options: EvaluationOptions = EvaluationOptions()
    ) throws -> QueryResult {
        let arena = Arena(firstBlock: 1 << 16)
        if let input { arena.retain(input) }
        if let data { arena.retain(data) }
        arena.retain(self)
        let machine = Machine(
            program: program, input: input?.rootValue ?? .undefined,
            data: data?.rootValue ?? arena.object([(key: Value, value: Value)]()), context: options.context(arena),
            slotCount: program.slotCount, isStrict: options.isStrict, budget: options.budget)
        machine.onPrint = options.onPrint
        machine.observer = options.observer
        var rows: [[Value]] = []
        let limit = options.budget.results
        machine.onYield = { values throws(EvaluationError) in
            if rows.count >= limit { throw EvaluationError(.budget, "more than \(limit) answers") }
            rows.append(Array(values))
        }
        _ = try machine.run(routine, frame: machine.base)
        let document = Document(root: .null, arena: arena)
        let names = variables
        return QueryResult(
            answers: rows.map { row in
                QueryResult.Answer(
                    bindings: zip(names, row).map { ($0, Node(value: $1, document: document)) },
                    expressions: row.dropFirst(names.count).map { Node(value: $0, document: document) })
            })
    }
}

/// Evaluates one document of a policy again and again over different inputs, by one thread.
///
/// What does not depend on the input is kept from one input to the next only as code and data; values are made in an
/// arena that is emptied each time, so that memory stays that of the largest single evaluation.
public final class RuleEvaluator {
    private let policy: CompiledPolicy
    private let machine: Machine
    private let arena: Arena
    private let mark: Arena.Mark
    private let node: Int?
    private let data: Document?

    /// - Parameter path: the document below `data`, such as `["armo_builtins", "deny"]`.
    public init(
        _ policy: CompiledPolicy, path: [String], data: Document? = nil,
        options: EvaluationOptions = EvaluationOptions()
    ) {
        self.policy = policy
        self.data = data
        arena = Arena(firstBlock: 1 << 18)
        let empty = arena.object([(key: Value, value: Value)]())
        mark = arena.mark
        machine = Machine(
            program: policy.program, input: .undefined, data: data?.rootValue ?? empty,
            context: options.context(arena), slotCount: policy.program.slotCount, isStrict: options.isStrict,
            budget: options.budget)
        machine.onPrint = options.onPrint
        machine.observer = options.observer
        node = policy.program.node(at: path)
    }

    /// The value of the document for one input, handed to `read`, which must not keep it; undefined when there is none.
    ///
    /// - Parameter input: valid for the time of the call.
    /// - Throws: ``EvaluationError``, or what `read` throws.
    public func evaluate<Result>(input: Value, _ read: (Value) throws -> Result) throws -> Result {
        arena.reset(to: mark)
        machine.restart(input: input)
        guard let node else { return try read(.undefined) }
        let value = try machine.value(of: node, frame: machine.base)
        return try read(value.bits == Layer.none.bits ? .undefined : value)
    }

    /// Steps taken so far by the evaluations of this object.
    public var steps: Int { machine.steps }

}
