public import Documents
public import ManifestSources
public import PolicyLibrary

/// Scans objects against controls.
public struct PostureScanner: Sendable {
    private let library: PolicyLibrary
    private let inputs: ControlInputs
    private let options: ScanOptions

    public init(library: PolicyLibrary, inputs: ControlInputs, options: ScanOptions) {
        self.library = library
        self.inputs = inputs
        self.options = options
    }

    /// Evaluates the chosen controls over the objects of a source, page by page as they come.
    ///
    /// - Throws: ``PostureScanError`` when not one control could be evaluated, ``PolicyLibraryError`` when a rule does
    ///   not compile, ``SpillError`` when there is no room for what was found, and what the source throws.
    public func scan(_ source: some ObjectSource, _ frameworks: [SelectedFramework]) async throws -> ScanReport {
        let controls = PostureScanner.distinct(frameworks)
        let plan = try plan(controls)
        let ledger = ScanLedger(directory: options.spillDirectory, keepsObjects: options.keepsObjects)
        let wanted = plan.wanted(readsExceptions: options.context != .file)
        let cache = try cache(plan)
        let (summary, workers) = try await stream(source, wanted, plan, ledger, cache)
        try cache?.finish()
        let join = JoinStage(plan, ledger, options: options, number: workers.count)
        let joined = try await join.run(workers)
        try options.checkDeadline()
        let finished = FinishedScan(plan, ledger, workers, joined)
        return try ReportBuilder(
            evidence: finished.evidence, results: finished.results, found: finished.found,
            discardedObjects: finished.discarded, inputs: inputs, options: options, source: summary,
            collection: summary.collection, libraryOrigin: library.origin
        ).report(frameworks, controls)
    }

    /// Evaluates the chosen controls over objects that are in memory.
    ///
    /// - Parameters:
    ///   - collection: what whoever brought the objects could not read.
    ///   - pageSize: how many objects are evaluated together.
    public func scan(
        _ manifests: ManifestSet, _ frameworks: [SelectedFramework],
        collection: CollectionCoverage = CollectionCoverage(), pageSize: Int = 256
    ) async throws -> ScanReport {
        try await scan(ObjectSet(manifests, collection: collection, pageSize: pageSize), frameworks)
    }

    /// Each control once, by id.
    private static func distinct(_ frameworks: [SelectedFramework]) -> [SelectedControl] {
        var seen: Set<String> = []
        return frameworks.flatMap(\.controls).filter { seen.insert($0.control.id).inserted }
            .sorted { $0.control.id < $1.control.id }
    }

    private func plan(_ controls: [SelectedControl]) throws -> ScanPlan {
        let compiler = try RuleCompiler(library)
        var rules: [RuleKey: PlannedRule] = [:]
        for selected in controls where selected.isInScope {
            for rule in selected.rules where rule.language == "Rego" {
                let key = RuleKey(rule, selected.control)
                if rules[key] != nil { continue }
                let data = RuleData.document(rule, fixed: key.fixedInput, inputs: inputs, options: options)
                rules[key] = PlannedRule(key, rule, data: data) { [options] data in
                    RuleRun(
                        rule: rule, policy: try compiler.compile(rule),
                        enumerator: try compiler.compileEnumerator(rule), data: data,
                        showsSecrets: options.showsSecrets, budget: options.ruleBudget)
                }
            }
        }
        return ScanPlan(rules: rules.values.sorted { $0.key < $1.key }, isStrict: options.isStrict)
    }

    /// The verdicts of earlier scans, when the user wants them and findings show nothing secret.
    private func cache(_ plan: ScanPlan) throws -> VerdictCache? {
        guard let incremental = options.incremental, !options.showsSecrets else { return nil }
        let compiler = try RuleCompiler(library)
        let isBuiltIn = library.isBuiltIn
        let digests = plan.rules.map { rule in
            CacheKey.digest(
                of: compiler.texts(behind: rule.rule), data: rule.data, engine: incremental.engine,
                isStrict: options.isStrict, isLean: isBuiltIn)
        }
        return try VerdictCache(incremental, isLean: isBuiltIn, digests: digests)
    }

    /// Reads the source and evaluates its pages on all cores at the same time.
    private func stream(
        _ source: some ObjectSource, _ wanted: [MatchBlock], _ plan: ScanPlan, _ ledger: ScanLedger,
        _ cache: VerdictCache?
    ) async throws -> (SourceSummary, [PageEvaluator.Result]) {
        let workers = max(options.workers, 1)
        let queue = PageQueue(capacity: workers)
        return try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: StreamPart.self) { group in
                group.addTask {
                    do {
                        let summary = try await source.read(wanted) { try await queue.give($0) }
                        queue.finish()
                        return .source(summary)
                    } catch {
                        queue.fail(error)
                        throw error
                    }
                }
                for number in 0..<workers {
                    group.addTask { [options] in
                        do {
                            let evaluator = PageEvaluator(plan, ledger, cache: cache, number: number)
                            while let page = try await queue.take() {
                                try options.checkDeadline()
                                try evaluator.evaluate(page)
                            }
                            return .worker(evaluator.finish())
                        } catch {
                            queue.fail(error)
                            throw error
                        }
                    }
                }
                var summary = SourceSummary()
                var results: [PageEvaluator.Result] = []
                for try await part in group {
                    switch part {
                    case .source(let found): summary = found
                    case .worker(let result): results.append(result)
                    }
                }
                return (summary, results.sorted { $0.number < $1.number })
            }
        } onCancel: {
            queue.fail(CancellationError())
        }
    }

    private enum StreamPart: Sendable {
        case source(SourceSummary)
        case worker(PageEvaluator.Result)
    }
}

/// A rule with the inputs that a control sets for it: what is evaluated once.
struct RuleKey: Hashable, Comparable {
    let rule: String
    let fixedInput: [String: [String]]

    init(_ rule: PolicyRule, _ control: Control) {
        self.rule = rule.name
        fixedInput = control.fixedInput
    }

    static func < (left: RuleKey, right: RuleKey) -> Bool {
        (left.rule, "\(left.fixedInput.sorted { $0.key < $1.key })")
            < (right.rule, "\(right.fixedInput.sorted { $0.key < $1.key })")
    }
}

/// What a rule sees under `data`.
public enum RuleData {
    /// The declared inputs of a rule and the switch for compatible mode.
    static func document(
        _ rule: PolicyRule, fixed: [String: [String]], inputs: ControlInputs, options: ScanOptions
    ) -> Document {
        var cloud = ""
        if case .cluster(let name?) = options.context { cloud = name.lowercased() }
        return document(
            lists: effective(rule, fixed: fixed, inputs: inputs), cloud: cloud, isStrict: options.isStrict)
    }

    /// The lists that a rule declares, with those that its control sets.
    static func effective(
        _ rule: PolicyRule, fixed: [String: [String]], inputs: ControlInputs
    ) -> [String: [String]] {
        var lists: [String: [String]] = [:]
        for key in rule.configInputs.compactMap(\.key) { lists[key] = inputs.lists[key] }
        return lists.merging(fixed) { _, new in new }
    }

    /// A data document with these lists.
    public static func document(
        lists: [String: [String]], cloud: String, isStrict: Bool
    ) -> Document {
        Document.build { arena in
            let entries = lists.map { name, list in
                (key: arena.string(name), value: arena.array(list.map { arena.string($0) }))
            }
            return arena.object([
                "postureControlInputs": arena.object(entries),
                "dataControlInputs": arena.object(["cloudProvider": arena.string(cloud)]),
                "compatibility": arena.object(["strict": Value(isStrict)]),
            ])
        }
    }
}
