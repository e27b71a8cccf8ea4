import ReportStore
import Testing

@testable import EventReceiver

@Suite("Image scans that are announced")
struct ScanNewsTests {
    private func report(_ status: String, _ details: String, errors: String = "[]", hash: String = "") -> String {
        #"{"reporter":"ca-vuln-scan","target":"vuln scan:: scanning wlid: wlid://cluster-minikube/namespace-default/"#
            + #"deployment-web ,containerName: web imageTag: quay.io/acme/web:1 imageHash: \#(hash)","action":"vuln scan","#
            + #""status":"\#(status)","details":"\#(details)","errors":\#(errors),"jobID":"c","numSeq":1}"#
    }

    @Test("A queued scan is shown until its results come, wherever they come from in time", arguments: [false, true])
    func queued(resultsFirst: Bool) async throws {
        try await ReceiverFixture.with { receiver in
            let account = ReceiverFixture.account
            if resultsFirst {
                #expect(try await receiver.post("/k8s/v2/containerScan", fixture("container-scan.json")).status == 200)
            }
            for hash in ["", "sha256:aa"] {
                #expect(
                    try await receiver.post("/k8s/sysreport", report("started", "Inqueueing", hash: hash)).status == 200
                )
            }
            let waiting = try await receiver.store.announcedScans(account: account)
            #expect(waiting.items.map(\.imageTag) == (resultsFirst ? [] : ["quay.io/acme/web:1"]))
            if !resultsFirst {
                #expect(waiting.items[0].container == "web" && waiting.items[0].error == nil)
                #expect(try await receiver.post("/k8s/v2/containerScan", fixture("container-scan.json")).status == 200)
                #expect(try await receiver.store.announcedScans(account: account).total == 0)
            }
        }
    }

    @Test("A scan that fails is shown with its error")
    func failed() async throws {
        try await ReceiverFixture.with { receiver in
            _ = try await receiver.post("/k8s/sysreport", report("started", "Inqueueing"))
            let errors = #"["Action: vuln scan, Error: manifest unknown"]"#
            _ = try await receiver.post("/k8s/sysreport", report("failure", "", errors: errors))
            let waiting = try await receiver.store.announcedScans(account: ReceiverFixture.account)
            #expect(waiting.items.map(\.error) == ["Action: vuln scan, Error: manifest unknown"])
        }
    }
}
