import ArgumentParser
import PolicyLibrary

/// Flags that narrow down the chosen controls.
struct SelectionArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Leave these controls out.", valueName: "id,id"))
    var skipControls: String?

    @Option(help: ArgumentHelp("Keep only these of the chosen controls.", valueName: "id,id"))
    var includeControls: String?

    @Option(help: ArgumentHelp("Leave these controls or sections of a benchmark out.", valueName: "id,section"))
    var excludeControls: String?

    func filter() throws -> ControlFilter {
        ControlFilter(
            skipped: try skipControls.map(ScanTask.list) ?? [],
            included: try includeControls.map(ScanTask.list) ?? [],
            excluded: try excludeControls.map(ScanTask.list) ?? [])
    }
}
