/// What a rule that joins objects says, written down as it comes: the findings of a large scan never are in memory all at
/// once.
struct RuleNotes {
    private let rule: Int
    /// The number of the rule among those who write findings.
    private let worker: Int
    private let ledger: ScanLedger
    private let resources: [Resource]
    /// The rows of the resources in the table.
    private let rows: [Int]
    private var marks: [UInt8]
    private var madeMarks: [(made: Int, mark: UInt8)] = []
    private var texts = TextPool()
    private var record = RecordWriter()
    private var failure: SpillError?

    init(rule: Int, worker: Int, ledger: ScanLedger, resources: [Resource], rows: [Int]) {
        self.rule = rule
        self.worker = worker
        self.ledger = ledger
        self.resources = resources
        self.rows = rows
        marks = Array(repeating: 0, count: (rows.max() ?? -1) + 1)
    }

    /// Runs the rule over all of its objects, in parts where that gives the same: parts have smaller working memory.
    consuming func evaluate(
        _ run: RuleRun, _ places: [Int], keys: [String: [Int]], _ options: ScanOptions
    ) throws -> (marks: [UInt8], texts: [String]) {
        for place in places { marks[rows[place]] |= ScanLedger.Mark.matched }
        let matched = marks
        let size = run.looksAtOneElement ? 1024 : places.count
        var elapsed = Duration.zero
        for start in stride(from: 0, to: places.count, by: size) {
            try options.checkDeadline()
            let part = places[start..<min(start + size, places.count)]
            let outcome = run.evaluate(part, of: resources, keys: keys) { note($0) }
            if let failure { throw failure }
            elapsed += outcome.elapsed
            if let error = outcome.error {
                ledger.stop(rule, order: 0, why: error)
                return finish(marks: matched, elapsed)
            }
            for target in outcome.tested ?? part.map(RuleRun.Target.resource) {
                if let number = number(of: target) { mark(number, ScanLedger.Mark.tested) }
            }
        }
        let (rule, made) = (rule, madeMarks)
        ledger.withState { $0.madeMarks += made.map { (rule, $0.made, $0.mark) } }
        return finish(marks: marks, elapsed)
    }

    private func finish(marks: [UInt8], _ elapsed: Duration) -> (marks: [UInt8], texts: [String]) {
        let rule = rule
        ledger.withState { $0.elapsed[rule, default: .zero] += elapsed }
        return (marks, texts.texts)
    }

    private mutating func note(_ finding: RuleRun.RawFinding) {
        guard failure == nil, let own = number(of: finding.target) else { return }
        mark(own, ScanLedger.Mark.tested | ScanLedger.Mark.failed)
        var name = ""
        if case .resource(let place) = finding.target { name = resources[place].name }
        let (ledger, rows) = (ledger, rows)
        do throws(SpillError) {
            try ledger.add([finding], of: own, named: name, rule: rule, worker: worker, &record, &texts) {
                RuleNotes.number(of: $0, rows, ledger)
            }
        } catch {
            failure = error
        }
    }

    private func number(of target: RuleRun.Target) -> UInt64? { RuleNotes.number(of: target, rows, ledger) }

    private static func number(of target: RuleRun.Target, _ rows: [Int], _ ledger: ScanLedger) -> UInt64? {
        switch target {
        case .resource(let place): UInt64(rows[place]) << 1
        case .made(let node): ledger.number(ofMade: node)
        }
    }

    private mutating func mark(_ number: UInt64, _ bits: UInt8) {
        if number & 1 == 0 {
            marks[Int(number >> 1)] |= bits
        } else {
            madeMarks.append((Int(number >> 1), bits))
        }
    }
}
