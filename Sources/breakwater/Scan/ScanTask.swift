import ArgumentParser
import Documents
import ManifestSources
import PolicyLibrary
import PostureScan
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One scan of manifests or of a cluster, from the command line to the exit status.
struct ScanTask {
    /// What the user wants to know.
    enum Choice {
        /// Whatever suits what is scanned.
        case defaults
        case frameworks([String])
        /// The frameworks for a single workload.
        case workload
        case controls([String])
    }

    let choice: Choice
    let paths: [String]
    let options: ScanArguments
    /// Whether the user chose frameworks, whose controls belong to no topic of the security view.
    var tellsByResource = false
    /// The one workload of a cluster to scan; nil for everything.
    var workload: WorkloadArguments?

    func run() async throws { try await ScanProgress.during { try await perform($0) } }

    private func perform(_ progress: ScanProgress) async throws {
        let start = ContinuousClock.now
        let startTime = Console.timestamp
        let request = try options.reports.request(isCluster: paths.isEmpty, tellsByResource: tellsByResource)
        let gates = try options.thresholds.gates()
        let baseline = try Baseline(options.thresholds)
        let policies: PolicyInputs
        do {
            policies = try PolicyInputs(options.policies.choice)
            // A name that does not exist is said before a cluster is asked anything.
            _ = try selection(from: policies.library, for: paths.isEmpty ? .cluster(cloud: nil) : .file)
        } catch let error as PolicyLibraryError {
            throw Refusal(error, .usage)
        } catch let error as ControlFilterError {
            throw Refusal(error, .usage)
        }
        let prepared = Prepared(
            start: start, startTime: startTime, request: request, gates: gates, baseline: baseline, policies: policies)
        if !paths.isEmpty {
            if options.cluster.dryRun { throw Refusal("--dry-run is for clusters. Leave the paths out.") }
            return try await run(prepared, on: nil, progress)
        }
        progress.enter("Asking the cluster what it is")
        try await ClusterSession.with(options.cluster, workload: workload) { cluster in
            var prepared = prepared
            if options.policies.controlsConfig == nil {
                try await cluster.addControlInputs(to: &prepared.policies)
            }
            try await run(prepared, on: cluster, progress)
        }
    }

    /// What is read and checked before anything is scanned.
    private struct Prepared {
        let start: ContinuousClock.Instant
        let startTime: String
        let request: ReportRequest
        let gates: ScanGates
        let baseline: Baseline?
        var policies: PolicyInputs
    }

    /// - Parameter cluster: nil to scan the paths.
    private func run(
        _ prepared: Prepared, on cluster: ClusterSession?, _ progress: ScanProgress
    ) async throws {
        let selected: [SelectedFramework]
        let report: ScanReport
        do {
            selected = try selection(from: prepared.policies.library, for: cluster?.context ?? .file)
            progress.clear()
            if let cluster, options.cluster.dryRun {
                if try await !DryRun(session: cluster, selected: selected).run() { throw ExitStatus.incomplete.code }
                return
            }
            let controls = Set(selected.flatMap { $0.controls.map(\.control.id) }).count
            progress.enter("Reading \(cluster.map(\.name) ?? "manifests") and evaluating \(controls) controls")
            report = try await scan(cluster, selected, prepared)
        } catch let error as ManifestError {
            throw Refusal(error, .usage)
        } catch let error as UnreadableManifests {
            complain(error.problems)
            throw ExitStatus.incomplete.code
        } catch let error as SpillError {
            throw Refusal(error)
        } catch let error as CacheError {
            throw Refusal(error)
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PostureScanError {
            throw Refusal(error, .incomplete)
        }
        // The report may go to the same terminal.
        progress.finish()
        var metadata = metadata(cluster, selected, prepared.request, duration: ContinuousClock.now - prepared.start)
        metadata.startTime = prepared.startTime
        try prepared.request.deliver(report, metadata)
        explain(report)
        try judge(report, metadata, prepared.gates, prepared.baseline)
    }

    private func scan(
        _ cluster: ClusterSession?, _ selected: [SelectedFramework], _ prepared: Prepared
    ) async throws -> ScanReport {
        var scan = try scanOptions(prepared.policies, context: cluster?.context ?? .file, from: prepared.start)
        scan.clusterName = cluster?.name ?? ""
        scan.keepsObjects = prepared.request.needsObjects || prepared.baseline != nil
        scan.showsSecrets = prepared.request.options.showsSecrets
        scan.spillDirectory = Console.environment("TMPDIR") ?? "/tmp"
        if options.incremental {
            scan.incremental = IncrementalOptions(
                directory: try CacheDirectory(options.policies.cacheDir).verdicts, engine: Console.programIdentity)
        }
        let scanner = PostureScanner(
            library: prepared.policies.library, inputs: prepared.policies.inputs, options: scan)
        if let cluster { return try await scanner.scan(cluster.source, selected) }
        let files = ManifestFiles(paths, reader: ManifestReader(budget: budget(), workers: Console.processors))
        let report = try await scanner.scan(files, selected)
        complain(report.manifests.problems)
        return report
    }

    private func complain(_ problems: [ManifestProblem]) {
        for problem in problems { Console.complain("Error: \(sentence(problem))") }
    }

    // MARK: Checks before work

    /// The parts of a comma list; an empty part is a slip of the hand.
    static func list(_ text: String) throws -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " })
        }
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            throw Refusal("The list \"\(text)\" has an empty name in it. Separate names by single commas.")
        }
        return parts
    }

    /// The budget for one file, which `KUBESCAPE_MAX_FILE_SIZE` may change.
    private func budget() -> DocumentBudget {
        guard let text = Console.environment("KUBESCAPE_MAX_FILE_SIZE"), let bytes = Int(text), bytes > 0 else {
            return .manifest
        }
        return DocumentBudget(maxBytes: bytes)
    }

    private func sentence(_ problem: ManifestProblem) -> String {
        guard case .budget(.bytes) = problem.error.reason else { return problem.description }
        return "\(problem.error.source): \(problem.error.what). Split the file, or set KUBESCAPE_MAX_FILE_SIZE to more "
            + "bytes."
    }

    // MARK: Results

    private func metadata(
        _ cluster: ClusterSession?, _ selected: [SelectedFramework], _ request: ReportRequest, duration: Duration
    ) -> ReportMetadata {
        var status = stat()
        let isFile = paths.count == 1 && stat(paths[0], &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        var isControlScan = false
        var names = selected.compactMap(\.name)
        if case .controls(let chosen) = choice {
            isControlScan = true
            names = chosen
        }
        let workTree = WorkTree.root(of: paths.first ?? ".")
        let target: ReportMetadata.Target =
            cluster != nil ? .cluster : isFile || paths == ["-"] ? .file : workTree.isEmpty ? .directory : .gitLocal
        return ReportMetadata(
            generationTime: Console.timestamp, reportGUID: Console.uuid, productVersion: Breakwater.productVersion,
            paths: paths, target: target, cluster: cluster?.reported,
            sourceRoot: workTree.isEmpty ? Console.workingDirectory : workTree,
            workingDirectory: Console.workingDirectory, hostName: Console.hostName, targetNames: names,
            isControlScan: isControlScan, complianceThreshold: options.thresholds.complianceThreshold,
            isVerbose: request.isVerbose, duration: duration, options: request.options)
    }
}
