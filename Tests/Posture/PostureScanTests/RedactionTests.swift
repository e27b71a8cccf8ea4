import Documents
import Testing

@testable import PostureScan

@Suite("Objects in reports")
struct RedactionTests {
    private func cleaned(_ yaml: String) throws -> String {
        let document = try #require(try YAMLParser.parse(SourceBytes(yaml), name: "object").first)
        return String(decoding: Redaction.text(of: document.root), as: UTF8.self)
    }

    @Test("hold no values of Secrets and ConfigMaps", arguments: ["Secret", "ConfigMap"])
    func values(kind: String) throws {
        let text = try cleaned(
            "{kind: \(kind), apiVersion: v1, data: {a: hunter2}, stringData: {b: hunter2}, binaryData: {c: aHVudGVyMg==}}"
        )
        #expect(
            text == #"{"apiVersion":"v1","binaryData":{"c":"XXXXXX"},"data":{"a":"XXXXXX"},"kind":"\#(kind)","#
                + #""stringData":{"b":"XXXXXX"}}"#)
        #expect(try cleaned("{kind: Other, data: {a: b}}") == #"{"data":{"a":"b"},"kind":"Other"}"#)
    }

    @Test("hold no history and no bookkeeping of the API server, and Pods no status")
    func metadata() throws {
        let text = try cleaned(
            """
            kind: Pod
            metadata:
              name: a
              managedFields: [{manager: kubectl}]
              annotations: {kubectl.kubernetes.io/last-applied-configuration: hunter2, owner: me}
            status: {podIP: 10.0.0.1}
            """)
        #expect(text == #"{"kind":"Pod","metadata":{"annotations":{"owner":"me"},"name":"a"}}"#)
        #expect(try cleaned("{kind: DaemonSet, status: {a: 1}}") == #"{"kind":"DaemonSet","status":{"a":1}}"#)
    }

    @Test(
        "hold no environments of containers, wherever a kind keeps them",
        arguments: [
            ("Pod", "spec"), ("Deployment", "spec.template.spec"), ("CronJob", "spec.jobTemplate.spec.template.spec"),
            ("PodTemplate", "template.spec"), ("SandboxTemplate", "spec.podTemplate.spec"), ("Other", "spec.a.b.c"),
        ])
    func environments(kind: String, path: String) throws {
        let list =
            "[{name: c, image: i, env: [{name: A, value: hunter2}, {name: B, valueFrom: {x: hunter2}}], envFrom: [{x: hunter2}]}]"
        let keys = path.split(separator: ".")
        for containers in ["containers", "initContainers", "ephemeralContainers"] {
            let yaml =
                "{kind: \(kind), " + keys.map { "\($0): {" }.joined() + "\(containers): \(list)"
                + String(repeating: "}", count: keys.count) + "}"
            let wanted =
                #"{"kind":"\#(kind)","# + keys.map { "\"\($0)\":{" }.joined() + "\"\(containers)\":"
                + #"[{"env":[{"name":"A","value":"XXXXXX"},{"name":"B"}],"image":"i","name":"c"}]"#
                + String(repeating: "}", count: keys.count) + "}"
            #expect(try cleaned(yaml) == wanted)
        }
    }

    @Test("that were joined are cleaned one by one")
    func joined() throws {
        let text = try cleaned(
            """
            kind: User
            name: ann
            relatedObjects:
            - kind: Role
              metadata: {name: r, managedFields: [x], annotations: {kubectl.kubernetes.io/last-applied-configuration: y}}
            """)
        #expect(
            text
                == #"{"kind":"User","name":"ann","relatedObjects":[{"kind":"Role","metadata":{"annotations":{},"name":"r"}}]}"#
        )
    }
}
