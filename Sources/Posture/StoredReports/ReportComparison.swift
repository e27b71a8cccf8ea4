public import PolicyLibrary

/// What is new, gone and changed between two reports, and why.
public struct ReportComparison: Sendable {
    public let granularity: Granularity
    /// Findings by class, each sorted by severity, control, resource and path.
    public let new: [Change]
    public let resolved: [Change]
    public let incomparable: [Change]
    /// Resources that fail a control in both, with other evidence.
    public let changed: [Change]
    public let unchanged: Int

    /// What counts as one finding.
    public enum Granularity: String, Sendable, Hashable {
        /// Every field that a rule points to.
        case evidence
        /// A resource and a control.
        case control
    }

    /// A finding that one of the reports does not have.
    public struct Change: Sendable, Hashable {
        public let controlID: String
        public let controlName: String
        public let severity: Severity
        public let resourceID: String
        /// The rule, the kind of evidence and the path; nil for a whole control.
        public let evidence: StoredReport.Evidence?
        /// Whether the later report has it.
        public let isInHead: Bool
        public let cause: Cause
        /// More about the cause, in words; may be empty.
        public let detail: String
    }

    /// Why a finding came or went.
    public enum Cause: String, Sendable, Hashable {
        /// The object came, went or is another.
        case object
        /// The policies are others.
        case rule
        /// The lists that the control compares with are others.
        case input
        /// An exception came, went or expired.
        case exception
        /// One of the scans did not look at it.
        case coverage
    }

    public init(_ base: StoredReport, _ head: StoredReport, granularity: Granularity = .evidence) {
        self.granularity = granularity
        let old = Side(base, granularity)
        let now = Side(head, granularity)
        var new: [Change] = []
        var resolved: [Change] = []
        var incomparable: [Change] = []
        var changed: [Change] = []
        for unit in now.units.subtracting(old.units) {
            let (cause, detail) = ReportComparison.cause(unit, has: now, lacks: old)
            let change = now.change(unit, cause, detail, isInHead: true)
            if cause == .coverage { incomparable.append(change) } else { new.append(change) }
        }
        for unit in old.units.subtracting(now.units) {
            let (cause, detail) = ReportComparison.cause(unit, has: old, lacks: now)
            let change = old.change(unit, cause, detail, isInHead: false)
            if cause == .coverage { incomparable.append(change) } else { resolved.append(change) }
        }
        for (pair, evidence) in now.evidence {
            guard let before = old.evidence[pair], before != evidence else { continue }
            let unit = Unit(pair: pair, evidence: nil)
            let (cause, detail) = ReportComparison.cause(unit, has: now, lacks: old)
            changed.append(now.change(unit, cause, detail, isInHead: true))
        }
        self.new = new.sorted(by: ReportComparison.order)
        self.resolved = resolved.sorted(by: ReportComparison.order)
        self.incomparable = incomparable.sorted(by: ReportComparison.order)
        self.changed = changed.sorted(by: ReportComparison.order)
        unchanged = old.units.intersection(now.units).count
    }

    /// Findings of the later report that the earlier one cannot vouch for, of a severity or worse; nil: all. Unknown
    /// severities always count, and so does what the earlier scan did not look at.
    public func newFindings(from severity: Severity?) -> [Change] {
        (new + incomparable.filter(\.isInHead)).filter { change in
            severity.map { change.severity >= $0 || change.severity == .unknown } ?? true
        }
    }

    private static func order(_ left: Change, _ right: Change) -> Bool {
        func key(_ change: Change) -> (Int, String, String, String, String) {
            (
                -change.severity.rawValue, change.controlID, change.resourceID, change.evidence?.path ?? "",
                change.evidence.map { "\($0.rule) \($0.kind.rawValue) \($0.value) \($0.resourceID)" } ?? ""
            )
        }
        return key(left) < key(right)
    }
}

// MARK: Causes

extension ReportComparison {
    struct Pair: Hashable {
        let resourceID: String
        let controlID: String
    }

    struct Unit: Hashable {
        let pair: Pair
        let evidence: StoredReport.Evidence?
    }

    /// One of the reports, in the form in which it is compared.
    struct Side {
        let report: StoredReport
        private(set) var units: Set<Unit> = []
        private(set) var verdicts: [Pair: StoredReport.Verdict] = [:]
        /// What failures point to.
        private(set) var evidence: [Pair: Set<StoredReport.Evidence>] = [:]

        init(_ report: StoredReport, _ granularity: Granularity) {
            self.report = report
            for verdict in report.verdicts {
                let pair = Pair(resourceID: verdict.resourceID, controlID: verdict.controlID)
                verdicts[pair] = verdict
                guard verdict.status == "failed" else { continue }
                evidence[pair] = Set(verdict.evidence)
                if granularity == .control || verdict.evidence.isEmpty {
                    units.insert(Unit(pair: pair, evidence: nil))
                } else {
                    for var evidence in verdict.evidence {
                        // Another value for the same field is the same finding.
                        evidence.value = ""
                        units.insert(Unit(pair: pair, evidence: evidence))
                    }
                }
            }
        }

        func change(_ unit: Unit, _ cause: Cause, _ detail: String, isInHead: Bool) -> Change {
            let control = report.controls[unit.pair.controlID]
            return Change(
                controlID: unit.pair.controlID, controlName: control?.name ?? unit.pair.controlID,
                severity: control?.severity ?? .unknown, resourceID: unit.pair.resourceID, evidence: unit.evidence,
                isInHead: isInHead, cause: cause, detail: detail)
        }
    }

    /// Why one report has a failure that the other lacks. What is known for certain comes first; that the rule is another
    /// is what is left when nothing else differs.
    private static func cause(_ unit: Unit, has: Side, lacks: Side) -> (Cause, String) {
        let pair = unit.pair
        guard let control = lacks.report.controls[pair.controlID] else {
            return (.coverage, "the other scan does not have the control")
        }
        let there = lacks.verdicts[pair]
        if there == nil || there?.status == "skipped" {
            if control.status == "skipped" {
                let words = "the other scan did not evaluate the control"
                return (.coverage, control.info.isEmpty ? words : "\(words): \(control.info)")
            }
        }
        if there?.status == "passed" && there?.subStatus == "w/exceptions" {
            return (.exception, there?.exceptions.joined(separator: ", ") ?? "")
        }
        if let here = has.verdicts[pair], let there, here.inputs != there.inputs {
            let names = Set(here.inputs.keys).union(there.inputs.keys).filter { here.inputs[$0] != there.inputs[$0] }
            return (.input, names.sorted().joined(separator: ", "))
        }
        switch (has.report.resources[pair.resourceID], lacks.report.resources[pair.resourceID]) {
        case (.some, nil) where lacks.report.hasObjects:
            return (.object, "only one of the reports has the object")
        case (let here?, let there?):
            if let here = here.object, let there = there.object, !ObjectContent.areEqual(here, there) {
                return (.object, "the object is another")
            }
        default: break
        }
        if has.report.inputs != lacks.report.inputs && there == nil { return (.input, "") }
        if has.report.isStrict != lacks.report.isStrict {
            return (.rule, "one of the scans was made with --strict-compat")
        }
        let producers = [has.report.producer, lacks.report.producer]
        let policies = [has.report.policies, lacks.report.policies]
        return (
            .rule,
            producers[0] != producers[1]
                ? "\(producers[1]) and \(producers[0])"
                : policies[0] != policies[1] ? "\(policies[1]) and \(policies[0])" : ""
        )
    }
}
