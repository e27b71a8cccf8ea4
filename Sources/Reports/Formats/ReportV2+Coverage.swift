import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension ReportV2 {
    /// `scanCoverage`, with our account of every control and kind, of files, and of the age of policies.
    func coverage() -> Value {
        let coverage = report.coverage
        let open = report.controls.filter { $0.coverage.name == "not evaluated" }
        return arena.object([
            "evaluatedControls": number(coverage.evaluatedControls),
            "totalControls": number(coverage.totalControls),
            "coverageScore": number(coverage.score),
            "degraded": Value(coverage.isDegraded || !report.manifests.problems.isEmpty),
            "failedGVRPulls": arena.array(coverage.collection.failed.map { unread($0) }),
            "partialGVRPulls": arena.array(coverage.collection.partial.map { unread($0, isPartial: true) }),
            "silentFailedGVRCount": number(coverage.silentFailedKinds),
            "policyDegradations": arena.array(
                coverage.policyDegradations.map {
                    arena.object(["component": text($0.component.rawValue), "reason": text($0.reason)])
                }),
            "vacuousFrameworks": list(coverage.vacuousFrameworks),
            "notEvaluatedControls": arena.array(open.map(notEvaluated)),
            "policySources": arena.array(report.policySources.map(source)),
            "unreadFiles": arena.array(report.manifests.problems.map(problem)),
            "ignoredDocuments": number(report.manifests.ignoredDocuments),
            "discardedObjects": number(report.discardedObjects),
            "controls": arena.object(report.controls.map { (key: text($0.control.id), value: kinds(of: $0)) }),
        ])
    }

    private func unread(_ kind: CollectionCoverage.UnreadKind, isPartial: Bool = false) -> Value {
        object(present: [
            "gvr": text(kind.key), "selector": isPartial ? text(kind.selector) : nil, "error": text(kind.error),
        ])
    }

    private func source(_ source: PolicyInputSource) -> Value {
        object(present: [
            "component": text(source.component.rawValue), "origin": text(source.origin),
            "version": source.version.isEmpty ? nil : text(source.version),
            "modified": source.modified.map { text($0.text) },
        ])
    }

    private func problem(_ problem: ManifestProblem) -> Value {
        arena.object([
            "path": text(problem.path), "line": problem.error.line.map { number($0) } ?? .null,
            "column": problem.error.column.map { number($0) } ?? .null, "reason": text(problem.error.what),
        ])
    }

    private func notEvaluated(_ result: ControlResult) -> Value {
        arena.object([
            "controlID": text(result.control.id), "missingGVRs": list(result.missingKinds),
            "reason": text(result.info),
        ])
    }

    private func kinds(of result: ControlResult) -> Value {
        arena.object([
            "state": text(result.coverage.name), "reason": text(result.coverage.why),
            "kinds": arena.array(
                result.kinds.map { kind in
                    arena.object([
                        "kind": text(kind.kind), "state": text(kind.coverage.name),
                        "reason": text(kind.coverage.why), "found": number(kind.found),
                        "tested": number(kind.tested),
                    ])
                }),
        ])
    }
}
