import ArgumentParser
import Rego
import RegoTools

/// `breakwater rego test`: runs the rules whose names begin with `test_`.
struct RegoTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the tests of policies.",
        discussion: """
            A rule test_… passes when it is true; todo_test_… is only counted. Exit status 0 when all pass, 2 when one \
            does not, 1 when the tests cannot be run.
            """)

    @Argument(help: "Policies, their tests and data: files and directories.", completion: .file())
    var paths: [String]

    @Flag(name: .shortAndLong, help: "Also list the tests that pass, and say where the others failed.")
    var verbose = false

    @Option(
        name: [.short, .customLong("run")],
        help: ArgumentHelp("Only tests whose name has a match of REGEX.", valueName: "regex"))
    var pattern: String?

    @Flag(help: "Read policies as OPA before 1.0 did.")
    var v0Compatible = false

    func run() throws {
        let (runner, tests): (PolicyTestRunner, [PolicyTest])
        do {
            runner = try PolicyTestRunner(PolicyFiles(paths), dialect: v0Compatible ? .v0 : nil)
            tests = try pattern.map(runner.select) ?? runner.tests
        } catch {
            Console.complain(ErrorReport.text(error))
            throw ExitCode(1)
        }
        guard !tests.isEmpty else {
            let places = paths.joined(separator: ", ")
            Console.complain(
                pattern.map { "breakwater: none of the \(runner.tests.count) tests in \(places) matches \($0)." }
                    ?? "breakwater: no tests in \(places). Tests are rules whose names begin with test_.")
            throw ExitCode(1)
        }
        let results = tests.map { runner.run($0) }
        let failing = results.filter { if case .failed = $0.outcome { true } else { false } }.map(\.test)
        let report = PolicyTestReport(
            results, isVerbose: verbose, explanations: verbose ? runner.explain(failing) : [:])
        Console.writeLine(report.text)
        if !report.isGood { throw ExitCode(2) }
    }
}
