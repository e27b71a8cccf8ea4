import Documents
import ManifestSources
import PolicyLibrary

/// Runs the rules that join objects, over all objects that they join.
struct JoinStage {
    private let joining: [(number: Int, run: RuleRun)]
    private let isStrict: Bool
    let ledger: ScanLedger
    let options: ScanOptions
    /// The number of the first rule among those who write findings.
    let number: Int

    init(_ plan: ScanPlan, _ ledger: ScanLedger, options: ScanOptions, number: Int) {
        joining = plan.rules.enumerated().compactMap { number, rule in
            rule.known.flatMap { $0.canStream ? nil : (number, $0.run) }
        }
        isStrict = plan.isStrict
        self.ledger = ledger
        self.options = options
        self.number = number
    }

    /// What the stage found, beside what it wrote into the ledger.
    struct Result {
        /// The texts of each rule, in their order.
        var texts: [[String]] = []
        /// By rule: what it said about each row of the table.
        var marks: [Int: [UInt8]] = [:]
    }

    /// How many objects there may be so that rules run side by side: each needs working memory for all of them.
    private static let objectsSideBySide = 16_384

    func run(_ workers: [PageEvaluator.Result]) async throws -> Result {
        guard !joining.isEmpty else { return Result() }
        // In the order of the source, whichever worker had them.
        var kept = workers.indices.flatMap { worker in
            workers[worker].kept.indices.map { (worker: worker, index: $0, row: workers[worker].kept[$0].place) }
        }
        kept = ledger.withState { state in kept.sorted { state.table.precedes($0.row, $1.row) } }
        var set = ResourceSet(
            kept.map { worker, index, _ in
                let object = workers[worker].kept[index]
                var page = PageObject(
                    Node(value: object.value, document: object.document ?? workers[worker].copies),
                    plural: object.plural)
                page.box = object.manifest
                return page
            })
        // The rows of the set's objects, and of the subjects that are put together below.
        var rows = set.origins.map { kept[$0].row }
        kept = []
        var inputs: [RuleInput] = []
        for rule in joining {
            inputs.append(set.input(of: rule.run.rule, isStrict: isStrict))
            try addSubjects(of: set, to: &rows)
        }
        let work = zip(joining, inputs).enumerated().filter { !$0.element.1.places.isEmpty }
            .map { (index: $0.offset, rule: $0.element.0, input: $0.element.1.places) }
        let (resources, keys, allRows) = (set.resources, set.placesByKey, rows)
        let isLarge = resources.count > JoinStage.objectsSideBySide
        let parts = try await concurrentMap(work, workers: isLarge ? 1 : options.workers) { item in
            try RuleNotes(
                rule: item.rule.number, worker: number + item.index, ledger: ledger, resources: resources, rows: allRows
            ).evaluate(item.rule.run, item.input, keys: keys, options)
        }
        var result = Result(texts: Array(repeating: [], count: joining.count))
        for (item, part) in zip(work, parts) {
            result.marks[item.rule.number] = part.marks
            result.texts[item.index] = part.texts
        }
        return result
    }

    /// Gives rows to resources of the set that have none.
    private func addSubjects(of set: ResourceSet, to rows: inout [Int]) throws {
        let known = rows
        let new = set.resources[known.count...]
        guard !new.isEmpty else { return }
        // What a report shows of them is written now, as the objects that they consist of will be gone.
        let raw = try new.map { resource in
            try ledger.raw.map { try $0.append(Redaction.text(of: resource.node)) }
        }
        rows += ledger.withState { state in
            var added: [Int] = []
            for (resource, raw) in zip(new, raw) {
                let related = resource.related.map { $0 < known.count ? known[$0] : added[$0 - known.count] }
                let row = state.table.add(resource, related: related, order: .max, index: state.table.rows.count)
                state.table.set(record: [], raw: raw.map { [$0] } ?? [], pool: 0, from: row)
                added.append(row)
            }
            return added
        }
    }
}
