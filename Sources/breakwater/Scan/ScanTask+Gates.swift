import ArgumentParser
import ManifestSources
import PolicyLibrary
import PostureScan
import Reports

extension ScanTask {
    /// What is not in every format but has to be said: exceptions without effect, and what the user asked to see.
    func explain(_ report: ScanReport) {
        let audit = report.exceptionAudit
        for problem in audit.problems { Console.complain("Warning: \(problem)") }
        for item in audit.items where item.policy.origin != .annotation && item.policy.reachesEverything {
            Console.complain(
                "Warning: the exception \(item.policy.name) names no resource, so it holds for every one of them.")
        }
        for item in audit.items where !item.invalidControls.isEmpty {
            Console.complain(
                "Warning: the exception \(item.policy.name) names controls that do not exist: "
                    + "\(item.invalidControls.joined(separator: ", ")).")
        }
        if options.policies.auditExceptions { Console.complain(ExceptionAuditText(report).text) }
        if options.policies.printAttackTree { Console.complain(AttackTreeText(report).text) }
    }

    /// Ends with a failure when files could not be read or a gate is missed, and says so.
    func judge(
        _ report: ScanReport, _ metadata: ReportMetadata, _ gates: ScanGates, _ baseline: Baseline?
    ) throws {
        var failures = gates.failures(report)
        if let baseline { failures += try baseline.failures(report, metadata) }
        for failure in failures { Console.complain(failure.sentence) }
        if !report.manifests.problems.isEmpty || failures.contains(where: { $0.kind == .incomplete }) {
            throw ExitStatus.incomplete.code
        }
        if !failures.isEmpty { throw ExitStatus.threshold.code }
    }
}
