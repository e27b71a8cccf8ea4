import Documents
import ManifestSources
import PolicyLibrary
import Synchronization

/// Runs the rules that join objects, over all objects that they join.
struct JoinStage {
    private let joining: [(number: Int, run: RuleRun)]
    private let isStrict: Bool
    let ledger: ScanLedger
    let options: ScanOptions
    /// The number of this stage among those who write findings.
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
        var texts = TextPool()
        /// By rule: what it said about each row of the table.
        var marks: [Int: [UInt8]] = [:]
    }

    func run(_ workers: [PageEvaluator.Result]) async throws -> Result {
        guard !joining.isEmpty else { return Result() }
        // In the order of the source, whichever worker had them.
        var kept = workers.flatMap { worker in worker.kept.map { (object: $0, copies: worker.copies) } }
        kept = ledger.withState { state in
            kept.sorted { state.table.precedes($0.object.place, $1.object.place) }
        }
        var set = ResourceSet(
            kept.map { object, copies in
                var page = PageObject(
                    Node(value: object.value, document: object.document ?? copies), plural: object.plural)
                page.manifest = object.manifest
                return page
            })
        // The rows of the set's objects, and of the subjects that are put together below.
        var rows = set.origins.map { kept[$0].object.place }
        var inputs: [RuleInput] = []
        for rule in joining {
            inputs.append(set.input(of: rule.run.rule, isStrict: isStrict))
            try addSubjects(of: set, to: &rows)
        }
        // Findings are written down rule by rule: those of all rules at once would fill the memory.
        let work = zip(joining, inputs).filter { !$0.1.places.isEmpty }
        let result = Mutex(Result())
        let (resources, keys, allRows) = (set.resources, set.placesByKey, rows)
        _ = try await concurrentMap(work, workers: options.workers) { rule, input in
            let outcome = try evaluate(rule.run, input.places, resources, keys)
            try result.withLock { result in
                try note(outcome, rule.number, input: input.places, resources, allRows, &result)
            }
        }
        return result.withLock { $0 }
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

    /// Runs a rule over all of its objects, in parts where that gives the same: parts have smaller working memory.
    private func evaluate(
        _ run: RuleRun, _ places: [Int], _ resources: [Resource], _ keys: [String: [Int]]
    ) throws -> RuleRun.Outcome {
        let size = run.looksAtOneElement ? 1024 : places.count
        var outcome = RuleRun.Outcome()
        for start in stride(from: 0, to: places.count, by: size) {
            try options.checkDeadline()
            let part = run.evaluate(places[start..<min(start + size, places.count)], of: resources, keys: keys)
            outcome.findings += part.findings
            outcome.elapsed += part.elapsed
            if let tested = part.tested { outcome.tested = (outcome.tested ?? []) + tested }
            if let error = part.error {
                outcome.error = error
                break
            }
        }
        return outcome
    }

    // MARK: Writing

    private func note(
        _ outcome: RuleRun.Outcome, _ rule: Int, input: [Int], _ resources: [Resource], _ rows: [Int],
        _ result: inout Result
    ) throws {
        var marks = [UInt8](repeating: 0, count: (rows.max() ?? -1) + 1)
        for place in input { marks[rows[place]] |= ScanLedger.Mark.matched }
        defer { result.marks[rule] = marks }
        ledger.withState { $0.elapsed[rule, default: .zero] += outcome.elapsed }
        if let error = outcome.error {
            ledger.stop(rule, order: 0, why: error)
            return
        }
        func objectNumber(_ target: RuleRun.Target) -> UInt64? {
            switch target {
            case .resource(let place): UInt64(rows[place]) << 1
            case .made(let node): ledger.number(ofMade: node)
            }
        }
        func mark(_ number: UInt64, _ bits: UInt8) {
            if number & 1 == 0 {
                marks[Int(number >> 1)] |= bits
            } else {
                ledger.withState { $0.madeMarks.append((rule, Int(number >> 1), bits)) }
            }
        }
        for target in outcome.tested ?? input.map(RuleRun.Target.resource) {
            if let number = objectNumber(target) { mark(number, ScanLedger.Mark.tested) }
        }
        var found: [UInt64: [RuleRun.RawFinding]] = [:]
        for finding in outcome.findings {
            if let number = objectNumber(finding.target) { found[number, default: []].append(finding) }
        }
        var record = RecordWriter()
        for (number, findings) in found.sorted(by: { $0.key < $1.key }) {
            mark(number, ScanLedger.Mark.tested | ScanLedger.Mark.failed)
            var name = ""
            if case .resource(let place) = findings[0].target { name = resources[place].name }
            try ledger.add(
                findings, of: number, named: name, rule: rule, worker: self.number, &record, &result.texts,
                numbers: objectNumber)
        }
    }
}
