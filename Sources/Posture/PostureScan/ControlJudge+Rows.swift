import PolicyLibrary

/// A kind of object that was read, and how many of it.
struct FoundKind: Sendable {
    let names: KindNames
    /// As objects spell it.
    let kind: String
    let count: Int
}

extension ControlJudge {
    /// What the rules of a control say about each resource that one of them tested.
    func rows(_ benches: [RuleBench], _ ledger: inout Ledger) -> VerdictList {
        var places: [Int32] = []
        var states: [UInt8] = []
        let end = benches.map(\.result.marks.count).max() ?? 0
        // Verdicts that depend on nothing but whether a rule found something are worked out once.
        let plain = benches.map { (passed: $0.plain(hasFindings: false), failed: $0.plain(hasFindings: true)) }
        // What exceptions reach among the resources of the control; nothing else needs to be compared with them again.
        var reached = ExceptionMatcher.MatchCache()
        var verdicts: [(Status, SubStatus?)] = []
        for place in 0..<end {
            verdicts.removeAll(keepingCapacity: true)
            for (index, bench) in benches.enumerated() where bench.isConcerned(with: place) {
                let hasFindings = bench.result.hasFindings(place)
                if let known = hasFindings ? plain[index].failed : plain[index].passed {
                    verdicts.append(known)
                } else if bench.reaching(place, self, &ledger).isEmpty {
                    verdicts.append(bench.unaccepted)
                } else {
                    reached.places[place] = ledger.cache.places[place]
                    let verdict = verdict(bench, place, &ledger)
                    verdicts.append((verdict.status, verdict.subStatus))
                }
            }
            guard !verdicts.isEmpty else { continue }
            let (status, subStatus) = verdicts.count == 1 ? verdicts[0] : ControlStatus.combined(verdicts)
            places.append(Int32(place))
            states.append(VerdictList.state(status, subStatus))
        }
        let shared = ledger.shared(places)
        return VerdictList(places: shared, states: states) { [self, reached] place in
            var scratch = Ledger()
            scratch.cache = reached
            var verdicts: [RuleVerdict] = []
            for bench in benches where bench.isConcerned(with: place) {
                verdicts.append(
                    reached.places[place] == nil
                        ? bench.verdict(open: findings(bench, place)) : verdict(bench, place, &scratch))
            }
            return verdicts
        }
    }

    private func verdict(_ bench: RuleBench, _ place: Int, _ ledger: inout Ledger) -> RuleVerdict {
        bench.verdict(findings(bench, place), place, self, &ledger)
    }

    private func findings(_ bench: RuleBench, _ place: Int) -> [Finding] {
        bench.result.hasFindings(place) ? evidence?.findings(of: bench.result.rule, at: place) ?? [] : []
    }

    /// How many objects of the kinds that a block asks for were read, and what the first kind is called.
    func found(matching block: MatchBlock) -> (count: Int, name: String?) {
        let chosen = KindNames.chosen(from: found.map(\.names), by: [block])
        return (chosen.reduce(0) { $0 + found[$1].count }, chosen.first.map { found[$0].kind })
    }
}

extension RuleBench {
    /// Whether the rule tested a resource.
    func isConcerned(with place: Int) -> Bool { result.isTested(place) }
}

extension KindNames {
    /// Whether a rule asks for objects of the kind.
    func isWanted(by rule: PolicyRule) -> Bool { (rule.match + rule.dynamicMatch).contains { isWanted(by: $0) } }
}

extension ControlJudge.Ledger {
    /// A list that was seen before instead of an equal one, so that controls about the same resources share it.
    mutating func shared(_ places: [Int32]) -> [Int32] {
        var hasher = Hasher()
        places.hash(into: &hasher)
        let key = hasher.finalize()
        if let known = placeLists[key]?.first(where: { $0 == places }) { return known }
        placeLists[key, default: []].append(places)
        return places
    }
}
