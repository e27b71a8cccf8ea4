import ArgumentParser

/// `breakwater scan`.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Scan clusters and manifests for misconfigurations.",
        discussion: """
            breakwater scan PATH… scans files and folders with all controls.
            breakwater scan, without a path, scans the cluster of the current context of the kubeconfig.
            The exit status is 0 when the scan worked, whatever it found, unless a threshold says otherwise.
            """,
        subcommands: [
            ScanPathsCommand.self, ScanFrameworkCommand.self, ScanControlCommand.self,
            ScanWorkloadCommand.self,
        ],
        defaultSubcommand: ScanPathsCommand.self)
}

/// `breakwater scan PATH…`.
struct ScanPathsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paths", abstract: "Scan with the default frameworks. This is what plain `scan` does.",
        shouldDisplay: false)

    @OptionGroup var options: ScanArguments

    @Argument(help: "Files, folders and patterns; - is standard input. None for the cluster.")
    var paths: [String] = []

    func run() async throws {
        try await ScanTask(choice: .defaults, paths: paths, options: options).run()
    }
}

/// `breakwater scan framework NAME[,NAME] PATH…`.
struct ScanFrameworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "framework", abstract: "Scan with chosen frameworks.")

    @OptionGroup var options: ScanArguments

    @Argument(help: "Names of frameworks, separated by commas; all for every one.")
    var names: String

    @Argument(help: "Files, folders and patterns; - is standard input. None for the cluster.")
    var paths: [String] = []

    func run() async throws {
        try await ScanTask(
            choice: .frameworks(try ScanTask.list(names)), paths: paths, options: options, tellsByResource: true
        ).run()
    }
}

/// `breakwater scan control ID[,ID] PATH…`.
struct ScanControlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control", abstract: "Scan with chosen controls.")

    @OptionGroup var options: ScanArguments

    @Argument(help: "Ids or names of controls, separated by commas.")
    var names: String

    @Argument(help: "Files, folders and patterns; - is standard input. None for the cluster.")
    var paths: [String] = []

    func run() async throws {
        try await ScanTask(choice: .controls(try ScanTask.list(names)), paths: paths, options: options).run()
    }
}
