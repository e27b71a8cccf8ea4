import Foundation
import ReportStore
import Testing

@testable import EventReceiver

@Suite("Image scans, job reports and agents over a socket")
struct MessageTests {
    @Test("An image scan in one chunk is complete; its lowest layer is the one that introduced it")
    func imageScan() async throws {
        try await ReceiverFixture.with { receiver in
            let path = "/k8s/v2/containerScan?customerGUID=3f0c1c9e-0000-4000-8000-000000000001"
            for _ in 0..<2 { #expect(try await receiver.post(path, fixture("container-scan.json")).status == 200) }
            let scans = try await receiver.store.imageScans(account: ReceiverFixture.account)
            let scan = try #require(scans.items.first)
            #expect(scans.total == 1 && scan.total == 1 && scan.fixable == 1 && scan.bySeverity[.high] == 1)
            #expect(scan.target.imageTag == "quay.io/acme/web:1" && scan.target.registry == "quay.io")
            #expect(scan.run.guid == "99887766" && scan.run.jobID == "c" && scan.status == "Success")
            let items = try await receiver.store.vulnerabilities(run: scan.id, account: ReceiverFixture.account)
            #expect(items.items.map(\.layer) == ["sha256:aa"] && items.items.map(\.fixedIn) == ["1.1.1l"])
        }
    }

    @Test("A lone summary that wrongly says it is the last chunk does not complete the scan")
    func loneSummary() async throws {
        try await ReceiverFixture.with { receiver in
            let path = "/k8s/v2/containerScan"
            func chunk(_ number: Int, last: Bool, _ rest: String) -> String {
                #"{"designators":{"attributes":{"cluster":"minikube"}},"timestamp":1772359200,"containersScanID":"7","#
                    + #""paginationInfo":{"chunkNumber":\#(number),"isLastChunk":\#(last)},\#(rest)}"#
            }
            let summary = chunk(0, last: true, #""summary":{"total":2,"imageTag":"a:1"},"vulnerabilities":null"#)
            let first = chunk(1, last: false, #""vulnerabilities":[{"name":"CVE-1","severity":"Low"}]"#)
            let second = chunk(2, last: false, #""vulnerabilities":[{"name":"CVE-2","severity":"Low"}]"#)
            func scans() async throws -> Int {
                try await receiver.store.imageScans(account: ReceiverFixture.account).total
            }
            for text in [summary, second] {
                let answer = try await receiver.post(path, text)
                #expect(answer.status == 200)
            }
            #expect(try await scans() == 0)
            #expect(try await receiver.post(path, first).status == 200)
            #expect(try await scans() == 1)
        }
    }

    @Test("Ignored vulnerabilities that come after the total was reached are still taken")
    func lateParts() async throws {
        try await ReceiverFixture.with { receiver in
            let head = #"{"designators":{"attributes":{"cluster":"minikube"}},"timestamp":1772359200,"#
            let summary =
                head + #""containersScanID":"8","paginationInfo":{"chunkNumber":0,"isLastChunk":true},"#
                + #""summary":{"total":0,"imageTag":"a:1"},"vulnerabilities":null}"#
            let ignored =
                head + #""containersScanID":"8","paginationInfo":{"chunkNumber":1,"isLastChunk":true},"#
                + #""vulnerabilities":[{"name":"CVE-1","severity":"Low","exceptionApplied":[{"actions":["ignore"]}]}]}"#
            for text in [summary, ignored, ignored] {
                #expect(try await receiver.post("/k8s/v2/containerScan", text).status == 200)
            }
            let scans = try await receiver.store.imageScans(account: ReceiverFixture.account)
            #expect(scans.items.map(\.total) == [0] && scans.items.map(\.ignored) == [1])
        }
    }

    @Test("The form of old agents, in one piece, is taken")
    func oldForm() async throws {
        try await ReceiverFixture.with { receiver in
            let report = """
                {"customerGUID":"3f0c1c9e-0000-4000-8000-000000000001","imageTag":"nginx:1","imageHash":"","wlid":"",\
                "containerName":"web","timestamp":1772359200,"designators":{"attributes":{"cluster":"minikube"}},\
                "layers":[{"layerHash":"sha256:aa","vulnerabilities":[{"name":"CVE-1","severity":"High"},\
                {"name":"CVE-2","severity":"Low","fixedIn":[{"version":"2"}]}]},\
                {"layerHash":"sha256:bb","vulnerabilities":[{"name":"CVE-1","severity":"High"}]}]}
                """
            for _ in 0..<2 { #expect(try await receiver.post("/k8s/containerScan", report).status == 200) }
            let scans = try await receiver.store.imageScans(account: ReceiverFixture.account)
            #expect(scans.items.map(\.total) == [2] && scans.items.map(\.fixable) == [1])
        }
    }

    @Test("A job report is answered ok, or with the id that it asks for; the target loses its last slash")
    func jobReports() async throws {
        try await ReceiverFixture.with { receiver in
            let report = """
                {"customerGUID":"3f0c1c9e-0000-4000-8000-000000000001","reporter":"Websocket",\
                "target":"wlid://cluster-minikube/","status":"started","action":"scan","actionID":"1","numSeq":1,\
                "jobID":"5b1e","parentAction":"9a77","timestamp":"2022-09-01T10:00:00.123456789Z"}
                """
            #expect(try await receiver.post("/k8s/sysreport", report).body == "ok")
            #expect(try await receiver.post("/k8s/sysreport", report).body == "ok")
            let asking = report.replacingOccurrences(of: #""jobID":"5b1e""#, with: #""jobID":"""#)
            let id = try await receiver.post("/k8s/sysreport", asking).body
            #expect(UUID(uuidString: id) != nil)
            let reports = try await receiver.store.jobReports(
                account: ReceiverFixture.account, target: "wlid://cluster-minikube")
            #expect(Set(reports.items.map(\.jobID)) == ["5b1e", id])
            #expect(
                reports.items.map(\.reportedAt.description) == ["2022-09-01T10:00:00.123Z", "2022-09-01T10:00:00.123Z"])
            let odd = report.replacingOccurrences(of: "started", with: "almost")
            let answer = try await receiver.post("/k8s/sysreport", odd)
            #expect(answer.status == 400)
            #expect(
                answer.body == "status is 'almost'; started, success, failure, warning or done is expected.\n")
        }
    }

    @Test("A cluster enrols once with its token, reports itself, and answers its own commands only")
    func agents() async throws {
        try await ReceiverFixture.with { receiver in
            let account = ReceiverFixture.account
            let (_, token) = try await receiver.store.createEnrolmentToken(account: account, by: "person:ada")
            let body = #"{"token":"\#(token.text)","clusterName":"Stage"}"#
            let enrolled = try await receiver.post("/v1/enrol", body, key: "")
            #expect(enrolled.status == 201)
            #expect(enrolled.body.hasPrefix(#"{"account":"\#(account)","clusterName":"stage","key":"bwk_"#))
            #expect(try await receiver.post("/v1/enrol", body, key: "").status == 403)
            let heartbeat = #"{"agents":{"kollector":"0.1.0"},"spoolBytes":42}"#
            #expect(try await receiver.post("/v1/heartbeat", heartbeat).status == 200)
            let cluster = try #require(try await receiver.store.cluster(named: "minikube", account: account))
            #expect(cluster.agents == #"{"kollector":"0.1.0"}"# && cluster.spoolDepth == 42)
            let stage = try #require(try await receiver.store.cluster(named: "stage", account: account))
            for (id, target) in [("mine", receiver.cluster), ("other", stage.id)] {
                _ = try await receiver.store.enqueue(
                    command: "scan", payload: "{}", jobID: "", cluster: target, account: account, by: "a", id: id)
            }
            #expect(try await receiver.post("/v1/commands/mine/receipt", "").status == 200)
            #expect(
                try await receiver.post("/v1/commands/mine/result", #"{"succeeded":true,"result":"x"}"#).status == 200)
            #expect(try await receiver.post("/v1/commands/other/receipt", "").status == 404)
            #expect(try await receiver.store.command("mine", account: account)?.state == .succeeded)
            #expect(try await receiver.store.command("other", account: account)?.state == .queued)
        }
    }

    @Test("A registry's repositories are kept")
    func repositories() async throws {
        try await ReceiverFixture.with { receiver in
            let path = "/k8s/registryRepositories?registryName=quay.io%2Facme&jobID=j1"
            #expect(try await receiver.post(path, #"["acme/web","acme/db"]"#).status == 200)
            let found = try await receiver.store.repositories(
                registry: "quay.io/acme", account: ReceiverFixture.account)
            #expect(found?.repositories == #"["acme/web","acme/db"]"# && found?.jobID == "j1")
        }
    }
}
