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
            progress.enter("Reading manifests")
            let manifests = try await ManifestReader(budget: budget(), workers: Console.processors).read(paths)
            progress.clear()
            let controls = Set(selected.flatMap { $0.controls.map(\.control.id) }).count
            progress.enter("Evaluating \(controls) controls on \(manifests.objects.count) objects")
            report = try await scan(manifests, policies, selected, from: start)
        } catch let error as ManifestError {
            throw Refusal(error, .usage)
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
        _ manifests: ManifestSet, _ policies: PolicyInputs, _ selected: [SelectedFramework],
        from start: ContinuousClock.Instant
    ) async throws -> ScanReport {
        for problem in manifests.problems { Console.complain("Error: \(sentence(problem))") }
        if manifests.objects.isEmpty { throw ExitStatus.incomplete.code }
        let options = try scanOptions(policies, context: .file, from: start)
        return try await PostureScanner(library: policies.library, inputs: policies.inputs, options: options).scan(
            manifests, selected)
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
            paths: paths, target: target,
            sourceRoot: WorkTree.base(of: paths.first ?? ".", workingDirectory: Console.workingDirectory),
            workingDirectory: Console.workingDirectory, hostName: Console.hostName, targetNames: names,
            isControlScan: isControlScan, complianceThreshold: options.thresholds.complianceThreshold,
            isVerbose: request.isVerbose, duration: duration, options: request.options)
    }
}
