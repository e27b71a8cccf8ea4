import PolicyLibrary
import PostureScan

extension ScanTask {
    /// The controls that the user chose, or those of the default frameworks, less those left out.
    func selection(from library: PolicyLibrary, for context: ScanContext) throws -> [SelectedFramework] {
        let filter = try options.selection.filter()
        var selected: [SelectedFramework]
        switch choice {
        case .defaults:
            let isDetailed = ["resource", "control"].contains(options.reports.view?.lowercased())
            selected = try library.select(isDetailed ? .all : .unnamed, for: context)
        case .frameworks(let names) where names.contains { $0.lowercased() == "all" }:
            selected = try library.select(.all, for: context)
        case .workload:
            // What Kubescape chooses for a workload, as far as the library has it.
            let wanted = ["workloadscan", "allcontrols"]
            let names = try library.frameworkNames().filter { wanted.contains($0.lowercased()) }
            selected =
                names.isEmpty
                ? try library.select(.all, for: context) : try library.select(frameworks: names, for: context)
        case .frameworks(let names):
            selected = try library.select(frameworks: names, for: context)
        case .controls(let names):
            selected = [try library.select(controls: names, for: context)]
        }
        if case .defaults = choice {
        } else if options.policies.customRules != nil {
            selected += try library.select(frameworks: ["custom-rules"], for: context)
        }
        return try filter.apply(to: selected, of: library)
    }

    /// What decides about results, and the limits of time.
    func scanOptions(
        _ policies: PolicyInputs, context: ScanContext, from start: ContinuousClock.Instant
    ) throws -> ScanOptions {
        let limits = try options.thresholds.limits()
        let library = policies.library
        let scanPolicies = ScanPolicies(
            exceptions: policies.exceptions,
            honorsAnnotations: options.policies.honorInlineExceptions ?? (context == .file),
            attackTracks: policies.attackTracks, sources: policies.sources, degradations: policies.degradations,
            // The scan has read the controls it needs; a file among the others that is broken is none of its business.
            knownControls: { (try? library.controlIDs()) ?? [] })
        return ScanOptions(
            context: context, isStrict: options.strictCompat, workers: Console.processors, policies: scanPolicies,
            now: Timestamp(seconds: Console.now), controlTimeout: limits.control,
            deadline: limits.scan.map { start + $0 })
    }
}
