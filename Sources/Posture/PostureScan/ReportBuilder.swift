import ManifestSources
import PolicyLibrary

/// Turns what the rules said into verdicts on controls and frameworks.
struct ReportBuilder {
    let resources: ResourceSet
    let results: [RuleKey: RuleResult]
    /// The objects that each rule matched, before they were put together.
    let matched: [RuleKey: [Int]]
    let inputs: ControlInputs
    let options: ScanOptions
    let manifests: ManifestSet
    let libraryOrigin: String

    func report(_ frameworks: [SelectedFramework], _ selected: [SelectedControl]) throws -> ScanReport {
        let controls = selected.map(result)
        guard controls.contains(where: \.isEvaluated) else {
            throw PostureScanError.nothingEvaluated(controls.map { ($0.control.id, $0.info) })
        }
        let byID = Dictionary(uniqueKeysWithValues: controls.map { ($0.control.id, $0) })
        return ScanReport(
            resources: resources.resources, controls: controls,
            frameworks: frameworks.map { framework in
                let own = framework.controls.compactMap { byID[$0.control.id] }
                return FrameworkResult(
                    name: framework.name, version: framework.version,
                    controlNames: Dictionary(
                        framework.controls.map { ($0.control.id, $0.control.name) }, uniquingKeysWith: { $1 }),
                    status: own.filter(\.isCounted).map(\.status).max() ?? .skipped, score: Scores.risk(own),
                    complianceScore: Scores.compliance(own.filter(\.isCounted)) ?? 0,
                    evaluatedComplianceScore: Scores.compliance(own.filter(\.isEvaluated)))
            },
            score: Scores.risk(controls), complianceScore: Scores.compliance(controls.filter(\.isCounted)) ?? 0,
            manifests: manifests, listedKinds: [], discardedObjects: resources.discarded, inputs: inputs,
            libraryOrigin: libraryOrigin, isStrict: options.isStrict)
    }

    private func result(_ selected: SelectedControl) -> ControlResult {
        let control = selected.control
        if !selected.isInScope {
            let why = MissingData.reason(selected.rules + selected.rulesOfOtherClouds, options.context)
            return unevaluated(selected, .skipped, .integration, .notEvaluated(why: why), isCounted: false)
        }
        if control.actionRequired == .manualReview && selected.rules.isEmpty {
            let why = control.manualTest.isEmpty ? "a person has to judge this" : control.manualTest
            return unevaluated(selected, .skipped, .manualReview, .needsHuman(why: why), isCounted: true)
        }
        var verdicts: [Int: [RuleVerdict]] = [:]
        var missing: [String] = []
        for rule in selected.rules {
            if rule.language != "Rego" {
                missing.append("the rule \(rule.name) is written in \(rule.language), which is not supported")
                continue
            }
            guard let result = results[RuleKey(rule, control)], !result.isEmpty else { continue }
            if let error = result.error { missing.append("the rule \(rule.name) was stopped: \(error)") }
            let found = Dictionary(grouping: result.findings, by: \.resource)
            let lists = RuleData.effective(rule, fixed: control.fixedInput, inputs: inputs)
            for place in result.tested {
                verdicts[place, default: []].append(verdict(rule, control, result, found[place] ?? [], lists))
            }
        }
        let rows = verdicts.map { place, rules in
            let status = rules.map(\.status).max() ?? .passed
            return ResourceVerdict(
                resource: place, status: status,
                subStatus: SubStatus.strongest(rules.filter { $0.status == status }.map(\.subStatus)), rules: rules)
        }.sorted {
            (resources.resources[$0.resource].id, $0.resource) < (resources.resources[$1.resource].id, $1.resource)
        }
        if rows.isEmpty { return nothingTested(selected, missing: missing) }
        return summary(selected, rows, missing: missing)
    }

