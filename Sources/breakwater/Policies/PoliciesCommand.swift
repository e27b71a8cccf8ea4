import ArgumentParser
import PolicyLibrary
import PostureScan

/// `breakwater policies`.
struct PoliciesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policies", abstract: "Work with the policy library.",
        subcommands: [
            PoliciesListCommand.self, PoliciesShowCommand.self, PoliciesLintCommand.self, PoliciesTestCommand.self,
            PoliciesVerifyCommand.self, PoliciesExportCommand.self,
        ])
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
            try await PolicyCaseRun(library, verbose: verbose).run(try PolicyCase.find(in: directory))
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PolicyCaseError {
            throw Refusal(error)
        }
    }
}
