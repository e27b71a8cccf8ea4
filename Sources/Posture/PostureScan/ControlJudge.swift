import PolicyLibrary

/// Judges controls: from what their rules said about resources to verdicts, with exceptions taken into account.
struct ControlJudge {
    let resources: ResourceList
    let results: [RuleKey: RuleResult]
    /// What was read, by kind, in the order in which rules see the kinds.
    let found: [FoundKind]
    let evidence: Evidence?
    let inputs: ControlInputs
    let options: ScanOptions
    let collection: CollectionCoverage
    let matcher: ExceptionMatcher
    /// What controls are called, by id.
    let names: [String: ExceptionMatcher.ControlNames]

    /// In whose eyes a control is judged: exceptions may hold for some frameworks only.
    enum Perspective: Hashable {
        /// The whole scan, where every exception holds.
        case scan
        /// One framework; nil for controls that were named one by one.
        case framework(String?)

        func admits(_ exception: AppliedException) -> Bool {
            switch self {
            case .scan: true
            case .framework(let name): exception.holds(in: name)
            }
        }
    }

    /// What accumulates over all controls.
    struct Ledger {
        var cache = ExceptionMatcher.MatchCache()
        /// Uses of exceptions by their place in the matcher.
        var matches: [Int: [ExceptionAudit.Match]] = [:]
        /// Lists of tested resources, by their hashes.
        var placeLists: [Int: [[Int32]]] = [:]
    }

    func result(
        _ selected: SelectedControl, from perspective: Perspective = .scan, _ ledger: inout Ledger
    ) -> ControlResult {
        let control = selected.control
        let allRules = selected.rules + selected.rulesOfOtherClouds
        if !selected.isInScope {
            let why = MissingData.reason(allRules, options.context)
            return unevaluated(selected, .skipped, .integration, .notEvaluated(why: why), isCounted: false)
        }
        if control.actionRequired == .manualReview && selected.rules.isEmpty {
            return manual(selected, perspective, &ledger)
        }
        if let timeout = options.controlTimeout {
            let spent = selected.rules.compactMap { results[RuleKey($0, control)]?.elapsed }.reduce(.zero, +)
            if spent >= timeout {
                let why = "it took longer than the limit for one control (\(timeout)), so that nothing of it counts"
                return unevaluated(selected, .skipped, .notEvaluated, .notEvaluated(why: why), isCounted: true)
            }
        }
        var benches: [RuleBench] = []
        var missing: [String] = []
        for rule in selected.rules {
            if rule.language != "Rego" {
                missing.append("the rule \(rule.name) is written in \(rule.language), which is not supported")
                continue
            }
            guard let result = results[RuleKey(rule, control)], !result.isEmpty else { continue }
            if let error = result.error { missing.append("the rule \(rule.name) was stopped: \(error)") }
            benches.append(
                RuleBench(
                    rule: rule, control: control, result: result,
                    lists: RuleData.effective(rule, fixed: control.fixedInput, inputs: inputs),
                    isIncomplete: !rule.unread(collection).isEmpty,
                    mode: rule.hasCorrections ? (options.isStrict ? .strict : .corrected) : .unchanged,
                    candidates: names[control.id].map { matcher.candidates($0, rule: rule.name) } ?? [],
                    perspective: perspective))
        }
        let rows = rows(benches, &ledger)
        return rows.isEmpty ? nothingTested(selected, missing: missing) : summary(selected, rows, missing: missing)
    }

    // MARK: Controls with resources

