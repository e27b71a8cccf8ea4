import ArgumentParser
import Documents
import RegoTools

/// `breakwater rego cases`: measures the engine with cases in OPA's language-neutral form.
struct RegoCasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Run conformance cases and compare the answers.",
        discussion: """
            A file has one case a line (JSON), or is YAML with a list of cases. Failing cases are reported one a line; \
            the exit status is 1 when there is one. The cases run in a process of their own, so that one which ends \
            the process or does not end is reported and the others still run.
            """)

    @Argument(help: "Files with cases.", completion: .file())
    var files: [String]

    @Flag(help: "Print the counts of every category.")
    var table = false

    @Option(help: ArgumentHelp("Run only cases whose category/note contains TEXT.", valueName: "text"))
    var only: String?

    @Flag(help: "Show wanted and given answers whole.")
    var whole = false

    @Option(help: ArgumentHelp("Seconds that one evaluation may take.", valueName: "seconds"))
    var within = 5

    @Option(name: .customLong("from"), help: .hidden)
    var workerStart: Int?

    func run() throws {
        var summary = ConformanceSummary()
        for file in files {
            let entries: [ConformanceFile.Entry]
            do {
                entries = try ConformanceFile(path: file).entries
            } catch {
                Console.complain("breakwater: \(error)")
                throw ExitCode(1)
            }
            let chosen = entries.filter { entry in only.map { entry.label.name.contains($0) } ?? true }
            if let workerStart {
                RegoCaseWorker(entries: chosen, within: within).work(from: workerStart)
                return
            }
            var arguments = ["rego", "cases", file, "--within", "\(within)"]
            if let only { arguments += ["--only", only] }
            let supervisor = RegoCaseSupervisor(
                entries: chosen, arguments: arguments, deadline: within * 4 + 10)
            supervisor.run { result in
                summary.add(result)
                if let line = result.line(limit: whole ? .max : 300) { Console.writeLine(line) }
            }
        }
        if table { Console.writeLine(summary.table) }
        Console.writeLine(summary.closingLine)
        if summary.total.failed > 0 { throw ExitCode(1) }
    }
}
