import ArgumentParser
import OfflineBundle
import PolicyLibrary

/// Flags that say where policies and what decides about their results come from.
struct PolicyInputArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the policies from this folder: a published library or its sources.",
            valueName: "dir"))
    var useArtifactsFrom: String?

    @Option(help: ArgumentHelp("Take the policies from these files.", valueName: "file,file"))
    var useFrom: String?

    @Flag(help: "Take the policies from the imported bundle, or else from Kubescape's cache.")
    var useDefault = false

    @Option(help: ArgumentHelp("The folder of the cache.", valueName: "dir", visibility: .hidden))
    var cacheDir: String?

    @Option(help: ArgumentHelp("The version that the policies must have.", valueName: "version"))
    var controlsVersion: String?

    @Option(
        help: ArgumentHelp(
            "Add the rules of this folder (.rego, package armo_builtins) as the framework custom-rules.",
            valueName: "dir"))
    var customRules: String?

    @Option(help: ArgumentHelp("Take the lists that controls compare with from this file.", valueName: "file"))
    var controlsConfig: String?

    @Option(help: ArgumentHelp("Accept the failures that this file names.", valueName: "file"))
    var exceptions: String?

    @Flag(help: "Judge components that a platform brings along like any other.")
    var noSystemExceptions = false

    @Flag(
        inversion: .prefixedNo,
        help: "Accept failures that annotations of the objects name (kubescape.io/skip-controls); on for manifests.")
    var honorInlineExceptions: Bool?

    @Flag(help: "Show for every exception what it accepted.")
    var auditExceptions = false

    @Flag(help: .hidden)
    var printAttackTree = false

    /// What the flags ask for.
    var choice: PolicyInputs.Choice {
        var choice = PolicyInputs.Choice()
        choice.artifacts = useArtifactsFrom
        choice.files = useFrom.map { $0.split(separator: ",").map(String.init) } ?? []
        if useDefault {
            let bundle = (try? CacheDirectory(cacheDir)).flatMap { BundleStore(directory: $0.path).policies }
            choice.cache =
                bundle ?? cacheDir ?? Console.environment("KS_CACHE_DIR")
                ?? Console.environment("HOME").map { "\($0)/.kubescape" } ?? ".kubescape"
        }
        choice.controlInputs = controlsConfig
        choice.exceptions = exceptions
        choice.usesSystemExceptions = !noSystemExceptions
        choice.customRules = customRules
        choice.version = controlsVersion
        return choice
    }

    func validate() throws {
        if useArtifactsFrom != nil && useFrom != nil {
            throw ValidationError("Give either --use-artifacts-from or --use-from.")
        }
    }
}
