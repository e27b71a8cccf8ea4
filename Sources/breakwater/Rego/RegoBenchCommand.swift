import ArgumentParser
import Rego
import RegoTools

/// `breakwater rego bench`: measures a query.
struct RegoBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure compiling, reading the input, evaluating, and memory.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var sources: RegoSourceOptions

    @Option(help: ArgumentHelp("Evaluations to measure (default: as many as fit in a second).", valueName: "number"))
    var count: Int?

    @Option(help: "How to print the figures.")
    var format = Format.text

    @Argument(help: "The query, such as data.example.deny.")
    var query: String

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count must be at least 1.") }
    }

    func run() throws {
        do {
            let benchmark = try QueryBenchmark.run(
                query: query, files: PolicyFiles(sources.data), input: sources.input, count: count,
                dialect: sources.moduleDialect)
            switch format {
            case .text: Console.writeLine(benchmark.text)
            case .json: Console.write(benchmark.json.prettyBytes)
            }
        } catch {
            Console.complain(ErrorReport.text(error))
            throw ExitCode(2)
        }
    }
}
