import ArgumentParser
import Rego
import RegoTools

/// `breakwater rego check`: says what is wrong with policies, without evaluating them.
struct RegoCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check policies for errors.",
        discussion:
            "Errors go to standard error as file:line:column: code: message; the exit status is 1 when there is one.")

    @Argument(help: "Policies: files and directories.", completion: .file())
    var paths: [String] = ["."]

    @Flag(help: "Also report imports and variables that are not used.")
    var strict = false

    @Flag(help: "Read policies as OPA before 1.0 did.")
    var v0Compatible = false

    func run() throws {
        let files: PolicyFiles
        do {
            files = try PolicyFiles(modulesOf: paths)
        } catch {
            Console.complain("breakwater: \(error)")
            throw ExitCode(1)
        }
        guard !files.modules.isEmpty else {
            Console.complain(
                "breakwater: no policies (.rego) in \(paths.joined(separator: ", ")). Name a file or directory that has some."
            )
            throw ExitCode(1)
        }
        do {
            let modules = try files.parsed(dialect: v0Compatible ? .v0 : nil)
            _ = try CompiledPolicy(modules)
            if strict { try StrictCheck.check(modules) }
        } catch let errors as PolicyErrors {
            let texts = Dictionary(files.modules.map { ($0.file, $0.text) }, uniquingKeysWith: { first, _ in first })
            for error in errors.errors {
                Console.complain(SourceExcerpt.text(of: error, in: texts[error.location.file]))
            }
            throw ExitCode(1)
        }
    }
}
