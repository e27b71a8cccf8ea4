import Foundation
import ReportStore
import Testing

@testable import EventReceiver

@Suite("Posture reports over a socket")
struct PostureTests {
    static let path =
        "/k8s/v2/postureReport?clusterName=minikube&contextName=minikube"
        + "&customerGUID=3F0C1C9E-0000-4000-8000-000000000001&reportGUID=5b1e7a90"

    @Test("Chunks of 2022 in any order and twice give each item once, with the counts that the report says")
    func of2022() async throws {
        try await ReceiverFixture.with { receiver in
            let chunks = [try fixture("posture-2022-0.json"), try fixture("posture-2022-1.json")]
            for index in [1, 1, 0, 0, 1] {
                let answer = try await receiver.post(PostureTests.path, chunks[index])
                #expect(answer.status == 200 && answer.body == "ok")
            }
            let account = ReceiverFixture.account
            let run = try await receiver.latestRun
            #expect(run.guid == "5b1e7a90-0000-4000-8000-00000000aaaa" && run.partsReceived == 2)
            #expect(run.generatedAt.description == "2026-03-01T10:00:00.123Z")
            let frameworks = try await receiver.store.frameworks(run: run.id, account: account)
            #expect(frameworks.map(\.name) == ["NSA"] && frameworks.map(\.riskScore) == [40.1])
            #expect(frameworks.map(\.controls) == [2] && frameworks.map(\.failedControls) == [1])
            let resources = try await receiver.store.resources(run: run.id, account: account)
            #expect(
                resources.items.map(\.resourceID) == ["apps/v1/default/Deployment/web", "/v1/default/Secret/token"])
            #expect(resources.items[0].counts == ResourceCounts(passed: 0, failed: 1, excluded: 1))
            #expect(resources.items[0].severity == .medium)
            let secret = try #require(
                try await receiver.store.resource("/v1/default/Secret/token", run: run.id, account: account))
            #expect(
                String(decoding: secret.object ?? [], as: UTF8.self)
                    == #"{"apiVersion":"v1","data":{"key":"XXXXXX"},"kind":"Secret","metadata":{"annotations":{"team":"a"},"name":"token","namespace":"default"}}"#
            )
        }
    }

    @Test("A report of today tells coverage, version and sub-statuses")
    func ofToday() async throws {
        try await ReceiverFixture.with { receiver in
            #expect(try await receiver.post(PostureTests.path, fixture("posture-today.json")).status == 200)
            let account = ReceiverFixture.account
            let run = try #require(
                try await receiver.store.postureRun(try await receiver.latestRun.id, account: account))
            #expect(run.coverageScore == 97.5 && run.scannerVersion == "v4.0.1" && run.policyVersion == "2026.3")
            #expect(run.run.jobID == "job-7" && run.complianceScore == 80)
            #expect(
                run.inputs
                    == #"{"scanMetadata":{"controlsInputs":{},"kubescapeVersion":"v4.0.1","targetNames":["NSA"]}}"#)
            let cart = try #require(
                try await receiver.store.resource(
                    "apps/v1/shop/Deployment/cart", run: run.run.id, account: account))
            #expect(
                cart.controls == [
                    .failed: ["C-0016"], .skipped: ["C-0078"], .excluded: ["C-0045"], .irrelevant: ["C-0046"],
                ])
            #expect(cart.row.severity == .high)
            let controls = try await receiver.store.controls(run: run.run.id, account: account, framework: "NSA")
            #expect(controls.items.map(\.control.subStatus) == ["", "configuration"])
            #expect(controls.items.map(\.control.explanation) == ["", "Control configuration is empty"])
        }
    }

    @Test("Two chunks of one number with different contents are a conflict")
    func conflict() async throws {
        try await ReceiverFixture.with { receiver in
            let chunk = try fixture("posture-2022-1.json")
            #expect(try await receiver.post(PostureTests.path, chunk).status == 200)
            let changed = String(decoding: chunk, as: UTF8.self).replacingOccurrences(of: "C-0044", with: "C-0045")
            let answer = try await receiver.post(PostureTests.path, changed)
            #expect(answer.status == 409)
            #expect(
                answer.body
                    == "Part 1 of run 5b1e7a90-0000-4000-8000-00000000aaaa was received before with another content.\n")
        }
    }
}
