import ArgumentParser

/// The command tree.
@main
struct Breakwater: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakwater", abstract: "Finds what is wrong with Kubernetes clusters and manifests.",
        subcommands: [
            ScanCommand.self, FixCommand.self, DiffCommand.self, PoliciesCommand.self, ListCommand.self,
            DownloadCommand.self, BundleCommand.self, RegoCommand.self, ConfigCommand.self, CompletionCommand.self,
            EventReceiverCommand.self, VersionCommand.self, BenchCommand.self,
        ])

    /// The version of the product.
    static let productVersion = "0.1.0"

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let refusal as Refusal {
            Console.complain("Error: \(refusal.sentence)")
            exit(withError: refusal.status.code)
        } catch  where exitCode(for: error) == .validationFailure {
            // Pipelines know 0 and 1; `ArgumentParser` would say 64.
            Console.complain(fullMessage(for: error))
            exit(withError: ExitStatus.usage.code)
        } catch {
            exit(withError: error)
        }
    }
}

/// Why a command cannot do what it was asked: one sentence that names the thing and the remedy.
struct Refusal: Error {
    let sentence: String
    let status: ExitStatus

    init(_ sentence: String, _ status: ExitStatus = .usage) {
        self.sentence = sentence
        self.status = status
    }

    /// The words of an error that describes itself for people.
    init(_ error: any Error, _ status: ExitStatus = .failure) {
        sentence = "\(error)"
        self.status = status
    }
}
