import Foundation
import ReportStore
import Testing

@testable import EventReceiver

@Suite("Who may send")
struct AdmissionTests {
    private static let report = """
        {"customerGUID":"3f0c1c9e-0000-4000-8000-000000000001","reporter":"Websocket",\
        "target":"wlid://cluster-minikube","status":"started","action":"scan","numSeq":1,"jobID":"j"}
        """

    private func actions(_ receiver: ReceiverFixture) async throws -> [String] {
        // Refusals before a credential was found belong to no account.
        let known = try await receiver.store.auditLog(account: ReceiverFixture.account).items.map(\.event.action)
        return known
    }

    @Test("Without a key, with an unknown or a revoked one: 401, and nothing is stored")
    func keys() async throws {
        try await ReceiverFixture.with { receiver in
            #expect(try await receiver.post("/k8s/sysreport", Self.report, key: "").status == 401)
            #expect(try await receiver.post("/k8s/sysreport", Self.report, key: "bwk_guessed").status == 401)
            let keys = try await receiver.store.keys(cluster: receiver.cluster, account: ReceiverFixture.account)
            try await receiver.store.revokeKey(keys[0].id, account: ReceiverFixture.account)
            let answer = try await receiver.post("/k8s/sysreport", Self.report)
            #expect(answer.status == 401)
            #expect(answer.body == "The key is unknown, expired or revoked. Enrol the cluster again.\n")
            #expect(try await receiver.store.jobs(account: ReceiverFixture.account).total == 0)
            #expect(try await actions(receiver) == ["agent.former-key"])
        }
    }

    @Test("The key may also come as a bearer token")
    func bearer() async throws {
        try await ReceiverFixture.with { receiver in
            let answer = try await receiver.post(
                "/k8s/sysreport", Array(Self.report.utf8), key: "", headers: ["Authorization": "bearer \(receiver.key)"]
            )
            #expect(answer.status == 200)
        }
    }

    @Test("A message of another account or cluster than the key's is refused and audited, wherever it says so")
    func forged() async throws {
        try await ReceiverFixture.with { receiver in
            let other = try await receiver.store.createAccount(named: "Other")
            let inQuery = "/k8s/v2/postureReport?customerGUID=\(other.id)"
            #expect(try await receiver.post(inQuery, fixture("posture-2022-0.json")).status == 403)
            let inBody = Self.report.replacingOccurrences(of: ReceiverFixture.account, with: other.id)
            #expect(try await receiver.post("/k8s/sysreport", inBody).status == 403)
            let cluster = "/k8s/v2/postureReport?clusterName=prod"
            let answer = try await receiver.post(cluster, fixture("posture-2022-0.json"))
            #expect(answer.status == 403)
            #expect(
                answer.body == "The key belongs to the cluster minikube, and the message names another one.\n")
            #expect(
                try await actions(receiver) == ["agent.forged-cluster", "agent.forged-account", "agent.forged-account"])
            #expect(try await receiver.store.runs(account: ReceiverFixture.account).total == 0)
            #expect(try await receiver.store.runs(account: other.id).total == 0)
        }
    }

    @Test("Agents with nothing but an account id are admitted only when asked for, and never for a cluster with a key")
    func accountOnly() async throws {
        let path = "/k8s/v2/postureReport?clusterName=edge&customerGUID=3f0c1c9e-0000-4000-8000-000000000001"
        let chunk = String(decoding: try fixture("posture-today.json"), as: UTF8.self)
            .replacingOccurrences(of: #""clusterName":"minikube""#, with: #""clusterName":"edge""#)
        try await ReceiverFixture.with { receiver in
            let answer = try await receiver.post(path, chunk, key: "")
            #expect(answer.status == 401)
        }
        try await ReceiverFixture.with({ $0.admitsAccountOnlyAgents = true }) { receiver in
            #expect(try await receiver.post(path, chunk, key: "").status == 200)
            let edge = try await receiver.store.cluster(named: "edge", account: ReceiverFixture.account)
            #expect(try await receiver.latestRun.cluster == edge?.id)
            let enrolled = path.replacingOccurrences(of: "edge", with: "minikube")
            #expect(try await receiver.post(enrolled, fixture("posture-today.json"), key: "").status == 401)
            let stranger = path.replacingOccurrences(of: "3f0c1c9e", with: "00000000")
            #expect(try await receiver.post(stranger, chunk, key: "").status == 403)
        }
    }

    @Test("A stranger who knocks often fills neither the audit log nor memory")
    func ledger() {
        let ledger = RefusalLedger()
        let now = Moment(seconds: 1_772_366_400)
        #expect((0..<1000).count { _ in ledger.admits("10.0.0.1", at: now) } == 10)
        #expect((0..<1000).count { ledger.admits("10.0.1.\($0)", at: now) } == 90)
        #expect(ledger.admits("10.0.0.1", at: now.adding(seconds: 60)))
    }
}
