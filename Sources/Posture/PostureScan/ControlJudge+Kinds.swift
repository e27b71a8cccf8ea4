import PolicyLibrary

extension ControlJudge {
    /// What became of each kind that the rules of a control ask for.
    func kinds(_ selected: SelectedControl, _ rows: VerdictList) -> [KindCoverage] {
        let tested = resources.kinds(of: rows.places)
        var seen: Set<String> = []
        var kinds: [KindCoverage] = []
        for rule in selected.rules + selected.rulesOfOtherClouds {
            for block in rule.match + rule.dynamicMatch {
                for kind in block.resources where seen.insert(kind.lowercased()).inserted {
                    let one = MatchBlock(apiGroups: block.apiGroups, apiVersions: block.apiVersions, resources: [kind])
                    let found = found(matching: one)
                    let name = found.name ?? kind
                    let count = tested[name.lowercased()] ?? 0
                    kinds.append(
                        KindCoverage(
                            kind: name, coverage: coverage(of: one, selected, found: found.count, tested: count),
                            found: found.count, tested: count))
                }
            }
        }
        return kinds
    }

    private func coverage(
        of block: MatchBlock, _ selected: SelectedControl, found: Int, tested: Int
    ) -> ControlResult.Coverage {
        if tested > 0 { return .evaluated }
        let unread = (collection.failed + collection.partial).filter(block.asks)
        if !unread.isEmpty { return .notEvaluated(why: CollectionCoverage.sentence(unread)) }
        if !selected.isInScope || block.apiGroups.contains(where: ObjectIdentity.isExternal) {
            return .notEvaluated(
                why: MissingData.reason(selected.rules + selected.rulesOfOtherClouds, options.context))
        }
        return .notApplicable(why: found == 0 ? "none found" : "only evidence about other objects")
    }
}
