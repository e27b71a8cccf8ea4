import ArgumentParser
import PolicyLibrary
import PolicyTools

/// `breakwater policies lint [DIR]`.
struct PoliciesLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Look for mistakes in a policy library.",
        discussion: """
            DIR is a library in source form: frameworks/, controls/, rules/, libraries/ and inputs/. Checked are ids, \
            references, scores, match blocks, whether inputs and libraries are declared and used, whether rules compile \
            and have test cases, and whether texts are long enough to help. Errors give exit status 1; with --strict \
            warnings do, too.
            """)

    @Argument(help: "The library; without it the built-in one, whose test cases are not at hand.")
    var directory: String?

    @Flag(help: "Fail on warnings as well.")
    var strict = false

    func run() async throws {
        do {
            let problems = try lint().problems()
            for problem in problems {
                let file = directory.map { $0.hasSuffix("/") ? $0 + problem.file : "\($0)/\(problem.file)" }
                Console.writeLine(
                    "\(file ?? problem.file):\(problem.line): \(problem.severity.rawValue): \(problem.message)")
            }
            let errors = problems.count { $0.severity == .error }
            Console.writeLine("\(errors) errors, \(problems.count - errors) warnings")
            if errors > 0 || strict && !problems.isEmpty { throw ExitCode.failure }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        }
    }

    private func lint() throws -> LibraryLint {
        guard let directory else {
            return LibraryLint(LibrarySource(EmbeddedFiles()), PolicyLibrary.builtIn(), cases: nil)
        }
        let library = try PolicyLibrary(directory: directory)
        let files = try DirectoryFiles(directory)
        guard files.paths.contains(where: { $0.hasPrefix("rules/") }) else {
            throw Refusal(
                "\(directory) is no library in source form, because it has no folder rules/. Name the folder that "
                    + "holds frameworks/, controls/ and rules/.")
        }
        return LibraryLint(LibrarySource(files), library, cases: try CaseOverview(rulesIn: "\(directory)/rules"))
    }
}