    private func summary(
        _ selected: SelectedControl, _ rows: VerdictList, missing: [String]
    ) -> ControlResult {
        var (status, subStatus) = ControlStatus.combined(rows.distinctVerdicts)
        let unread = unread(of: selected)
        var reasons = missing
        if !unread.isEmpty { reasons.append(CollectionCoverage.sentence(unread)) }
        var info = reasons.joined(separator: "; ")
        var coverage = ControlResult.Coverage.evaluated
        if rows.count(of: .skipped) == rows.count {
            switch subStatus {
            case .requiresReview, .manualReview:
                info = info.isEmpty ? "a person has to judge what was found" : info
                coverage = .needsHuman(why: info)
            case .configuration:
                let names = selected.rules.flatMap(\.configInputs).compactMap(\.key)
                info = "it compares with lists that are empty: \(Set(names).sorted().joined(separator: ", "))"
                coverage = .notEvaluated(why: info)
            default:
                coverage = .notEvaluated(why: info)
            }
        } else if status == .passed && !reasons.isEmpty {
            subStatus = .incompleteCoverage
        }
        return Scores.scored(
            selected.control, status, subStatus, info: info, coverage, isCounted: true, rows,
            kinds: kinds(selected, rows), missingKinds: keys(unread), resources: resources)
    }

    // MARK: Controls without resources

    private func manual(
        _ selected: SelectedControl, _ perspective: Perspective, _ ledger: inout Ledger
    ) -> ControlResult {
        let control = selected.control
        let why = control.manualTest.isEmpty ? "a person has to judge this" : control.manualTest
        let candidates = names[control.id].map { matcher.candidates(manual: $0) } ?? []
        let accepting = candidates.filter { perspective.admits($0.applied) }
        if perspective == .scan {
            for candidate in accepting {
                ledger.matches[candidate.index, default: []].append(
                    ExceptionAudit.Match(resource: nil, controlID: control.id, rule: ""))
            }
        }
        let isAccepted = !accepting.isEmpty
        return unevaluated(
            selected, isAccepted ? .passed : .skipped, isAccepted ? .withExceptions : .manualReview,
            .needsHuman(why: why), isCounted: true, exceptions: accepting.map(\.applied))
    }

    /// A control whose rules found nothing to look at.
    private func nothingTested(_ selected: SelectedControl, missing: [String]) -> ControlResult {
        var missing = missing
        let unread = unread(of: selected)
        if !unread.isEmpty { missing.append(CollectionCoverage.sentence(unread)) }
        if !missing.isEmpty {
            return unevaluated(
                selected, .skipped, .notEvaluated, .notEvaluated(why: missing.joined(separator: "; ")), isCounted: true)
        }
        let needy = (selected.rules + selected.rulesOfOtherClouds).filter(MissingData.isNeeded)
        if needy.count == selected.rules.count + selected.rulesOfOtherClouds.count {
            let why = MissingData.reason(needy, options.context)
            return unevaluated(
                selected, .skipped, .integration, .notEvaluated(why: why), isCounted: options.context != .file)
        }
        let kinds = selected.rules.flatMap { $0.match.flatMap(\.resources) }
        var seen: Set<String> = []
        let distinct = kinds.filter { seen.insert($0).inserted }
        let names = distinct.count > 6 ? distinct.prefix(5) + ["…"] : distinct[...]
        let found = selected.rules.contains { rule in self.found.contains { $0.names.isWanted(by: rule) } }
        let why =
            found
            ? "none of the objects is one that it is about"
            : names.isEmpty
                ? "nothing that it is about is among the objects"
                : "no \(names.joined(separator: ", ")) among the objects"
        return unevaluated(selected, .passed, .irrelevant, .notApplicable(why: why), isCounted: true)
    }

    private func unevaluated(
        _ selected: SelectedControl, _ status: Status, _ subStatus: SubStatus, _ coverage: ControlResult.Coverage,
        isCounted: Bool, exceptions: [AppliedException] = []
    ) -> ControlResult {
        let info: String
        switch coverage {
        case .evaluated: info = ""
        case .notEvaluated(let why), .notApplicable(let why), .needsHuman(let why): info = why
        }
        return Scores.scored(
            selected.control, status, subStatus, info: info, coverage, isCounted: isCounted, VerdictList(),
            kinds: kinds(selected, VerdictList()), missingKinds: keys(unread(of: selected)), exceptions: exceptions,
            resources: resources)
    }

    private func unread(of selected: SelectedControl) -> [CollectionCoverage.UnreadKind] {
        selected.isInScope ? selected.rules.flatMap { $0.unread(collection) } : []
    }

    private func keys(_ kinds: [CollectionCoverage.UnreadKind]) -> [String] { Set(kinds.map(\.key)).sorted() }
}

