import Testing

@testable import Wire

struct JobTests {
    static let report =
        #"{"customerGUID":"3f0c","reporter":"Websocket","target":"wlid://cluster-c1/","status":"started","action":"scan","actionID":"1","numSeq":1,"jobID":"5b1e","parentAction":"9a77","timestamp":"2022-09-01T10:00:00.123456789Z"}"#

    @Test("A job report comes back as it was")
    func roundTrip() throws {
        let report = try JobReport(json: bytes(JobTests.report))
        #expect(report.parentID == "9a77")
        #expect(report.sequence == 1)
        #expect(text(report.json) == JobTests.report)
    }

    @Test("Errors and details are written when there are some")
    func errors() {
        let report = JobReport(
            account: "a", reporter: JobReport.Reporter.kubevuln, target: "t", status: .failure, action: "vuln scan",
            errors: [JobReport.error(action: "scan", "no such \"image\"")], sequence: 3, jobID: "j",
            details: "Dequeueing", timestamp: .zero)
        #expect(
            text(report.json)
                == #"{"customerGUID":"a","reporter":"ca-vuln-scan","target":"t","status":"failure","action":"vuln scan","errors":["Action: scan, Error: no such \"image\""],"actionID":"3","numSeq":3,"jobID":"j","details":"Dequeueing","timestamp":"0001-01-01T00:00:00Z"}"#
        )
    }

    @Test("The sequence number may come as text alone")
    func sequence() throws {
        #expect(try JobReport(json: bytes(#"{"actionID":"7"}"#)).sequence == 7)
        #expect(throws: WireError.wrongType(path: "numSeq", expected: "an integer", found: "a string")) {
            try JobReport(json: bytes(#"{"numSeq":"7"}"#))
        }
    }

    @Test(
        "An answer hands out a job id unless it says ok",
        arguments: [("ok", nil), ("", nil), ("5b1e-x\n", "5b1e-x"), ("\"5b1e\"", "5b1e"), ("two words", nil)])
    func assigned(_ answer: String, _ id: String?) {
        #expect(JobReport.assignedJobID(answer: bytes(answer)) == id)
        #expect(JobReport.assignedJobID(answer: [UInt8](repeating: 65, count: 1000)) == nil)
    }

    @Test("A session chain comes back as it was")
    func session() throws {
        let json =
            #"{"jobIDs":["root","workload","container"],"timestamp":"2022-09-01T10:00:00Z","rootJobID":"root","action":"vulnerability-scan"}"#
        var writer = MessageWriter()
        try SessionChain(MessageFields(tree(json))).write(to: &writer)
        #expect(text(writer.bytes) == json)
    }

    @Test("A child job remembers its parent")
    func child() {
        let id = UniqueID.random()
        let child = JobTracking(jobID: "p", sequence: 4).child(id: id, at: .zero)
        #expect(child.parentID == "p")
        #expect(child.jobID == id.description)
        #expect(child.sequence == 1)
    }
}
