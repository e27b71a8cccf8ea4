import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("Verdicts")
struct ControlStatusTests {
    private static func evidence(
        findings: Bool = false, accepted: Bool = false, stopped: Bool = false, lacksInputs: Bool = false,
        lacksKinds: Bool = false
    ) -> ControlStatus.Evidence {
        ControlStatus.Evidence(
            hasFindings: findings, isAccepted: accepted, isStopped: stopped, lacksInputs: lacksInputs,
            lacksKinds: lacksKinds)
    }

    struct Row: Sendable {
        let evidence: ControlStatus.Evidence
        let action: Control.ActionRequired?
        let status: Status
        let subStatus: SubStatus?
    }

    @Test(
        "of a rule on a resource",
        arguments: [
            Row(evidence: evidence(), action: nil, status: .passed, subStatus: nil),
            Row(evidence: evidence(findings: true), action: nil, status: .failed, subStatus: nil),
            Row(
                evidence: evidence(findings: true, accepted: true), action: nil, status: .passed,
                subStatus: .withExceptions),
            Row(evidence: evidence(stopped: true), action: nil, status: .skipped, subStatus: .notEvaluated),
            Row(evidence: evidence(lacksKinds: true), action: nil, status: .passed, subStatus: .incompleteCoverage),
            Row(evidence: evidence(findings: true, lacksKinds: true), action: nil, status: .failed, subStatus: nil),
            Row(
                evidence: evidence(findings: true), action: .requiresReview, status: .skipped,
                subStatus: .requiresReview),
            Row(evidence: evidence(findings: true), action: .manualReview, status: .skipped, subStatus: .manualReview),
            Row(
                evidence: evidence(findings: true, accepted: true), action: .requiresReview, status: .passed,
                subStatus: .withExceptions),
            Row(evidence: evidence(), action: .requiresReview, status: .passed, subStatus: nil),
            Row(evidence: evidence(findings: true), action: .configuration, status: .failed, subStatus: nil),
            Row(
                evidence: evidence(findings: true, lacksInputs: true), action: .configuration, status: .skipped,
                subStatus: .configuration),
            Row(
                evidence: evidence(lacksInputs: true), action: .configuration, status: .skipped,
                subStatus: .configuration),
            Row(evidence: evidence(findings: true, lacksInputs: true), action: nil, status: .failed, subStatus: nil),
        ])
    func rule(row: Row) {
        let (status, subStatus) = ControlStatus.verdict(row.evidence, row.action)
        #expect(status == row.status && subStatus == row.subStatus)
    }

    @Test(
        "of several are the worst: failed, skipped, passed; and of what is special the first in order",
        arguments: [
            ([], Status.passed, nil),
            ([(.passed, nil), (.failed, nil), (.skipped, .notEvaluated)], .failed, nil),
            ([(.passed, .withExceptions), (.skipped, .manualReview)], .skipped, .manualReview),
            ([(.skipped, .manualReview), (.skipped, .requiresReview)], .skipped, .requiresReview),
            ([(.skipped, .requiresReview), (.skipped, .integration)], .skipped, .integration),
            ([(.skipped, .integration), (.skipped, .configuration)], .skipped, .configuration),
            ([(.skipped, .configuration), (.skipped, .notEvaluated)], .skipped, .notEvaluated),
            ([(.passed, .irrelevant), (.passed, .withExceptions)], .passed, .withExceptions),
            ([(.passed, nil), (.passed, .withExceptions)], .passed, .withExceptions),
        ] as [([(Status, SubStatus?)], Status, SubStatus?)])
    func combined(verdicts: [(Status, SubStatus?)], status: Status, subStatus: SubStatus?) {
        let combined = ControlStatus.combined(verdicts)
        #expect(combined.0 == status && combined.1 == subStatus)
    }

