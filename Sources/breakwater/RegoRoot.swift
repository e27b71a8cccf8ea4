import ArgumentParser

/// Stands in for the root command until that is there.
@main
struct RegoRoot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakwater", abstract: "A Kubernetes security platform.", subcommands: [RegoCommand.self])
}
