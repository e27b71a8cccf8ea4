import ArgumentParser
import PolicyLibrary
import PostureScan

/// `breakwater policies`.
struct PoliciesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "Work with the policy library.",
        subcommands: [PoliciesVerifyCommand.self])
}

/// `breakwater policies verify DIR`.
struct PoliciesVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Run the test cases of rules.",
        discussion: """
            DIR holds a folder for each rule, and in it, or in its folder test, one for each case: input/, expected.json, \
            and data.json and expected-filter.json where needed. Cases that lie beside a rule (test/<case>) run with our \
            corrections, unless data.json says otherwise; published cases (<rule>/<case>) define compatible mode and run \
            in it. Rules that the library does not have are skipped and counted.
            """)

    @Argument(help: "The folder with the cases.")
    var directory: String

    @Option(help: ArgumentHelp("The library to test instead of the built-in one.", valueName: "dir"))
    var library: String?

    @Flag(name: .shortAndLong, help: "Name the cases that pass, too.")
    var verbose = false

    func run() async throws {
        do {
            let library = try self.library.map { try PolicyLibrary(directory: $0) } ?? PolicyLibrary.builtIn()
            let cases = try PolicyCase.find(in: directory)
            let verifier = try PolicyVerifier(library)
            let outcomes = try await verifier.run(cases, workers: Console.processors)
            var passed = 0
            var failed = 0
            var skipped = 0
            for (item, outcome) in zip(cases, outcomes) {
                switch outcome {
                case .passed:
                    passed += 1
                    if verbose { Console.write("ok   \(item.name)\n") }
                case .skipped: skipped += 1
                case .failed(let why):
                    failed += 1
                    Console.write("FAIL \(item.name): \(why)\n")
                }
            }
            Console.write("\(passed) passed, \(failed) failed, \(skipped) skipped\n")
            if failed > 0 || passed == 0 { throw ExitCode.failure }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PolicyCaseError {
            throw Refusal(error)
        }
    }
}
