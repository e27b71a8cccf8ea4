import Documents
import PolicyLibrary
public import PostureScan

/// The report in the form of 2022 (version v1): a list of frameworks with their controls and rules.
public struct ReportV1: TreeMaking {
    let arena = Arena(firstBlock: 1 << 14)
    private let report: ScanReport

    public init(_ report: ScanReport, _ metadata: ReportMetadata) { self.report = report }

    public func write(to output: ReportOutput) {
        output.write("[")
        write(report.frameworks, to: output, framework)
        output.write("]\n")
    }

    private func framework(_ framework: FrameworkResult) -> Value {
        let own = report.controls(of: framework)
        let counts = ResourceCounts(own)
        return arena.object([
            "name": text(framework.name ?? ""),
            "controlReports": arena.array(own.map { control($0, name: framework.controlNames[$0.control.id]) }),
            "score": number(framework.score ?? 0),
            "wcsScore": number(0),
            "totalResources": number(counts.failed + counts.passed + counts.skipped),
            "failedResources": number(counts.failed),
            "warningResources": number(counts.skipped),
        ])
    }

    private func control(_ result: ControlResult, name: String?) -> Value {
        let control = result.control
        return arena.object([
            "id": text(control.id), "controlID": text(control.id), "name": text(name ?? control.name),
            "ruleReports": arena.array(rules(result)),
            "remediation": text(control.remediation), "description": text(control.description),
            "score": number(result.score), "baseScore": number(control.baseScore),
            "totalResources": number(result.verdicts.count), "failedResources": number(result.count(.failed)),
            "warningResources": number(result.count(.skipped)),
        ])
    }

    private func rules(_ result: ControlResult) -> [Value] {
        let names = Set(result.verdicts.flatMap { $0.rules.map(\.rule) }).sorted()
        return names.map { name in
            let verdicts = result.verdicts.compactMap { verdict in
                verdict.rules.first { $0.rule == name }.map { (verdict.resource, $0) }
            }
            let failed = verdicts.filter { $0.1.status == .failed }
            let skipped = verdicts.filter { $0.1.status == .skipped }
            let status = !failed.isEmpty ? "failed" : !skipped.isEmpty ? "warning" : "success"
            return arena.object([
                "name": text(name), "remediation": text(result.control.remediation),
                "ruleStatus": arena.object(["status": text(status), "message": text(result.info)]),
                "ruleResponses": arena.array((failed + skipped).flatMap { $0.1.findings.map(response) }),
                "listInputIDs": list(verdicts.map { report.resources[$0.0].id }),
                "totalResources": number(verdicts.count), "failedResources": number(failed.count),
                "warningResources": number(skipped.count),
            ])
        }
    }

    private func response(_ finding: Finding) -> Value {
        var paths: [String: [Value]] = [:]
        for path in finding.paths {
            switch path.role {
            case .failed: paths["failedPaths", default: []].append(text(path.path))
            case .review: paths["reviewPaths", default: []].append(text(path.path))
            case .delete: paths["deletePaths", default: []].append(text(path.path))
            case .fix(let value):
                paths["fixPaths", default: []].append(
                    arena.object(["path": text(path.path), "value": text(value)]))
            case .command: paths["fixCommand"] = [text(path.path)]
            }
        }
        let resource = report.resources[finding.resource]
        let identity = arena.object([
            "apiVersion": text(resource.apiVersion), "kind": text(resource.kind),
            "metadata": object(present: [
                "name": text(resource.name),
                "namespace": resource.namespace.isEmpty ? nil : text(resource.namespace),
            ]),
        ])
        let name = resource.manifest == nil ? "externalObjects" : "k8sApiObjects"
        return object(present: [
            "alertMessage": text(finding.message), "packagename": text("armo_builtins"), "alertScore": number(0),
            "failedPaths": arena.array(paths["failedPaths"] ?? []),
            "reviewPaths": paths["reviewPaths"].map { arena.array($0) },
            "deletePaths": paths["deletePaths"].map { arena.array($0) },
            "fixPaths": arena.array(paths["fixPaths"] ?? []),
            "fixCommand": paths["fixCommand"]?.first,
            "ruleStatus": text("failed"),
            "alertObject": arena.object([
                (key: text(name), value: resource.manifest == nil ? identity : arena.array([identity]))
            ]),
        ])
    }
}
