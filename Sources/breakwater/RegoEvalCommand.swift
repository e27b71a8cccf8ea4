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

    @Flag(help: "Exit with status 1 when there is no answer.")
    var fail = false

    @Flag(help: "Exit with status 1 when there is an answer.")
    var failDefined = false

    @Argument(help: "The query, such as data.example.deny.")
    var query: String

    func run() throws {
        let report: AnswerReport
        do {
            report = try evaluate()
        } catch {
            show(error)
            throw ExitCode(2)
        }
        show(report)
        if report.isUndefined ? fail : failDefined { throw ExitCode(1) }
    }

    private func evaluate() throws -> AnswerReport {
        let files = try PolicyFiles(sources.data)
        let input = try sources.inputDocument()
        let policy = try CompiledPolicy(texts: files.modules, dialect: sources.moduleDialect)
        var path = package?.split(separator: ".").map(String.init) ?? []
        if path.first == "data" { path.removeFirst() }
        let prepared = try policy.prepare(query, package: path, dialect: sources.queryDialect)
        let options = EvaluationOptions(
            isStrict: strictBuiltinErrors, budget: EvaluationBudget(time: .seconds(timeout)),
            onPrint: { text, _ in RegoConsole.complain(text) })
        return AnswerReport(try prepared.evaluate(input: input, data: files.data, options: options), of: prepared)
    }

    private func show(_ report: AnswerReport) {
        switch format {
        case .json:
            RegoConsole.write(bytes: OrderedJSON.entries(report.json.map { [("result", $0)] } ?? []).prettyBytes)
        case .pretty: RegoConsole.write(bytes: report.pretty())
        case .raw: RegoConsole.write(bytes: report.raw)
        }
    }

    private func show(_ error: any Error) {
        if format == .json {
            RegoConsole.write(bytes: OrderedJSON.object(["errors": ErrorReport.json(error)]).prettyBytes)
        } else {
            RegoConsole.complain(ErrorReport.text(error))
        }
    }
}
