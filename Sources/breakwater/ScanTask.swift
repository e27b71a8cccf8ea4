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

    func run() async throws {
        let start = ContinuousClock.now
        let startTime = Console.timestamp
        let request = try options.reports.request(tellsByResource: tellsByResource)
        let severity = try checkedSeverity()
        let library: PolicyLibrary
        let inputs: ControlInputs
        do throws(PolicyLibraryError) {
            library = try self.library()
            inputs = try self.inputs(of: library)
            // A name that does not exist is said before a cluster is asked anything.
            _ = try selection(from: library, for: paths.isEmpty ? .cluster(cloud: nil) : .file)
        } catch {
            throw Refusal(error)
        }
        if !paths.isEmpty {
            if options.cluster.dryRun { throw Refusal("--dry-run is for clusters. Leave the paths out.") }
            return try await run(nil, library, inputs, request, severity, from: (start, startTime))
        }
        try await ClusterSession.with(options.cluster, workload: workload) { cluster in
            try await run(cluster, library, inputs, request, severity, from: (start, startTime))
        }
    }

    /// - Parameter cluster: nil to scan the paths.
    private func run(
        _ cluster: ClusterSession?, _ library: PolicyLibrary, _ inputs: ControlInputs, _ request: ReportRequest,
        _ severity: Severity?, from start: (instant: ContinuousClock.Instant, timestamp: String)
    ) async throws {
        let selected: [SelectedFramework]
        do throws(PolicyLibraryError) {
            selected = try selection(from: library, for: cluster?.context ?? .file)
        } catch {
            throw Refusal(error)
        }
        if let cluster, options.cluster.dryRun {
            if try await !DryRun(session: cluster, selected: selected).run() { throw ExitCode.failure }
            return
        }
        let report: ScanReport
        do {
            report = try await scan(cluster, library, selected, inputs, request)
        } catch let error as ManifestError {
            throw Refusal(error)
        } catch let error as UnreadableManifests {
            complain(error.problems)
            throw ExitCode.failure
        } catch let error as SpillError {
            throw Refusal(error)
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PostureScanError {
            throw Refusal(error)
        }
        var metadata = metadata(cluster, selected, request, duration: ContinuousClock.now - start.instant)
        metadata.startTime = start.timestamp
        try request.deliver(report, metadata)
        try judge(report, severity)
    }

    private func scan(
        _ cluster: ClusterSession?, _ library: PolicyLibrary, _ selected: [SelectedFramework], _ inputs: ControlInputs,
        _ request: ReportRequest
    ) async throws -> ScanReport {
        var scan = ScanOptions(
            context: cluster?.context ?? .file, isStrict: options.strictCompat, workers: Console.processors,
            clusterName: cluster?.name ?? "")
        scan.keepsObjects = request.needsObjects
        scan.showsSecrets = request.options.showsSecrets
        scan.spillDirectory = Console.environment("TMPDIR") ?? "/tmp"
        if let cluster {
            return try await PostureScanner(library: library, inputs: inputs, options: scan).scan(
                cluster.source, selected)
        }
        let files = ManifestFiles(paths, reader: ManifestReader(budget: budget(), workers: Console.processors))
        let report = try await PostureScanner(library: library, inputs: inputs, options: scan).scan(files, selected)
        complain(report.manifests.problems)
        return report
    }

    private func complain(_ problems: [ManifestProblem]) {
        for problem in problems { Console.complain("Error: \(sentence(problem))") }
    }

    // MARK: Policies

    private func library() throws(PolicyLibraryError) -> PolicyLibrary {
        if let folder = options.useArtifactsFrom { return try PolicyLibrary(directory: folder) }
        if let files = options.useFrom {
            return try PolicyLibrary(files: files.split(separator: ",").map(String.init))
        }
        return PolicyLibrary.builtIn()
    }

    private func selection(
        from library: PolicyLibrary, for context: ScanContext
    ) throws(PolicyLibraryError) -> [SelectedFramework] {
        switch choice {
        case .workload:
            // What Kubescape chooses for a workload, as far as the library has it.
            let wanted = ["workloadscan", "allcontrols"]
            let names = try library.frameworkNames()
            let found = names.filter { wanted.contains($0.lowercased()) }
            return try library.select(frameworks: found.isEmpty ? names : found, for: context)
        case .frameworks(let names):
            let isAll = names.contains { $0.lowercased() == "all" }
            return try library.select(frameworks: isAll ? try library.frameworkNames() : names, for: context)
        case .controls(let names):
            return [try library.select(controls: names, for: context)]
        }
    }

    private func inputs(of library: PolicyLibrary) throws(PolicyLibraryError) -> ControlInputs {
        let defaults = try library.defaultInputs()
        guard let path = options.controlsConfig else { return defaults }
        return defaults.replaced(by: try PolicyLibrary.inputs(at: path).lists)
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

    private func checkedSeverity() throws -> Severity? {
        guard let name = options.severityThreshold else { return nil }
        guard let severity = Severity(name: name), severity != .unknown else {
            throw Refusal("There is no severity \"\(name)\". These exist: low, medium, high, critical.")
        }
        return severity
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
            isControlScan: isControlScan, complianceThreshold: options.complianceThreshold,
            isVerbose: request.isVerbose, duration: duration, options: request.options)
    }

    /// Ends with 1 when files could not be read or a threshold is crossed, and says so.
    private func judge(_ report: ScanReport, _ severity: Severity?) throws {
        var isFailure = !report.manifests.problems.isEmpty
        if report.complianceScore < options.complianceThreshold {
            let score = (report.complianceScore * 100).rounded() / 100
            Console.complain("Compliance is \(score), below the threshold of \(options.complianceThreshold).")
            isFailure = true
        }
        if let risk = options.failThreshold, report.score > risk {
            let score = (report.score * 100).rounded() / 100
            Console.complain("The risk score is \(score), above the threshold of \(risk).")
            isFailure = true
        }
        if let severity {
            let worse = report.controls.filter {
                $0.status == .failed && ($0.control.severity >= severity || $0.control.severity == .unknown)
            }
            if !worse.isEmpty {
                let ids = worse.map(\.control.id).joined(separator: ", ")
                Console.complain("Resources fail with severity \(severity.name) or worse: \(ids).")
                isFailure = true
            }
        }
        if isFailure { throw ExitCode.failure }
    }
}
