import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension ReportV2 {
    /// `summaryDetails`.
    func summary() -> Value {
        arena.object([
            "controls": controls(report.controls, names: [:]),
            "status": text((report.controls.filter(\.isCounted).map(\.status).max() ?? .skipped).name),
            "frameworks": arena.array(
                report.frameworks.compactMap { framework in
                    framework.name.map { self.framework($0, framework) }
                }),
            "resourcesSeverityCounters": severities(report.resourceSeverities),
            "controlsSeverityCounters": severities(report.controlSeverities),
            "ResourceCounters": counters(report.controls),
            "vulnerabilities": arena.object([
                "mapsSeverityToSummary": arena.object([:]), "CVEs": arena.array([]),
                "packageScores": arena.object([:]), "images": arena.array([]),
            ]),
            "score": number(report.score),
            "complianceScore": number(report.complianceScore),
            "evaluatedComplianceScore": report.evaluatedComplianceScore.map { number($0) } ?? .null,
        ])
    }

    private func framework(_ name: String, _ framework: FrameworkResult) -> Value {
        let own = report.controls(of: framework)
        return arena.object([
            "controls": controls(own, names: framework.controlNames),
            "name": text(name),
            "status": text(framework.status.name),
            "version": text(framework.version),
            "ResourceCounters": counters(own),
            "score": framework.score.map { number($0) } ?? .null,
            "complianceScore": number(framework.complianceScore),
            "evaluatedComplianceScore": framework.evaluatedComplianceScore.map { number($0) } ?? .null,
        ])
    }

    private func controls(_ controls: [ControlResult], names: [String: String]) -> Value {
        arena.object(
            controls.map { result in
                let control = result.control
                return (
                    key: text(control.id),
                    value: arena.object([
                        "controlID": text(control.id),
                        "name": text(names[control.id] ?? control.name),
                        "status": text(result.status.name),
                        "statusInfo": status(result.status, result.subStatus, result.info),
                        "resourceIDs": arena.object([:]),
                        "ResourceCounters": arena.object([
                            "passedResources": number(result.count(.passed)),
                            "failedResources": number(result.count(.failed)),
                            "skippedResources": number(result.count(.skipped)),
                            "excludedResources": number(0),
                        ]),
                        "subStatusCounters": arena.object(["ignoredResources": number(result.acceptedResources)]),
                        "score": number(result.score),
                        "complianceScore": number(result.complianceScore),
                        "scoreFactor": number(control.baseScore),
                        "category": category(control.category),
                        "severity": text(control.severity.name),
                    ])
                )
            })
    }

    private func category(_ category: Control.Category?) -> Value {
        guard let category else { return arena.object([:]) }
        let name = (key: text("name"), value: text(category.name))
        let id = (key: text("id"), value: text(category.id))
        guard let inner = category.subCategory else { return arena.object([name, id]) }
        let subCategory = arena.object(["name": text(inner.name), "id": text(inner.id)])
        return arena.object([name, id, (text("subCategory"), subCategory)])
    }

    /// How many resources failed some control, passed all of theirs, or neither.
    private func counters(_ controls: [ControlResult]) -> Value {
        let counts = ResourceCounts(controls)
        return arena.object([
            "passedResources": number(counts.passed), "failedResources": number(counts.failed),
            "skippedResources": number(counts.skipped), "excludedResources": number(0),
        ])
    }

    private func severities(_ counters: SeverityCounters) -> Value {
        arena.object([
            "criticalSeverity": number(counters[.critical]), "highSeverity": number(counters[.high]),
            "mediumSeverity": number(counters[.medium]), "lowSeverity": number(counters[.low]),
        ])
    }
}

extension ControlResult.Coverage {
    /// The state as reports spell it.
    var name: String {
        switch self {
        case .evaluated: "evaluated"
        case .notEvaluated: "not evaluated"
        case .notApplicable: "not applicable"
        case .needsHuman: "needs a human"
        }
    }

    var why: String {
        switch self {
        case .evaluated: ""
        case .notEvaluated(let why), .notApplicable(let why), .needsHuman(let why): why
        }
    }
}

/// How resources fare over several controls: each counts once, with its worst verdict.
struct ResourceCounts {
    var passed = 0
    var failed = 0
    var skipped = 0

    init(_ controls: [ControlResult]) {
        var worst: [Int: Status] = [:]
        for control in controls {
            for verdict in control.verdicts {
                worst[verdict.resource] = max(worst[verdict.resource] ?? .passed, verdict.status)
            }
        }
        for status in worst.values {
            switch status {
            case .passed: passed += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            }
        }
    }
}
