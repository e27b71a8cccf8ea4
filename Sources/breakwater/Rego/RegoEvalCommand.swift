import ArgumentParser
import Documents
import Rego
import RegoTools

/// `breakwater rego eval`: answers a query, in the forms of `opa eval`.
struct RegoEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluate a query over policies, data and input.",
        discussion: """
            Exit status 0 with or without an answer, 2 after an error; with --fail 1 when there is no answer, with \
            --fail-defined 1 when there is one.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, pretty, raw
    }

    enum Explain: String, ExpressibleByArgument, CaseIterable {
        case fails, full
    }

    @OptionGroup var sources: RegoSourceOptions

    @Option(help: "How to print the answers.")
    var format = Format.json

    @Option(
        name: .customLong("package"),
        help: ArgumentHelp("The package whose rules the query sees under their short names.", valueName: "path"))
    var package: String?

    @Flag(help: "Errors of built-in functions end the evaluation, rather than make their expression undefined.")
    var strictBuiltinErrors = false

    @Option(help: ArgumentHelp("Seconds that the evaluation may take.", valueName: "seconds"))
    var timeout = 300

    @Flag(help: "Show which expressions took longest.")
    var profile = false

    @Option(help: "Show what the evaluation did: where it failed, or every step.")
    var explain: Explain?

    @Flag(help: "Exit with status 1 when there is no answer.")
    var fail = false

    @Flag(help: "Exit with status 1 when there is an answer.")
    var failDefined = false

    @Argument(help: "The query, such as data.example.deny.")
    var query: String

    /// What an evaluation gave.
    private struct Outcome {
        let report: AnswerReport
        let profile: EvaluationProfile?
        let explanation: [String]?
    }

    func validate() throws {
        if profile && explain != nil {
            throw ValidationError("--profile and --explain cannot be used together: explaining takes time of its own.")
        }
    }

    func run() throws {
        let outcome: Outcome
        do {
            outcome = try evaluate()
        } catch {
            show(error)
            throw ExitCode(2)
        }
        show(outcome)
        if outcome.report.isUndefined ? fail : failDefined { throw ExitCode(1) }
    }

    private func evaluate() throws -> Outcome {
        let files = try PolicyFiles(sources.data)
        let input = try sources.inputDocument()
        let profile = self.profile ? EvaluationProfile() : nil
        let explanation = explain.map { EvaluationExplanation($0 == .full ? .full : .fails) }
        let observer: (any EvaluationObserver)? = profile ?? explanation
        let policy = try CompiledPolicy(
            texts: files.modules, dialect: sources.moduleDialect, isInstrumented: observer != nil)
        var path = package?.split(separator: ".").map(String.init) ?? []
        if path.first == "data" { path.removeFirst() }
        let prepared = try policy.prepare(query, package: path, dialect: sources.queryDialect)
        var options = EvaluationOptions(
            isStrict: strictBuiltinErrors, budget: EvaluationBudget(time: .seconds(timeout)),
            onPrint: { text, _ in Console.complain(text) })
        options.observer = observer
        let result = try prepared.evaluate(input: input, data: files.data, options: options)
        return Outcome(
            report: AnswerReport(result, of: prepared), profile: profile,
            explanation: explanation?.lines(of: prepared))
    }

    private func show(_ outcome: Outcome) {
        switch format {
        case .json:
            var entries: [(key: String, value: OrderedJSON)] = []
            if let result = outcome.report.json { entries.append(("result", result)) }
            if let lines = outcome.explanation {
                entries.append(("explanation", .array(lines.map { .string($0) })))
            }
            if let profile = outcome.profile { entries.append(("profile", profile.json())) }
            OrderedJSON.entries(entries).writePretty { Console.write($0) }
        case .pretty, .raw:
            for line in outcome.explanation ?? [] { Console.writeLine(line) }
            Console.write(format == .raw ? outcome.report.raw : outcome.report.pretty())
            if let profile = outcome.profile { Console.writeLine(profile.text()) }
        }
    }

    private func show(_ error: any Error) {
        if format == .json {
            Console.write(OrderedJSON.object(["errors": ErrorReport.json(error)]).prettyBytes)
        } else {
            Console.complain(ErrorReport.text(error))
        }
    }
}
