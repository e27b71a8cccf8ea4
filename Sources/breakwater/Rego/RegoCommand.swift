import ArgumentParser

/// `breakwater rego`: the policy engine from the command line.
struct RegoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rego", abstract: "Evaluate, check, test and measure Rego policies.",
        subcommands: [
            RegoEvalCommand.self, RegoCheckCommand.self, RegoTestCommand.self, RegoBenchCommand.self,
            RegoCasesCommand.self,
        ])
}