/// A rule of a control while its verdicts are made: what is the same for all resources.
final class RuleBench: Sendable {
    let rule: PolicyRule
    let control: Control
    let result: RuleResult
    let lists: [String: [String]]
    let isIncomplete: Bool
    let mode: EvaluationMode
    let candidates: [ExceptionMatcher.Candidate]
    let perspective: ControlJudge.Perspective

    init(
        rule: PolicyRule, control: Control, result: RuleResult, lists: [String: [String]], isIncomplete: Bool,
        mode: EvaluationMode, candidates: [ExceptionMatcher.Candidate], perspective: ControlJudge.Perspective
    ) {
        self.rule = rule
        self.control = control
        self.result = result
        self.lists = lists
        self.isIncomplete = isIncomplete
        self.mode = mode
        self.candidates = candidates
        self.perspective = perspective
    }

    private var isStopped: Bool { result.error != nil }

    /// What the rule says about a resource, when that depends on nothing but whether it found something.
    func plain(hasFindings: Bool) -> (Status, SubStatus?)? {
        if hasFindings && !candidates.isEmpty && !isStopped { return nil }
        return state(hasFindings: hasFindings, isAccepted: !hasFindings)
    }

    private func state(hasFindings: Bool, isAccepted: Bool) -> (Status, SubStatus?) {
        ControlStatus.verdict(
            ControlStatus.Evidence(
                hasFindings: hasFindings, isAccepted: isAccepted, isStopped: isStopped,
                lacksInputs: !rule.configInputs.isEmpty && lists.values.allSatisfy(\.isEmpty),
                lacksKinds: isIncomplete,
                lacksEvidence: isIncomplete && result.joinsObjects && rule.aggregator == nil), control.actionRequired)
    }

    /// What the rule says about a resource where it found something and no exception reaches.
    var unaccepted: (Status, SubStatus?) { state(hasFindings: true, isAccepted: false) }

    /// The exceptions about the rule that reach a resource.
    func reaching(
        _ place: Int, _ judge: ControlJudge, _ ledger: inout ControlJudge.Ledger
    ) -> [ExceptionMatcher.Reaching] {
        if candidates.isEmpty || isStopped { return [] }
        return judge.matcher.reaching(place, candidates, judge.resources, &ledger.cache)
    }

    /// The verdict where no exception reaches.
    func verdict(open findings: [Finding]) -> RuleVerdict {
        let (status, subStatus) = state(hasFindings: !findings.isEmpty, isAccepted: findings.isEmpty)
        return RuleVerdict(
            rule: rule.name, status: status, subStatus: subStatus, findings: findings, inputs: lists, exceptions: [],
            mode: mode)
    }

    func verdict(
        _ findings: [Finding], _ place: Int, _ judge: ControlJudge, _ ledger: inout ControlJudge.Ledger
    ) -> RuleVerdict {
        let reaching = reaching(place, judge, &ledger)
        var accepted: [ExceptionMatcher.Candidate] = []
        var open: [Finding] = []
        if !reaching.isEmpty {
            for finding in findings {
                let accepting = judge.matcher.accepting(finding, reaching).filter { perspective.admits($0.applied) }
                if accepting.isEmpty { open.append(finding) }
                for candidate in accepting where !accepted.contains(where: { $0.index == candidate.index }) {
                    accepted.append(candidate)
                }
            }
        } else {
            open = findings
        }
        let (status, subStatus) = state(hasFindings: !findings.isEmpty, isAccepted: open.isEmpty)
        if accepted.isEmpty { return verdict(open: open) }
        if perspective == .scan && status != .skipped {
            for candidate in accepted {
                ledger.matches[candidate.index, default: []].append(
                    ExceptionAudit.Match(resource: place, controlID: control.id, rule: rule.name))
            }
        }
        let isAccepted = subStatus == .withExceptions
        return RuleVerdict(
            rule: rule.name, status: status, subStatus: subStatus, findings: isAccepted ? findings : open,
            inputs: lists, exceptions: isAccepted ? accepted.map(\.applied) : [], mode: mode)
    }
}
