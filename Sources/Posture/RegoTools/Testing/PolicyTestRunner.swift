import Documents
public import Rego
import Synchronization

/// Runs the tests of policies, as `opa test` does.
public struct PolicyTestRunner: Sendable {
    public let tests: [PolicyTest]
    private let modules: [Module]
    private let policy: CompiledPolicy
    private let data: Document?

    /// What one test gave.
    public struct Result: Sendable {
        public enum Outcome: Sendable, Equatable {
            case passed
            /// The rule is undefined or not `true`; the keys of entries that are not, when it has entries.
            case failed(entries: [String])
            case skipped
            case stopped(EvaluationError)
        }
        public let test: PolicyTest
        public let outcome: Outcome
        public let duration: Duration
        /// What `print` wrote, a text for each call.
        public let output: [String]
    }

    /// Compiles the modules of `files`.
    ///
    /// - Throws: ``Rego/PolicyErrors``.
    public init(_ files: PolicyFiles, dialect: Dialect? = nil) throws {
        let (tests, modules) = PolicyTest.find(in: try files.parsed(dialect: dialect))
        self.tests = tests
        self.modules = modules
        policy = try CompiledPolicy(modules)
        data = files.data
    }

    /// Only the tests whose full name has a match of a regular expression in RE2's syntax.
    ///
    /// - Throws: ``Rego/EvaluationError`` when the expression does not parse.
    public func select(_ pattern: String) throws -> [PolicyTest] {
        let query = try CompiledPolicy(texts: []).prepare("regex.match(input.pattern, input.name)")
        return try tests.filter { test in
            let input = Document.build { arena in
                arena.object(["pattern": arena.string(pattern), "name": arena.string(test.name)])
            }
            let answers = try query.evaluate(input: input, options: EvaluationOptions(isStrict: true)).answers
            return answers.first?.expressions.first?.boolean == true
        }
    }

    /// Runs one test on its own.
    public func run(_ test: PolicyTest, budget: EvaluationBudget = EvaluationBudget(time: .seconds(30))) -> Result {
        if test.isPostponed { return Result(test: test, outcome: .skipped, duration: .zero, output: []) }
        let prints = Prints()
        let clock = ContinuousClock()
        let start = clock.now
        let outcome: Result.Outcome
        do {
            let options = EvaluationOptions(budget: budget, onPrint: { text, _ in prints.add(text) })
            let evaluator = RuleEvaluator(policy, path: test.path, data: data, options: options)
            outcome = try evaluator.evaluate(input: .undefined) { PolicyTestRunner.judge($0) }
        } catch let error as EvaluationError {
            outcome = .stopped(error)
        } catch {
            outcome = .stopped(EvaluationError(.internal, "\(error)"))
        }
        return Result(test: test, outcome: outcome, duration: start.duration(to: clock.now), output: prints.texts)
    }

    /// Runs tests once more, in slower code that tells which expressions failed.
    ///
    /// - Returns: lines for each test by its name; none for a test whose evaluation is stopped by an error.
    public func explain(_ tests: [PolicyTest]) -> [String: [String]] {
        guard !tests.isEmpty, let policy = try? CompiledPolicy(modules, isInstrumented: true) else { return [:] }
        var explanations: [String: [String]] = [:]
        for test in tests {
            let explanation = EvaluationExplanation(.fails, lineLimit: 1_000)
            let parts = test.path.map { "[\"\($0)\"]" }.joined()
            var options = EvaluationOptions(budget: EvaluationBudget(time: .seconds(30)))
            options.observer = explanation
            // It failed before, and that is what the report says; without an explanation the report is still right.
            guard let query = try? policy.prepare("data\(parts)"),
                (try? query.evaluate(data: data, options: options)) != nil
            else { continue }
            explanations[test.name] = explanation.lines(of: query)
        }
        return explanations
    }

    /// A rule with entries passes when it has some and all of them are true.
    private static func judge(_ value: Value) -> Result.Outcome {
        if value.isTrue { return .passed }
        guard value.isObject, value.count > 0 else { return .failed(entries: []) }
        let failing = zip(value.keys, value.values).filter { !$1.isTrue }.map { key, _ in
            key.isString ? key.string : JSONWriter.compact.string(key)
        }
        return failing.isEmpty ? .passed : .failed(entries: failing)
    }

    /// What is printed, in order. A test runs on one thread, but the type of the callback does not say so.
    private final class Prints: Sendable {
        private let stored = Mutex<[String]>([])
        func add(_ text: String) { stored.withLock { $0.append(text) } }
        var texts: [String] { stored.withLock { $0 } }
    }
}
