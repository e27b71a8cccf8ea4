import Foundation
import Synchronization
import Testing

@testable import ReportStore

/// A clock that tests move.
final class TestClock: Sendable {
    private let time: Mutex<Moment>

    init(_ text: String = "2026-03-01T12:00:00Z") { time = Mutex(Moment(rfc3339: text) ?? Moment(milliseconds: 0)) }

    var now: Moment { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A store in a folder of its own, with one account and one cluster.
struct StoreFixture {
    let store: ReportStore
    let clock: TestClock
    let directory: String
    let account: String
    let cluster: Int64

    /// Runs `body` with a fresh store and removes its folder afterwards.
    static func with<Result>(_ body: (StoreFixture) async throws -> Result) async throws -> Result {
        let directory = NSTemporaryDirectory() + "report-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let clock = TestClock()
        let store = try await ReportStore(directory: directory, clock: { clock.now })
        let account = try await store.createAccount(named: "Acme", id: "3F0C1C9E-0000-4000-8000-000000000001")
        let cluster = try await store.admitCluster(named: "Minikube", account: account.id)
        let result = try await body(
            StoreFixture(
                store: store, clock: clock, directory: directory, account: account.id, cluster: cluster.id))
        try store.close()
        return result
    }

    /// A part of a posture run with resources `web-<first>` and following: C-0013 fails on those with even numbers,
    /// C-0016 passes, C-0044 is excused on every fourth.
    func part(
        _ number: Int, of count: Int?, run: String = "run-1", resources: Range<Int>,
        generatedAt: String = "2026-03-01T11:00:00Z", score: Double = 60
    ) -> PosturePart {
        let results = resources.map { index in
            let name = ResourceName(
                apiVersion: "apps/v1", kind: "Deployment", namespace: "ns-\(index % 3)", name: "web-\(index)")
            let outcomes = [
                ControlOutcome(control: 0, status: index % 2 == 0 ? .failed : .passed),
                ControlOutcome(control: 1, status: .passed),
                ControlOutcome(control: 2, status: index % 4 == 0 ? .excluded : .passed),
            ]
            return PostureResult(
                resourceID: "apps/v1/ns-\(index % 3)/Deployment/web-\(index)", name: name, outcomes: outcomes,
                severity: index % 2 == 0 ? .medium : .unknown,
                details: index % 2 == 0 ? Array(#"[{"controlID":"C-0013"}]"#.utf8) : nil)
        }
        let objects = resources.map { index in
            PostureObject(
                resourceID: "apps/v1/ns-\(index % 3)/Deployment/web-\(index)",
                json: Array(#"{"kind":"Deployment","metadata":{"name":"web-\#(index)"}}"#.utf8))
        }
        return PosturePart(
            envelope: envelope(number, of: count, run: run, generatedAt: generatedAt), summary: summary(score),
            controls: ["C-0013", "C-0016", "C-0044"], results: results, objects: objects,
            exceptionHits: ["accepted ports": resources.count { $0 % 4 == 0 }])
    }

    func envelope(
        _ number: Int, of count: Int?, run: String = "run-1", generatedAt: String = "2026-03-01T11:00:00Z",
        content: String? = nil
    ) -> RunPart {
        let body = Array((content ?? "\(run)/\(number)").utf8)
        return body.withUnsafeBufferPointer { bytes in
            RunPart(
                cluster: cluster, guid: run, jobID: "job-1",
                generatedAt: Moment(rfc3339: generatedAt) ?? Moment(milliseconds: 0), number: number, count: count,
                body: bytes)
        }
    }

    private func summary(_ score: Double) -> PostureSummary {
        let controls = [
            ControlScore(
                id: "C-0013", name: "Non-root containers", status: .failed, baseScore: 6, complianceScore: 50,
                counts: ResourceCounts(passed: 5, failed: 5)),
            ControlScore(id: "C-0016", name: "Allow privilege escalation", status: .passed, baseScore: 8),
            ControlScore(id: "C-0044", name: "Container hostPort", status: .excluded, baseScore: 4),
        ]
        return PostureSummary(
            policyVersion: "2026.3", scannerVersion: "0.1.0", coverageScore: 98, status: "failed",
            riskScore: 100 - score, complianceScore: score, counts: ResourceCounts(passed: 5, failed: 5),
            frameworks: [
                FrameworkScore(
                    name: "NSA", status: "failed", riskScore: 40, complianceScore: score,
                    counts: ResourceCounts(passed: 5, failed: 5), controls: controls)
            ], controls: controls)
    }
}
