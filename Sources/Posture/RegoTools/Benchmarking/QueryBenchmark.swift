import Documents
public import Rego

/// How long a query takes, from texts to answers.
public struct QueryBenchmark: Sendable {
    /// Nanoseconds to parse and compile the policies and the query.
    public let compiling: Double
    /// Nanoseconds to read the input; nil when there is none.
    public let reading: Double?
    public let inputBytes: Int
    /// Nanoseconds of each evaluation, in ascending order.
    public let evaluations: [Double]
    public let answers: Int
    /// Bytes of the answers as compact JSON.
    public let resultBytes: Int
    /// Elements of the value of the first expression of the first answer, when it is a collection.
    public let resultCount: Int?
    /// The most memory that the process ever held, in bytes.
    public let peakMemory: Int?

    public var minimum: Double { evaluations.first ?? 0 }
    public var median: Double { evaluations.isEmpty ? 0 : evaluations[evaluations.count / 2] }
    public var mean: Double { evaluations.isEmpty ? 0 : evaluations.reduce(0, +) / Double(evaluations.count) }
    /// Megabytes (10⁶) of input a second.
    public var readingRate: Double? { reading.map { Double(inputBytes) / 1e6 / ($0 / 1e9) } }

    /// Compiles, reads and evaluates.
    ///
    /// - Parameters:
    ///   - input: path of the input document; `-` is standard input.
    ///   - count: how many evaluations are measured, after one that is not; nil for as many as fit in a second, and at
    ///     least three.
    /// - Throws: ``Rego/PolicyErrors``, ``Rego/EvaluationError``, ``Documents/DocumentError``.
    public static func run(
        query: String, files: PolicyFiles, input: String?, count: Int?, dialect: Dialect? = nil
    ) throws -> QueryBenchmark {
        let clock = ContinuousClock()
        let (prepared, compiling) = try measured(clock) {
            try CompiledPolicy(texts: files.modules, dialect: dialect).prepare(query, dialect: dialect ?? .v1)
        }
        var inputBytes = 0
        let (document, reading) = try measured(clock) {
            try input.map { try PolicyFiles.document(of: $0, bytes: &inputBytes) }
        }
        var result = try prepared.evaluate(input: document, data: files.data)
        var evaluations: [Double] = []
        let start = clock.now
        func isDone() -> Bool {
            if let count { return evaluations.count >= count }
            if evaluations.count < 3 { return false }
            return evaluations.count >= 100_000 || start.duration(to: clock.now) >= .seconds(1)
        }
        while !isDone() {
            let (answer, time) = try measured(clock) { try prepared.evaluate(input: document, data: files.data) }
            result = answer
            evaluations.append(time)
        }
        let values = result.answers.flatMap { $0.expressions + $0.bindings.map(\.value) }
        let first = result.answers.first?.expressions.first?.value
        return QueryBenchmark(
            compiling: compiling, reading: input == nil ? nil : reading, inputBytes: inputBytes,
            evaluations: evaluations.sorted(), answers: result.answers.count,
            resultBytes: values.reduce(0) { $0 + textSize(of: $1) },
            resultCount: first.flatMap { $0.isCollection ? $0.count : nil }, peakMemory: ProcessMemory.peak)
    }

    /// The size of a value as JSON, without keeping its text.
    private static func textSize(of node: Node) -> Int {
        var size = 0
        var bytes: [UInt8] = []
        withExtendedLifetime(node.document) {
            JSONWriter.compact.write(node.value, to: &bytes) { bytes in
                size += bytes.count
                bytes.removeAll(keepingCapacity: true)
            }
        }
        return size + bytes.count
    }

    private static func measured<Result>(
        _ clock: ContinuousClock, _ work: () throws -> Result
    ) rethrows -> (Result, Double) {
        let start = clock.now
        let result = try work()
        let (seconds, attoseconds) = start.duration(to: clock.now).components
        return (result, Double(seconds) * 1e9 + Double(attoseconds) / 1e9)
    }
}
