import Documents
import Testing

@testable import Wire

struct NotificationTests {
    static let json =
        #"{"target":{"customerGUID":"3f0c","clusterName":"minikube","clusterComponent":"InClusterTriggerHandler","dest":"trigger"},"sendSynchronicity":false,"notification":{"commands":[{"commandName":"scan","wlid":"wlid://cluster-minikube/namespace-default/deployment-nginx"}]}}"#

    @Test("A JSON notification keeps its bytes and gives its commands")
    func json() throws {
        let spaced = " \n" + NotificationTests.json
        let notification = try Notification(bytes(spaced))
        #expect(notification.encoding == .json)
        #expect(notification.bytes == bytes(spaced))
        #expect(notification.target["dest"] == "trigger")
        #expect(!notification.isSynchronous)
        let command = try #require(Commands(notification).commands.first)
        #expect(command.name == .scan)
        #expect(command.workload == "wlid://cluster-minikube/namespace-default/deployment-nginx")
    }

    @Test("BSON made by another implementation is read: keys in lower case, both spellings of job tracking")
    func foreignBSON() throws {
        // Fixtures/make_bson.py wrote it with PyMongo.
        let document = try BSONReader.read(Fixture.bson("commands.bson"))
        #expect(document.root["target"]?["customerGUID"]?.string == "3f0c")
        let notification = try Notification(Fixture.bson("commands.bson"))
        #expect(notification.encoding == .bson)
        #expect(notification.isSynchronous)
        let command = try #require(Commands(notification).commands.first)
        #expect(command.name == .kubescapeScan)
        #expect(command.tracking.jobID == "job-1")
        #expect(command.tracking.parentID == "parent-1")
        #expect(command.tracking.sequence == 7)
        #expect(command.designators.first?.attributes == ["clusterName": "c"])
        #expect(command.arguments.scan?.targetNames == ["nsa", "mitre"])
        #expect(command.arguments.scan?.hostScanner == true)
    }

    @Test("A binary payload in BSON is JSON text")
    func binaryPayload() throws {
        let notification = try Notification(Fixture.bson("binary.bson"))
        #expect(try Commands(notification).commands.first?.name == .scanRegistry)
    }

    @Test("All types of BSON are read")
    func types() throws {
        let root = try BSONReader.read(Fixture.bson("types.bson")).root
        #expect(
            root.json
                == #"{"binary":{"$binary":{"base64":"AAEC","subType":"00"}},"code":"f()","date":{"$date":1662026400000},"double":1.5,"empty":"","false":false,"int32":-7,"int64":9007199254740993,"list":[1,"two",[],{}],"null":null,"oid":{"$oid":"0123456789abcdef01234567"},"regex":{"$options":"i","$regex":"^a"},"text":"grüße","true":true,"whole":3}"#
        )
    }

    @Test("Commands written as BSON have the spelling of the original and come back")
    func bsonRoundTrip() throws {
        let command = Command(
            .scan, designators: [Designator(attributes: ["Namespace": "n"])],
            tracking: JobTracking(jobID: "j", parentID: "p", sequence: 3),
            arguments: CommandArguments(job: .init(schedule: "* * * * *", name: "n"), labels: ["App": "X"]))
        let notification = try Notification(
            target: ["customerGUID": "a"], isSynchronous: true, payload: Commands([command]).payload(.bson),
            encoding: .bson)
        let root = try BSONReader.read(notification.bytes).root
        #expect(
            root.json
                == #"{"notification":{"commands":[{"args":{"jobParams":{"cronTabSchedule":"* * * * *","name":"n"},"labels":{"App":"X"}},"commandname":"scan","designators":[{"attributes":{"Namespace":"n"},"designatortype":"Attributes"}],"jobtracking":{"jobid":"j","lastactionnumber":3,"parentid":"p","timestamp":"0001-01-01T00:00:00Z"}}]},"sendsynchronicity":true,"target":{"customerGUID":"a"}}"#
        )
        let again = try Notification(notification.bytes)
        #expect(again.isSynchronous)
        #expect(try Commands(again) == Commands([command]))
    }

    @Test("A BSON document whose length looks like a brace is still BSON")
    func braceLength() throws {
        // 0x7B = 123 bytes in all.
        for padding in 0..<123 {
            let node = try tree(#"{"target":{"a":"b"},"notification":"\#(String(repeating: "x", count: padding))"}"#)
            let encoded = try BSONWriter.bytes(node)
            guard encoded.count == 123 else { continue }
            #expect(encoded.first == UInt8(ascii: "{"))
            #expect(try Notification(encoded).encoding == .bson)
            return
        }
        Issue.record("no document of 123 bytes was made")
    }

    @Test(
        "What is no notification is refused",
        arguments: [
            "", " ", "{", "garbage", "[]", "null", "{}", #"{"target":{}}"#, #"{"target":null}"#,
            #"{"target":{"a":1}}"#, #"{"target":[]}"#, #"{"target":{"a":"b"},"sendSynchronicity":"yes"}"#, "\u{0}",
            "\"text\"",
        ])
    func refused(_ message: String) {
        #expect(throws: WireError.self) { try Notification(bytes(message)) }
    }

    @Test("A message beyond the budget is refused")
    func budget() {
        let long = #"{"target":{"a":"\#(String(repeating: "x", count: 2000))"}}"#
        #expect(throws: WireError.self) { try Notification(bytes(long), budget: DocumentBudget(maxBytes: 1000)) }
        let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(throws: WireError.self) { try Notification(bytes(#"{"target":{"a":"b"},"notification":\#(deep)}"#)) }
    }

    @Test(
        "Matching follows the table of the contract",
        arguments: [
            (["customerGUID": "a"], ["customerGUID": "a", "clusterName": "x"], true),
            (
                ["customerGUID": "a", "clusterName": "x", "clusterComponent": "K"],
                ["customerGUID": "a", "clusterName": "x"], true
            ),
            (["customerGUID": "a", "clusterName": "x"], ["customerGUID": "a", "clusterName": "y"], false),
            (["customerGUID": "a", "clusterComponent": "K"], ["clusterComponent": "K"], true),
            (["customerGUID": "a"], ["dest": "trigger"], false),
            (["customerGUID": "a"], ["customerGUID": "A"], false),
        ] as [([String: String], [String: String], Bool)])
    func matching(_ attributes: [String: String], _ target: [String: String], _ reaches: Bool) throws {
        #expect(try Notification(target: target, payload: nil).reaches(attributes) == reaches)
    }
}
