import ArgumentParser

/// The flags of all forms of `scan`.
struct ScanArguments: ParsableArguments {
    @OptionGroup(title: "Report")
    var reports: FormatArguments

    @OptionGroup(title: "Cluster")
    var cluster: ClusterArguments

    @Option(
        help: ArgumentHelp(
            "Take the policies from this folder: a published library or its sources.",
            valueName: "dir"))
    var useArtifactsFrom: String?

    @Option(help: ArgumentHelp("Take the policies from these files.", valueName: "file,file"))
    var useFrom: String?

    @Option(help: ArgumentHelp("Take the lists that controls compare with from this file.", valueName: "file"))
    var controlsConfig: String?

    @Option(help: "Exit with 1 when compliance is below this.")
    var complianceThreshold = 0.0

    @Option(help: "Exit with 1 when a resource fails with this severity or worse.")
    var severityThreshold: String?

    @Flag(help: "Behave as the original where it is wrong, for comparisons.")
    var strictCompat = false

    // Flags of Kubescape that old pipelines pass. They hold here anyway, or have nothing to act on.

    @Option(name: [.customShort("t"), .long], help: .hidden)
    var failThreshold: Double?

    @Option(name: [.customShort("l"), .long], help: .hidden)
    var logger: String?

    @Flag(help: .hidden)
    var keepLocal = false

    @Flag(help: .hidden)
    var useDefault = false

    @Option(help: .hidden)
    var account: String?

    func validate() throws {
        guard 0...100 ~= complianceThreshold, 0...100 ~= failThreshold ?? 0 else {
            throw ValidationError("A threshold is a number from 0 to 100.")
        }
    }
}