    private static let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a}]}}\n---\n"

    @Test("a control whose kinds could not be read at all is not evaluated, never irrelevant")
    func unreadKinds() async throws {
        let pods = CollectionCoverage.UnreadKind(
            group: "", version: "v1", resource: "namespaces", kind: "Namespace", error: "403 Forbidden")
        let scan = ResultScan(
            controls: ["C-0054", "C-0057"], collection: CollectionCoverage(failed: [pods]),
            context: .cluster(cloud: nil))
        let report = try await scan.run(Self.pod)
        let network = report.controls[0]
        #expect(network.status == .skipped && network.subStatus == .notEvaluated)
        #expect(network.coverage == .notEvaluated(why: "namespaces could not be read (403 Forbidden)"))
        #expect(network.missingKinds == ["/v1/namespaces"])
        #expect(
            network.kinds.first { $0.kind.lowercased().hasPrefix("namespace") }?.coverage
                == .notEvaluated(why: "namespaces could not be read (403 Forbidden)"))
        #expect(report.controls[1].status == .passed && report.controls[1].subStatus == nil)
        #expect(
            report.coverage.notEvaluatedControls == [
                .init(
                    controlID: "C-0054", missingKinds: ["/v1/namespaces"],
                    reason: "namespaces could not be read (403 Forbidden)")
            ])
        #expect(report.coverage.silentFailedKinds == 0)
        #expect(report.coverage.score == 50)
        #expect(report.coverage.isDegraded)
    }

    @Test("a control that lacks one of its kinds passes with a mark at best")
    func incomplete() async throws {
        let failed = CollectionCoverage.UnreadKind(
            group: "apps", version: "v1", resource: "daemonsets", error: "403 Forbidden")
        let partial = CollectionCoverage.UnreadKind(
            group: "batch", version: "v1", resource: "cronjobs", selector: "metadata.namespace=shop", error: "timeout")
        let scan = ResultScan(
            controls: ["C-0057"], collection: CollectionCoverage(failed: [failed], partial: [partial]),
            context: .cluster(cloud: nil))
        let report = try await scan.run(Self.pod)
        let result = report.controls[0]
        #expect(result.status == .passed && result.subStatus == .incompleteCoverage)
        #expect(result.coverage == .evaluated)
        #expect(
            result.info
                == "daemonsets.apps could not be read (403 Forbidden); cronjobs.batch with metadata.namespace=shop could "
                + "not be read (timeout)")
        #expect(result.verdicts.map(\.subStatus) == [.incompleteCoverage])
        // 100 · 1 / 1 − 3 for the kind that no skipped control accounts for − 2 for the partial one.
        #expect(report.coverage.silentFailedKinds == 1)
        #expect(report.coverage.score == 95)
        let failing = try await scan.run(
            "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, securityContext: {privileged: true}}]}}"
        )
        #expect(failing.controls[0].status == .failed && failing.controls[0].subStatus == nil)
    }

    @Test("a control that takes longer than it may is skipped as a whole")
    func controlTimeout() async throws {
        let scan = ResultScan(controls: ["C-0013", "C-0057"], controlTimeout: .nanoseconds(1))
        let error = try await #require(throws: PostureScanError.self) { try await scan.run(Self.pod) }
        guard case .nothingEvaluated(let reasons) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reasons.map(\.control) == ["C-0013", "C-0057"])
        #expect(reasons.allSatisfy { $0.reason.hasPrefix("it took longer than the limit for one control") })
        let generous = ResultScan(controlTimeout: .seconds(60))
        #expect(try await generous.run(Self.pod).controls[0].status == .passed)
    }

    @Test("a scan that takes longer than it may has no result")
    func scanTimeout() async throws {
        let scan = ResultScan(deadline: .now - .seconds(1))
        let error = try await #require(throws: PostureScanError.self) { try await scan.run(Self.pod) }
        #expect(error.description.hasPrefix("The scan took longer than --scan-timeout allows"))
    }

    @Test("findings say in which mode they were made")
    func mode() async throws {
        #expect(try await ResultScan().run(Self.pod).controls[0].verdicts[0].rules.map(\.mode) == [.corrected])
        let strict = try await ResultScan(isStrict: true).run(Self.pod)
        #expect(strict.controls[0].verdicts[0].rules.map(\.mode) == [.strict])
        let plain = try await ResultScan(controls: ["C-0038"]).run(Self.pod)
        #expect(plain.controls[0].verdicts[0].rules.allSatisfy { $0.mode == .unchanged })
    }
}
