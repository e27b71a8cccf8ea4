import ArgumentParser

/// The flags of all forms of `scan`.
struct ScanArguments: ParsableArguments {
    @OptionGroup(title: "Report") var reports: FormatArguments
    @OptionGroup(title: "Cluster") var cluster: ClusterArguments
    @OptionGroup(title: "Policies") var policies: PolicyInputArguments
    @OptionGroup(title: "Controls") var selection: SelectionArguments
    @OptionGroup(title: "Thresholds") var thresholds: ThresholdArguments

    @Flag(help: "Behave as the original where it is wrong, for comparisons.")
    var strictCompat = false

    @Flag(
        help: ArgumentHelp(
            "Remember verdicts, and evaluate only what has changed since the last scan (in --cache-dir, ~/.breakwater)."
        ))
    var incremental = false

    // Flags of Kubescape that old pipelines pass. They hold here anyway, or have nothing to act on.

    @Option(name: [.customShort("l"), .long], help: .hidden)
    var logger: String?

    @Flag(help: .hidden)
    var keepLocal = false

    @Option(help: .hidden)
    var account: String?
}
