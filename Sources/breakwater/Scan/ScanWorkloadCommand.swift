import ArgumentParser

/// `breakwater scan workload KIND/NAME`.
struct ScanWorkloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workload", abstract: "Scan one workload of a cluster.",
        discussion: """
            KIND is a kind, plural or short name, with version and group where the name alone is not enough: \
            breakwater scan workload deployment/web -n shop, breakwater scan workload deployments.v1.apps/web.
            Of other kinds everything is read that the controls need. What belongs to another object is scanned with that.
            """)

    @OptionGroup var options: ScanArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The namespace of the workload; that of the context by default.", valueName: "name"))
    var namespace: String?

    @Argument(help: ArgumentHelp("The workload.", valueName: "kind[.version[.group]]/name"))
    var workload: String

    func run() async throws {
        var task = ScanTask(choice: .workload, paths: [], options: options, tellsByResource: true)
        task.workload = WorkloadArguments(name: workload, namespace: namespace)
        try await task.run()
    }
}
