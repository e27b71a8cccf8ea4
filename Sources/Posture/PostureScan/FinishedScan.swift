import Documents

/// What is there when all rules have run: every resource in its place, and what each rule said.
struct FinishedScan {
    let evidence: Evidence
    let results: [RuleKey: RuleResult]
    let found: [FoundKind]
    /// Objects without a name.
    let discarded: Int

    init(_ plan: ScanPlan, _ ledger: ScanLedger, _ workers: [PageEvaluator.Result], _ joined: JoinStage.Result) {
        var state = ledger.takeState()
        discarded = state.discarded
        found = state.table.kinds.filter { $0.count > 0 }
            .map { FoundKind(names: $0.names, kind: $0.kind, count: $0.count) }
            .sorted { ($0.names.order, $0.kind) < ($1.names.order, $1.kind) }
        var nodes: [Int: Node] = [:]
        for worker in workers {
            for object in worker.kept where object.staysWhole {
                nodes[object.place] = Node(value: object.value, document: object.document ?? worker.copies)
            }
        }
        let madeRows = FinishedScan.rows(ofMade: state.made, in: &state.table, &nodes)
        let evidence = Evidence(
            state, rules: plan.rules.map(\.key.rule), texts: workers.map(\.texts.texts) + joined.texts,
            nodes: nodes, madeRows: madeRows, records: ledger.records, raw: ledger.raw)
        self.evidence = evidence
        results = FinishedScan.results(plan, state, joined, evidence)
    }

    /// The rows of objects that rules made up: those of objects with their names, or new ones.
    private static func rows(
        ofMade made: MadeObjects, in table: inout ResourceTable, _ nodes: inout [Int: Node]
    ) -> [Int] {
        guard !made.objects.isEmpty else { return [] }
        let wanted = Set(made.objects.map(\.key))
        var known: [String: Int] = [:]
        for row in table.rows.indices {
            let key = table.key(of: row)
            guard wanted.contains(key) else { continue }
            if let other = known[key], table.precedes(other, row) { continue }
            known[key] = row
        }
        // In the order of their keys, so that it does not matter which came first.
        var rows: [Int: Int] = [:]
        for number in made.objects.indices.sorted(by: { made.objects[$0].key < made.objects[$1].key }) {
            let (key, node) = made.objects[number]
            if let row = known[key] {
                rows[number] = row
                continue
            }
            guard let identity = withExtendedLifetime(node.document, { ObjectIdentity(node.value) }) else { continue }
            let row = table.add(
                Resource(id: key, identity: identity, node: node), order: .max, index: table.rows.count)
            nodes[row] = node
            rows[number] = row
        }
        return made.objects.indices.map { rows[$0] ?? 0 }
    }

    private static func results(
        _ plan: ScanPlan, _ state: ScanLedger.State, _ joined: JoinStage.Result, _ evidence: Evidence
    ) -> [RuleKey: RuleResult] {
        var madeMarks: [Int: [(made: Int, mark: UInt8)]] = [:]
        for (rule, made, mark) in state.madeMarks { madeMarks[rule, default: []].append((made, mark)) }
        var results: [RuleKey: RuleResult] = [:]
        for (number, rule) in plan.rules.enumerated() {
            var marks = [UInt8](repeating: 0, count: evidence.count)
            var isEmpty = true
            // A rule that joins objects has no marks in pages, and one that streams none in the stage of joins.
            if joined.marks[number] == nil {
                for page in state.marks {
                    for (index, mark) in page.bytes[(number * page.count)..<((number + 1) * page.count)].enumerated()
                    where mark != 0 {
                        marks[evidence.place(ofRow: page.first + index)] = mark
                        isEmpty = false
                    }
                }
            } else if let own = joined.marks[number] {
                isEmpty = false
                for (row, mark) in own.enumerated() where mark != 0 { marks[evidence.place(ofRow: row)] = mark }
            }
            for (made, mark) in madeMarks[number] ?? [] { marks[evidence.place(ofMade: made)] |= mark }
            results[rule.key] = RuleResult(
                rule: number, marks: isEmpty ? [] : marks, error: state.errors[number]?.text,
                elapsed: state.elapsed[number] ?? .zero, isEmpty: isEmpty,
                joinsObjects: joined.marks[number] != nil)
        }
        return results
    }
}
