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

/// One scan of manifests, from the command line to the exit status.
struct ScanTask {
    /// What the user wants to know.
    enum Choice {
        /// Whatever suits what is scanned.
        case defaults
        case frameworks([String])
        case controls([String])
    }

    let choice: Choice
    let paths: [String]
    let options: ScanArguments
    /// Whether the user chose frameworks, whose controls belong to no topic of the security view.
    var tellsByResource = false

    func run() async throws { try await ScanProgress.during { try await perform($0) } }

    private func perform(_ progress: ScanProgress) async throws {
        let start = ContinuousClock.now
        let startTime = Console.timestamp
        let request = try options.reports.request(tellsByResource: tellsByResource)
        let gates = try options.thresholds.gates()
        let baseline = try Baseline(options.thresholds)
        guard !paths.isEmpty else {
            throw Refusal("Say what to scan: breakwater scan PATH…, for instance breakwater scan .")
        }
        let policies: PolicyInputs
        let selected: [SelectedFramework]
        do {
            policies = try PolicyInputs(options.policies.choice)
            selected = try selection(from: policies.library, for: .file)
        } catch let error as PolicyLibraryError {
            throw Refusal(error, .usage)
        } catch let error as ControlFilterError {
            throw Refusal(error, .usage)
        }
        let report: ScanReport
        do {
            let controls = Set(selected.flatMap { $0.controls.map(\.control.id) }).count
            progress.enter("Evaluating \(controls) controls on manifests")
            report = try await scan(policies, selected, request, from: start, keepsObjects: baseline != nil)
        } catch let error as ManifestError {
            throw Refusal(error, .usage)
        } catch let error as UnreadableManifests {
            complain(error.problems)
            throw ExitStatus.incomplete.code
        } catch let error as SpillError {
            throw Refusal(error)
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PostureScanError {
            throw Refusal(error, .incomplete)
        }
        // The report may go to the same terminal.
        progress.finish()
        var metadata = metadata(selected, request, duration: ContinuousClock.now - start)
        metadata.startTime = startTime
        try request.deliver(report, metadata)
        explain(report)
        try judge(report, metadata, gates, baseline)
    }

    private func scan(
        _ policies: PolicyInputs, _ selected: [SelectedFramework], _ request: ReportRequest,
        from start: ContinuousClock.Instant, keepsObjects: Bool
    ) async throws -> ScanReport {
        var scan = try scanOptions(policies, context: .file, from: start)
        scan.keepsObjects = request.needsObjects || keepsObjects
        scan.showsSecrets = request.options.showsSecrets
        scan.spillDirectory = Console.environment("TMPDIR") ?? "/tmp"
        let files = ManifestFiles(paths, reader: ManifestReader(budget: budget(), workers: Console.processors))
        let report = try await PostureScanner(
            library: policies.library, inputs: policies.inputs, options: scan
        ).scan(files, selected)
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

    private func metadata(_ selected: [SelectedFramework], _ request: ReportRequest, duration: Duration)
        -> ReportMetadata
    {
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
            isFile || paths == ["-"] ? .file : workTree.isEmpty ? .directory : .gitLocal
        return ReportMetadata(
            generationTime: Console.timestamp, reportGUID: Console.uuid, productVersion: Breakwater.productVersion,
            paths: paths, target: target, sourceRoot: workTree.isEmpty ? Console.workingDirectory : workTree,
            workingDirectory: Console.workingDirectory, hostName: Console.hostName, targetNames: names,
            isControlScan: isControlScan, complianceThreshold: options.thresholds.complianceThreshold,
            isVerbose: request.isVerbose, duration: duration, options: request.options)
    }
}
