import ManifestSources
import PolicyLibrary

/// Turns what the rules said into the report: verdicts on controls and frameworks, coverage, exceptions, ways of attack.
struct ReportBuilder {
    let evidence: Evidence
    let results: [RuleKey: RuleResult]
    /// What was read, by kind.
    let found: [FoundKind]
    let discardedObjects: Int
    let inputs: ControlInputs
    let options: ScanOptions
    let source: SourceSummary
    let collection: CollectionCoverage
    let libraryOrigin: String

    func report(_ frameworks: [SelectedFramework], _ selected: [SelectedControl]) throws -> ScanReport {
        let resources = ResourceList(evidence)
        let objects = ExceptionObjects(
            resources, honorsAnnotations: options.policies.honorsAnnotations)
        let names = ReportBuilder.names(frameworks)
        let matcher = ExceptionMatcher(
            options.policies.exceptions + objects.policies, annotations: objects.annotations,
            namespaces: objects.namespaces, clusterName: options.clusterName, now: options.now)
        let judge = ControlJudge(
            resources: resources, results: results, found: found, evidence: evidence, inputs: inputs, options: options,
            collection: collection, matcher: matcher, names: names)
        var ledger = ControlJudge.Ledger()
        let controls = selected.map { judge.result($0, &ledger) }
        guard controls.contains(where: \.isEvaluated) else {
            throw PostureScanError.nothingEvaluated(controls.map { ($0.control.id, $0.info) })
        }
        let byID = Dictionary(uniqueKeysWithValues: controls.map { ($0.control.id, $0) })
        let results = frameworks.map { framework in
            self.result(of: framework, byID, judge, &ledger)
        }
        let audit = ExceptionAudit(
            matcher, ledger, problems: objects.problems,
            scannedControls: controls.map(\.control.id), knownControls: options.policies.knownControls,
            now: options.now)
        return ScanReport(
            resources: resources, controls: controls, frameworks: results, score: Scores.risk(controls) ?? 0,
            complianceScore: Scores.compliance(controls.filter(\.isCounted)) ?? 0, manifests: source.manifests,
            listedKinds: source.kinds, discardedObjects: discardedObjects, inputs: inputs, libraryOrigin: libraryOrigin,
            isStrict: options.isStrict,
            coverage: ScanCoverage(
                controls, frameworks: results, collection: collection, degradations: options.policies.degradations),
            policySources: options.policies.sources, exceptionAudit: audit,
            prioritizedResources: AttackPaths(options.policies.attackTracks).prioritized(
                controls, resources),
            evaluatedComplianceScore: Scores.compliance(controls.filter(\.isEvaluated)),
            controlSeverities: Scores.severities(controls) { $0.status == .failed ? 1 : 0 },
            resourceSeverities: Scores.severities(controls) { $0.count(.failed) })
    }

    private func result(
        of framework: SelectedFramework, _ byID: [String: ControlResult], _ judge: ControlJudge,
        _ ledger: inout ControlJudge.Ledger
    ) -> FrameworkResult {
        var differing: [String: ControlResult] = [:]
        var own: [ControlResult] = []
        for selected in framework.controls {
            guard let whole = byID[selected.control.id] else { continue }
            if judge.dependsOnFramework(selected) {
                let result = judge.result(selected, from: .framework(framework.name), &ledger)
                differing[selected.control.id] = result
                own.append(result)
            } else {
                own.append(whole)
            }
        }
        return FrameworkResult(
            name: framework.name, version: framework.version,
            controlNames: Dictionary(
                framework.controls.map { ($0.control.id, $0.control.name) }, uniquingKeysWith: { $1 }),
            status: own.filter(\.isCounted).map(\.status).max() ?? .skipped, score: Scores.risk(own),
            complianceScore: Scores.compliance(own.filter(\.isCounted)) ?? 0,
            evaluatedComplianceScore: Scores.compliance(own.filter(\.isEvaluated)),
            isVacuous: !own.isEmpty && !own.contains(where: \.isEvaluated), differingControls: differing)
    }

    /// What each control is called in the chosen frameworks.
    private static func names(_ frameworks: [SelectedFramework]) -> [String: ExceptionMatcher.ControlNames] {
        var names: [String: [String]] = [:]
        var places: [String: [String]] = [:]
        for framework in frameworks {
            for selected in framework.controls {
                names[selected.control.id, default: []].append(selected.control.name)
                if let name = framework.name { places[selected.control.id, default: []].append(name) }
            }
        }
        return Dictionary(
            uniqueKeysWithValues: names.map { id, names in
                (id, ExceptionMatcher.ControlNames(id: id, names: names, frameworks: places[id] ?? []))
            })
    }
}

extension ControlJudge {
    /// Whether exceptions that hold for some frameworks only may change the result of a control.
    func dependsOnFramework(_ selected: SelectedControl) -> Bool {
        guard let names = names[selected.control.id] else { return false }
        let rules = selected.rules.isEmpty ? [""] : selected.rules.map(\.name)
        return rules.contains { rule in
            matcher.candidates(names, rule: rule).contains { $0.applied.frameworks != nil }
        }
    }
}
