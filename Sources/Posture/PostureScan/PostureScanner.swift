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

    /// Evaluates the chosen controls over all objects.
    ///
    /// - Parameter collection: what whoever brought the objects could not read.
    /// - Throws: ``PostureScanError`` when not one control could be evaluated, ``PolicyLibraryError`` when a rule does
    ///   not compile.
    public func scan(
        _ manifests: ManifestSet, _ frameworks: [SelectedFramework],
        collection: CollectionCoverage = CollectionCoverage()
    ) async throws -> ScanReport {
        var resources = ResourceSet(manifests.objects)
        let controls = PostureScanner.distinct(frameworks)
        var work: [RuleKey: RuleInput] = [:]
        var rules: [RuleKey: PolicyRule] = [:]
        for selected in controls where selected.isInScope {
            for rule in selected.rules where rule.language == "Rego" {
                let key = RuleKey(rule, selected.control)
                if work[key] != nil { continue }
                work[key] = resources.input(of: rule, isStrict: options.isStrict)
                rules[key] = rule
            }
        }
        let keys = work.filter { !$0.value.places.isEmpty }.keys.sorted()
        let runs = try await prepare(keys, work: work, rules: rules)
        let outcomes = try await evaluate(runs, resources: resources)
        var results: [RuleKey: RuleResult] = [:]
        for (key, outcome) in zip(keys, outcomes) {
            results[key] = RuleResult(
                outcome, input: work[key]?.places ?? [], resources: &resources, rule: key.rule)
        }
        for (key, input) in work where results[key] == nil { results[key] = RuleResult(nothingIn: input) }
        return try ReportBuilder(
            resources: resources, results: results, matched: work.mapValues(\.matched), inputs: inputs,
            options: options, manifests: manifests, collection: collection, libraryOrigin: library.origin
        ).report(frameworks, controls)
    }

    /// Each control once, by id.
    private static func distinct(_ frameworks: [SelectedFramework]) -> [SelectedControl] {
        var seen: Set<String> = []
        return frameworks.flatMap(\.controls).filter { seen.insert($0.control.id).inserted }
            .sorted { $0.control.id < $1.control.id }
    }

    private func prepare(
        _ keys: [RuleKey], work: [RuleKey: RuleInput], rules: [RuleKey: PolicyRule]
    ) async throws -> [RuleRun] {
        let compiler = try RuleCompiler(library)
        return try await concurrentMap(keys, workers: options.workers) { key in
            guard let rule = rules[key], let input = work[key] else { preconditionFailure("a rule without input") }
            return RuleRun(
                rule: rule, policy: try compiler.compile(rule), enumerator: try compiler.compileEnumerator(rule),
                input: input, data: RuleData.document(rule, fixed: key.fixedInput, inputs: inputs, options: options),
                budget: options.ruleBudget)
        }
    }

    /// Runs every rule, in parts where that gives the same.
    private func evaluate(_ runs: [RuleRun], resources: ResourceSet) async throws -> [RuleRun.Outcome] {
        var parts: [(run: Int, places: ArraySlice<Int>)] = []
        for (index, run) in runs.enumerated() {
            let places = run.input.places
            let size = run.looksAtOneElement ? max(places.count / (options.workers * 4), 128) : places.count
            var start = 0
            while start < places.count {
                let end = min(start + max(size, 1), places.count)
                parts.append((index, places[start..<end]))
                start = end
            }
        }
        let all = resources.resources
        let keys = resources.placesByKey
        let outcomes = try await concurrentMap(parts, workers: options.workers) { [options] part in
            try options.checkDeadline()
            return runs[part.run].evaluate(part.places, of: all, keys: keys)
        }
        try options.checkDeadline()
        var merged = [RuleRun.Outcome](repeating: RuleRun.Outcome(), count: runs.count)
        for (part, outcome) in zip(parts, outcomes) {
            merged[part.run].findings += outcome.findings
            merged[part.run].error = merged[part.run].error ?? outcome.error
            merged[part.run].elapsed += outcome.elapsed
            if let tested = outcome.tested { merged[part.run].tested = (merged[part.run].tested ?? []) + tested }
        }
        return merged
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
        document(lists: effective(rule, fixed: fixed, inputs: inputs), cloud: "", isStrict: options.isStrict)
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
