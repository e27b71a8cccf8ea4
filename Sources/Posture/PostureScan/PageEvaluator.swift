import Documents
import ManifestSources

/// One worker of a scan: evaluates pages, one after the other, and writes down what stays of them.
final class PageEvaluator {
    private let plan: ScanPlan
    private let ledger: ScanLedger
    private let cache: VerdictCache?
    /// The number of the worker, which names its texts.
    private let number: Int
    private var pool = TextPool()
    private var record = RecordWriter()
    private let copier = SharingCopier()
    private var kept: [KeptObject] = []
    /// How long rules took over the pages so far.
    private var elapsed: [Int: Duration] = [:]
    private var courses: [KindNames: ScanPlan.Course] = [:]

    init(_ plan: ScanPlan, _ ledger: ScanLedger, cache: VerdictCache?, number: Int) {
        self.plan = plan
        self.ledger = ledger
        self.cache = cache
        self.number = number
    }

    /// What a worker leaves behind.
    struct Result: Sendable {
        let number: Int
        let texts: TextPool
        let kept: [KeptObject]
        /// Keeps the copies among ``kept`` alive.
        let copies: Document
    }

    func finish() -> Result {
        let elapsed = elapsed
        ledger.withState { $0.elapsed.merge(elapsed, uniquingKeysWith: +) }
        return Result(number: number, texts: pool, kept: kept, copies: copier.document())
    }

    private func course(of kind: KindNames) throws -> ScanPlan.Course {
        if let known = courses[kind] { return known }
        let course = try plan.course(of: kind, cache, worker: number)
        courses[kind] = course
        return course
    }

    // MARK: Pages

    func evaluate(_ page: ObjectPage) throws {
        let set = ResourceSet(page.objects)
        let first = ledger.withState { state in
            state.discarded += set.discarded
            state.objects += page.objects.count
            let first = state.table.rows.count
            for (place, resource) in set.resources.enumerated() {
                let origin = set.origins[place]
                _ = state.table.add(
                    resource, plural: page.objects[origin].plural, order: page.order, index: origin)
            }
            return first
        }
        let inputs = try inputs(of: set)
        try keep(set, page, first: first)
        var marks = [UInt8](repeating: 0, count: plan.rules.count * set.resources.count)
        var findings: [[RuleFindings]] = Array(repeating: [], count: set.resources.count)
        let known = cache.map { CachedPage($0, set) }
        for (rule, places) in inputs where !places.isEmpty {
            try evaluate(rule, places, of: set, page: page, first: first, known, &marks, &findings)
        }
        try known?.store()
        try Task.checkCancellation()
        try write(set, findings, marks, first: first)
    }

    /// For each streamed rule the objects of the page that it asks for. Rules with the same taste share the list.
    private func inputs(of set: ResourceSet) throws -> [(rule: Int, places: [Int])] {
        var kindsOfRule: [[Int]] = Array(repeating: [], count: plan.rules.count)
        for (index, kind) in set.kinds.enumerated() {
            for rule in try course(of: kind.names).streamed { kindsOfRule[rule].append(index) }
        }
        var lists: [[Int]: [Int]] = [:]
        return kindsOfRule.enumerated().map { rule, kinds in
            if let known = lists[kinds] { return (rule, known) }
            let places = kinds.flatMap { set.kinds[$0].places }
            lists[kinds] = places
            return (rule, places)
        }
    }

    /// What a rule found about one resource.
    struct RuleFindings {
        /// The place of the rule in the plan.
        let rule: Int
        var findings: [RuleRun.RawFinding]
    }

    private func evaluate(
        _ rule: Int, _ places: [Int], of set: ResourceSet, page: ObjectPage, first: Int, _ known: CachedPage?,
        _ marks: inout [UInt8], _ findings: inout [[RuleFindings]]
    ) throws {
        let base = rule * set.resources.count
        for place in places { marks[base + place] |= ScanLedger.Mark.matched }
        let rest =
            known?.take(rule, places) { place, verdict in
                marks[base + place] |= verdict.mark
                if !verdict.findings.isEmpty {
                    findings[place].append(RuleFindings(rule: rule, findings: verdict.findings))
                }
            } ?? places
        if rest.isEmpty { return }
        let run = try plan.rules[rule].run().run
        for round in PageEvaluator.rounds(rest, of: set) {
            if ledger.isStopped(rule) { return }
            let outcome = run.evaluate(round[...], of: set.resources, keys: set.placesByKey)
            elapsed[rule, default: .zero] += outcome.elapsed
            if let error = outcome.error {
                ledger.stop(rule, order: page.order, why: error)
                return
            }
            var found: [Int: [RuleRun.RawFinding]] = [:]
            var speaksOfOthers = false
            for finding in outcome.findings {
                if case .resource(let place) = finding.target {
                    found[place, default: []].append(finding)
                } else {
                    speaksOfOthers = true
                    try noteMade(finding, rule, first: first)
                }
            }
            for (place, list) in found {
                marks[base + place] |= ScanLedger.Mark.tested | ScanLedger.Mark.failed
                findings[place].append(RuleFindings(rule: rule, findings: list))
            }
            for target in outcome.tested ?? round.map(RuleRun.Target.resource) {
                switch target {
                case .resource(let place): marks[base + place] |= ScanLedger.Mark.tested
                case .made(let node):
                    speaksOfOthers = true
                    noteTested(node, rule)
                }
            }
            guard let known, !speaksOfOthers else { continue }
            known.add(rule, round, found) { marks[base + $0] & ~ScanLedger.Mark.matched }
        }
    }