    private func verdict(
        _ rule: PolicyRule, _ control: Control, _ result: RuleResult, _ findings: [Finding],
        _ lists: [String: [String]]
    ) -> RuleVerdict {
        var status = findings.isEmpty ? Status.passed : .failed
        var subStatus: SubStatus?
        if result.error != nil {
            (status, subStatus) = (.skipped, .notEvaluated)
        } else if control.actionRequired == .configuration, !rule.configInputs.isEmpty,
            lists.values.allSatisfy(\.isEmpty)
        {
            (status, subStatus) = (.skipped, .configuration)
        } else if status == .failed, control.actionRequired == .requiresReview {
            (status, subStatus) = (.skipped, .requiresReview)
        } else if status == .failed, control.actionRequired == .manualReview {
            (status, subStatus) = (.skipped, .manualReview)
        }
        return RuleVerdict(rule: rule.name, status: status, subStatus: subStatus, findings: findings, inputs: lists)
    }

    /// A control of which resources were tested.
    private func summary(
        _ selected: SelectedControl, _ rows: [ResourceVerdict], missing: [String]
    ) -> ControlResult {
        let status = rows.map(\.status).max() ?? .passed
        var subStatus = SubStatus.strongest(rows.filter { $0.status == status }.map(\.subStatus))
        var info = missing.joined(separator: "; ")
        var coverage = ControlResult.Coverage.evaluated
        if !rows.contains(where: { $0.status != .skipped }) {
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
        } else if status == .passed && !missing.isEmpty {
            subStatus = .incompleteCoverage
        }
        return Scores.scored(
            selected.control, status, subStatus, info: info, coverage, isCounted: true, rows,
            kinds: kinds(selected, rows), resources: resources.resources)
    }

    /// A control whose rules found nothing to look at.
    private func nothingTested(_ selected: SelectedControl, missing: [String]) -> ControlResult {
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
        let found = selected.rules.contains { !(matched[RuleKey($0, selected.control)] ?? []).isEmpty }
        let why =
            found
            ? "none of the objects is one that it is about"
            : "no \(names.joined(separator: ", ")) among the objects"
        return unevaluated(selected, .passed, .irrelevant, .notApplicable(why: why), isCounted: true)
    }

    private func unevaluated(
        _ selected: SelectedControl, _ status: Status, _ subStatus: SubStatus, _ coverage: ControlResult.Coverage,
        isCounted: Bool
    ) -> ControlResult {
        let info: String
        switch coverage {
        case .evaluated: info = ""
        case .notEvaluated(let why), .notApplicable(let why), .needsHuman(let why): info = why
        }
        return Scores.scored(
            selected.control, status, subStatus, info: info, coverage, isCounted: isCounted, [],
            kinds: kinds(selected, []), resources: resources.resources)
    }

    // MARK: Kinds

    /// What became of each kind that the rules of a control ask for.
    private func kinds(_ selected: SelectedControl, _ rows: [ResourceVerdict]) -> [KindCoverage] {
        var tested: [String: Int] = [:]
        for row in rows {
            let resource = resources.resources[row.resource]
            // A subject stands for the binding and the role that it was put together from.
            for place in resource.related.isEmpty ? [row.resource] : resource.related {
                tested[resources.resources[place].kind.lowercased(), default: 0] += 1
            }
        }
        var seen: Set<String> = []
        var kinds: [KindCoverage] = []
        for rule in selected.rules + selected.rulesOfOtherClouds {
            for block in rule.match + rule.dynamicMatch {
                for kind in block.resources where seen.insert(kind.lowercased()).inserted {
                    let one = MatchBlock(apiGroups: block.apiGroups, apiVersions: block.apiVersions, resources: [kind])
                    let found = resources.places(matching: [one])
                    let name = found.first.map { resources.resources[$0].kind } ?? kind
                    let count = tested[name.lowercased()] ?? 0
                    kinds.append(
                        KindCoverage(
                            kind: name, coverage: coverage(of: block, selected, found: found.count, tested: count),
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
        if !selected.isInScope || block.apiGroups.contains(where: ObjectIdentity.isExternal) {
            return .notEvaluated(
                why: MissingData.reason(selected.rules + selected.rulesOfOtherClouds, options.context))
        }
        return .notApplicable(why: found == 0 ? "none found" : "only evidence about other objects")
    }
}
