import ArgumentParser
import ClusterSources

/// The flags about clusters: which one, and what of it.
struct ClusterArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig, instead of KUBECONFIG and ~/.kube/config.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig, instead of the current one.", valueName: "name"))
    var kubeContext: String?

    @Option(help: ArgumentHelp("What reports and exceptions call the cluster.", valueName: "name"))
    var clusterName: String?

    @Option(
        name: [.customShort("e"), .long],
        help: ArgumentHelp("Leave objects in these namespaces out.", valueName: "name,name"))
    var excludeNamespaces: String?

    @Option(help: ArgumentHelp("Read only these namespaces, and what belongs to none.", valueName: "name,name"))
    var includeNamespaces: String?

    @Option(
        help: ArgumentHelp("Read only these kinds; controls about others are not evaluated.", valueName: "kind,kind"))
    var includeKinds: String?

    @Option(help: ArgumentHelp("Do not read these kinds.", valueName: "kind,kind"))
    var excludeKinds: String?

    @Option(help: ArgumentHelp("Read only objects with these labels, such as app=web.", valueName: "selector"))
    var labelSelector: String?

    @Option(help: ArgumentHelp("Requests a second to the API server.", valueName: "number"))
    var kubeApiQps = 50.0

    @Flag(help: "Say what would be read of the cluster and what these credentials may not read, and stop.")
    var dryRun = false

    func validate() throws {
        guard kubeApiQps > 0 else { throw ValidationError("--kube-api-qps is a number above 0.") }
    }

    /// - Throws: ``Refusal`` for lists with empty names and selectors that cannot be understood.
    func selection() throws -> ObjectSelection {
        let included = includeNamespaces ?? Console.environment("KS_INCLUDE_NAMESPACES")
        let excluded = excludeNamespaces ?? Console.environment("KS_EXCLUDE_NAMESPACES")
        let selection = ObjectSelection(
            includedNamespaces: try included.map(ScanTask.list) ?? [],
            excludedNamespaces: try excluded.map(ScanTask.list) ?? [],
            includedKinds: try includeKinds.map(ScanTask.list) ?? [],
            excludedKinds: try excludeKinds.map(ScanTask.list) ?? [], labelSelector: labelSelector)
        if let labelSelector {
            do {
                try LabelSelectorSyntax.check(labelSelector)
            } catch {
                throw Refusal(error)
            }
        }
        return selection
    }
}