    /// Places in lists in which no two objects have the same key, so that an object that a rule names is always that
    /// of the list. Nearly always one list.
    private static func rounds(_ places: [Int], of set: ResourceSet) -> [[Int]] {
        if places.isEmpty { return [] }
        if set.placesByKey.count == set.resources.count { return [places] }
        var rounds: [[Int]] = [[]]
        var rank: [Int: Int] = [:]
        for list in set.placesByKey.values where list.count > 1 {
            for (index, place) in list.enumerated() { rank[place] = index }
        }
        for place in places {
            let round = rank[place] ?? 0
            while rounds.count <= round { rounds.append([]) }
            rounds[round].append(place)
        }
        return rounds.filter { !$0.isEmpty }
    }

    // MARK: What stays

    private func keep(_ set: ResourceSet, _ page: ObjectPage, first: Int) throws {
        for kind in set.kinds {
            let course = try course(of: kind.names)
            guard course.isKept || course.isKeptForAPIServer || course.staysWhole else { continue }
            for place in kind.places {
                let resource = set.resources[place]
                guard course.isKept || course.staysWhole || resource.isAPIServerPod else { continue }
                let object = page.objects[set.origins[place]]
                var value = object.node.value
                var document: Document? = object.node.document
                if course.staysWhole {
                    // On its own, so that it does not keep a page alive.
                    document = withExtendedLifetime(object.node.document) {
                        Document.build { $0.copy(object.node.value) }
                    }
                    value = document?.rootValue ?? .null
                } else if object.box == nil {
                    value = withExtendedLifetime(object.node.document) { copier.copy(object.node.value) }
                    document = nil
                }
                kept.append(
                    KeptObject(
                        place: first + place, value: value, document: document, manifest: object.box,
                        plural: object.plural, staysWhole: course.staysWhole))
            }
        }
    }

    /// The number of an object that a rule names, in findings about the page that begins at `first`.
    private func number(of target: RuleRun.Target, first: Int) -> UInt64? {
        switch target {
        case .resource(let place): UInt64(first + place) << 1
        case .made(let node): ledger.number(ofMade: node)
        }
    }

    private func write(
        _ set: ResourceSet, _ findings: [[RuleFindings]], _ marks: [UInt8], first: Int
    ) throws {
        var bytes: [UInt8] = []
        var places: [SpillFile.Place] = []
        for (place, resource) in set.resources.enumerated() {
            record.removeAll()
            record.beginFront()
            for texts in [resource.labels, resource.annotations] {
                record.number(texts.count)
                for (name, value) in texts.sorted(by: { $0.key < $1.key }) {
                    record.text(name, &pool)
                    record.text(value, &pool)
                }
            }
            record.endFront()
            for rule in findings[place].sorted(by: { $0.rule < $1.rule }) {
                FindingRecord.write(rule: rule.rule, rule.findings, of: resource.name, to: &record, &pool) {
                    number(of: $0, first: first)
                }
            }
            places.append(SpillFile.Place(offset: UInt64(bytes.count), count: UInt32(record.bytes.count)))
            bytes += record.bytes
        }
        let start = try ledger.records.append(bytes).offset
        for index in places.indices { places[index].offset += start }
        let raw = try writeRaw(set)
        let records = places
        ledger.withState { state in
            state.table.set(record: records, raw: raw, pool: number, from: first)
            state.marks.append(ScanLedger.Marks(first: first, count: set.resources.count, bytes: marks))
        }
    }

    /// The objects as the report will show them, when it will.
    private func writeRaw(_ set: ResourceSet) throws -> [SpillFile.Place] {
        guard let raw = ledger.raw else { return [] }
        var bytes: [UInt8] = []
        var places = [SpillFile.Place](repeating: SpillFile.Place(), count: set.resources.count)
        for kind in set.kinds where try course(of: kind.names).isWanted {
            for place in kind.places {
                let start = bytes.count
                Redaction.write(set.resources[place].node, to: &bytes)
                places[place] = SpillFile.Place(offset: UInt64(start), count: UInt32(bytes.count - start))
            }
        }
        let start = try raw.append(bytes).offset
        for index in places.indices where places[index].count > 0 { places[index].offset += start }
        return places
    }

    // MARK: Made-up objects

    /// Writes down a finding about an object that is not in the page.
    private func noteMade(_ finding: RuleRun.RawFinding, _ rule: Int, first: Int) throws {
        guard let own = number(of: finding.target, first: first) else { return }
        let mark = ScanLedger.Mark.tested | ScanLedger.Mark.failed
        ledger.withState { $0.madeMarks.append((rule, Int(own >> 1), mark)) }
        try ledger.add(
            [finding], of: own, named: "", rule: rule, worker: number, &record, &pool
        ) { self.number(of: $0, first: first) }
    }

    private func noteTested(_ node: Node, _ rule: Int) {
        guard let own = ledger.number(ofMade: node) else { return }
        ledger.withState { $0.madeMarks.append((rule, Int(own >> 1), ScanLedger.Mark.tested)) }
    }
}

/// An object that waits for the rules that join objects.
struct KeptObject: Sendable {
    /// Its place in the table of resources.
    let place: Int
    let value: Value
    /// What keeps the value alive; nil for a copy, which lives as long as the copies of the worker.
    let document: Document?
    let manifest: ManifestBox?
    let plural: String?
    /// Whether the report is built with it.
    let staysWhole: Bool
}
