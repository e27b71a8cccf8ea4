/// How much one evaluation may use. Crossing a limit ends the evaluation with ``EvaluationError/Code/budget``.
public struct EvaluationBudget: Sendable {
    /// Steps of loops and calls.
    public var steps: Int
    /// Wall time.
    public var time: Duration
    /// Calls of rules and functions within each other. The machine's own stack bounds it, too.
    public var depth: Int
    /// Answers of a query, and elements of any one collection made by a rule.
    public var results: Int
    /// Bytes of values made while evaluating.
    public var bytes: Int

    public init(
        steps: Int = 2_000_000_000, time: Duration = .seconds(300), depth: Int = 1_000, results: Int = 10_000_000,
        bytes: Int = 2 << 30
    ) {
        self.steps = steps
        self.time = time
        self.depth = depth
        self.results = results
        self.bytes = bytes
    }

    /// For policies one trusts, on data of any size.
    public static let standard = EvaluationBudget()
}
