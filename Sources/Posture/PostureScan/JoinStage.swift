import Documents
import ManifestSources
import PolicyLibrary

/// Runs the rules that join objects, over all objects that they join.
struct JoinStage {
    let plan: ScanPlan
    let ledger: ScanLedger
    let workers: Int
    /// The number of this stage among those who write findings.
    let number: Int

    /// What the stage found, beside what it wrote into the ledger.
    struct Result {
        var texts = TextPool()
        /// By rule: what it said about each row of the table.
        var marks: [Int: [UInt8]] = [:]
        /// Rules that had nothing to look at.
        var empty: Set<Int> = []
    }

    func run(_ kept: [KeptObject], copies: Document?) async throws -> Result {
        var set = ResourceSet(kept.map { object in
            var page = PageObject(
                Node(value: object.value, document: object.document ?? copies ?? JoinStage.nothing),
                plural: object.plural)
            page.manifest = object.manifest
            return page
        })
        // The rows of the set's objects, and of the subjects that are put together below.
        var rows = set.origins.map { kept[$0].place }
        var inputs: [RuleInput] = []
        for rule in plan.joining {
            inputs.append(set.input(of: plan.runs[rule].rule, isStrict: plan.isStrict))
            addSubjects(of: set, to: &rows)
        }
        var result = Result()
        for (rule, input) in zip(plan.joining, inputs) where input.places.isEmpty { result.empty.insert(rule) }
        let outcomes = try await evaluate(inputs, over: set)
        for (index, outcome) in outcomes.enumerated() where !inputs[index].places.isEmpty {
            try note(outcome, plan.joining[index], input: inputs[index].places, set, rows, &result)
        }
        return result
    }

    private static let nothing = Document(root: .null, arena: Arena())

    /// Gives rows to resources of the set that have none.
    private func addSubjects(of set: ResourceSet, to rows: inout [Int]) {
        let known = rows
        let new = set.resources[known.count...]
        guard !new.isEmpty else { return }
        rows += ledger.withState { state in
            var added: [Int] = []
            for resource in new {
                let related = resource.related.map { $0 < known.count ? known[$0] : added[$0 - known.count] }
                added.append(
                    state.table.add(resource, related: related, order: .max, index: state.table.rows.count))
            }
            return added
        }
    }

    /// Runs every rule, in parts where that gives the same.
    private func evaluate(_ inputs: [RuleInput], over set: ResourceSet) async throws -> [RuleRun.Outcome] {
        var parts: [(index: Int, places: ArraySlice<Int>)] = []
        for (index, input) in inputs.enumerated() {
            let places = input.places
            let isDivisible = plan.runs[plan.joining[index]].looksAtOneElement
            let size = isDivisible ? max(places.count / (workers * 4), 128) : places.count
            var start = 0
            while start < places.count {
                let end = min(start + max(size, 1), places.count)
                parts.append((index, places[start..<end]))
                start = end
            }
        }
        let resources = set.resources
        let keys = set.placesByKey
        let runs = plan.joining.map { plan.runs[$0] }
        let outcomes = try await concurrentMap(parts, workers: workers) { part in
            runs[part.index].evaluate(part.places, of: resources, keys: keys)
        }
        var merged = [RuleRun.Outcome](repeating: RuleRun.Outcome(), count: inputs.count)
        for (part, outcome) in zip(parts, outcomes) {
            merged[part.index].findings += outcome.findings
            merged[part.index].error = merged[part.index].error ?? outcome.error
            if let tested = outcome.tested { merged[part.index].tested = (merged[part.index].tested ?? []) + tested }
        }
        return merged
    }

    // MARK: Writing

    private func note(
        _ outcome: RuleRun.Outcome, _ rule: Int, input: [Int], _ set: ResourceSet, _ rows: [Int],
        _ result: inout Result
    ) throws {
        var marks = [UInt8](repeating: 0, count: (rows.max() ?? -1) + 1)
        for place in input { marks[rows[place]] |= ScanLedger.Mark.matched }
        defer { result.marks[rule] = marks }
        if let error = outcome.error {
            ledger.stop(rule, order: 0, why: error)
            return
        }
        func number(_ target: RuleRun.Target) -> UInt64? {
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
            if let number = number(target) { mark(number, ScanLedger.Mark.tested) }
        }
        var found: [UInt64: [RuleRun.RawFinding]] = [:]
        for finding in outcome.findings {
            if let number = number(finding.target) { found[number, default: []].append(finding) }
        }
        var record = RecordWriter()
        for (number, findings) in found.sorted(by: { $0.key < $1.key }) {
            mark(number, ScanLedger.Mark.tested | ScanLedger.Mark.failed)
            var name = ""
            if case .resource(let place) = findings[0].target { name = set.resources[place].name }
            try ledger.add(
                findings, of: number, named: name, rule: rule, worker: self.number, &record, &result.texts,
                numbers: number)
        }
    }
}
