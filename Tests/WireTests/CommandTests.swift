import Documents
import Testing

@testable import Wire

struct CommandTests {
    @Test(
        "Commands of the contract come back as they were",
        arguments: [
            #"{"commands":[{"commandName":"kubescapeScan","jobTracking":{"timestamp":"0001-01-01T00:00:00Z"},"args":{"scanV1":{"targetType":"framework","targetNames":["nsa"],"submit":true}}}]}"#,
            #"{"commands":[{"commandName":"scan","wlid":"wlid://cluster-minikube/namespace-default/Deployment-web","jobTracking":{"timestamp":"0001-01-01T00:00:00Z"}}]}"#,
            #"{"commands":[{"commandName":"scanRegistry","jobTracking":{"jobID":"j","parentAction":"p","numSeq":2,"timestamp":"2022-09-01T10:00:00Z"},"args":{"registryInfo-v1":{"registryName":"quay.io/project"}}}]}"#,
            #"{"commands":[{"commandName":"updateVulnScanCronJob","jobTracking":{"timestamp":"0001-01-01T00:00:00Z"},"args":{"jobParams":{"cronTabSchedule":"0 0 * * *","name":"vuln-scan-scheduled-1"}}}]}"#,
            #"{"commands":[{"commandName":"scan","responseID":"r","designators":[{"designatorType":"Attributes","attributes":{"namespace":"default"}}],"wildWlid":"wlid://cluster-c","sid":"s","wildSid":"w","jobTracking":{"timestamp":"0001-01-01T00:00:00Z"},"args":{"labels":{"app":"web"},"fieldSelector":{"status.phase":"Running"},"later":[1,2.50]},"ttl":60}]}"#,
        ])
    func roundTrip(_ json: String) throws {
        #expect(text(try Commands(json: bytes(json)).json) == json)
    }

    @Test("Keys count in any case, values do not")
    func keyCase() throws {
        let command = try #require(
            Commands(json: bytes(#"{"Commands":[{"CommandName":"scan","WildWLID":"wlid://cluster-c"}]}"#)).commands
                .first)
        #expect(command.name == .scan)
        #expect(command.wildWorkload == "wlid://cluster-c")
        #expect(command.others.isEmpty)
    }

    @Test("Null and missing lists are no commands")
    func none() throws {
        #expect(try Commands(json: bytes(#"{"commands":null}"#)).commands.isEmpty)
        #expect(try Commands(json: bytes("{}")).commands.isEmpty)
    }

    @Test(
        "A wrong type is an error that names its path",
        arguments: [
            (#"{"commands":{}}"#, "commands is an object, and an array is expected. Correct the message."),
            (#"{"commands":[1]}"#, "commands[0] is a number, and an object is expected. Correct the message."),
            (
                #"{"commands":[{},{"commandName":7}]}"#,
                "commands[1].commandName is a number, and a string is expected. Correct the message."
            ),
            (
                #"{"commands":[{"args":{"jobParams":{"name":true}}}]}"#,
                "commands[0].args.jobParams.name is a boolean, and a string is expected. Correct the message."
            ),
            (
                #"{"commands":[{"args":{"labels":{"a":1}}}]}"#,
                "commands[0].args.labels.a is a number, and a string is expected. Correct the message."
            ),
            (
                #"{"commands":[{"jobTracking":{"timestamp":"now"}}]}"#,
                "commands[0].jobTracking.timestamp is 'now': a time like 2022-09-01T10:00:00Z is expected."
            ),
            (#"[]"#, "The message is an array, and an object is expected. Correct the message."),
        ])
    func wrongTypes(_ json: String, _ sentence: String) {
        let error = #expect(throws: WireError.self) { try Commands(json: bytes(json)) }
        #expect(error?.description == sentence)
    }

    @Test("The schedule and the name of a CronJob are found in all four places")
    func fallbacks() throws {
        func command(_ args: String, _ more: String = "") throws -> Command {
            try #require(
                Commands(json: bytes(#"{"commands":[{"commandName":"x","args":\#(args)\#(more)}]}"#)).commands.first)
        }
        let job = try command(
            #"{"jobParams":{"cronTabSchedule":"1","name":"n"},"kubescapeJobParams":{"cronTabSchedule":"2","name":"m"}}"#
        )
        #expect(job.schedule == "1")
        #expect(job.cronJobName == "n")
        let old = try command(#"{"jobParams":{},"kubescapeJobParams":{"cronTabSchedule":"2","name":"m"}}"#)
        #expect(old.schedule == "2")
        #expect(old.cronJobName == "m")
        #expect(try command(#"{"cronTabSchedule":"3"}"#).schedule == "3")
        let designator = try command("{}", #","designators":[{"attributes":{"cronTabSchedule":"4"}}]"#)
        #expect(designator.schedule == "4")
        #expect(designator.cronJobName == "")
    }

    @Test("Scopes, ids and children follow the contract")
    func scopes() throws {
        let cluster = WorkloadID(cluster: "c")
        #expect(Command(.scan, wildWorkload: cluster).isScoped)
        #expect(!Command(.kubescapeScan, wildWorkload: cluster).isScoped)
        #expect(!Command(.scanRegistry, designators: [Designator(attributes: ["namespace": "n"])]).isScoped)
        #expect(!Command(.scan, workload: cluster).isScoped)
        #expect(Command(.scan, wildWorkload: cluster).id == "wlid://cluster-c")
        #expect(Command(.scan, designators: [Designator(attributes: [:])], wildWorkload: cluster).id == "designators")
        #expect(Command(.scan).id == "")
        let child = Command(.scan, wildWorkload: cluster).child(
            for: WorkloadID(cluster: "c", namespace: "n", kind: "Pod", name: "p"), tracking: JobTracking(jobID: "j"))
        #expect(child.workload == "wlid://cluster-c/namespace-n/pod-p")
        #expect(!child.isScoped)
        #expect(CommandName.handled.count == 13)
        #expect(CommandName.historical.count == 16)
        #expect(CommandName.handled.isDisjoint(with: CommandName.historical))
    }

    @Test("Commands for logs have no arguments")
    func redaction() throws {
        let json = #"{"commands":[{"commandName":"scanRegistry","args":{"password":"hunter2"},"secretly":"hunter2"}]}"#
        let command = try #require(Commands(json: bytes(json)).commands.first)
        #expect(!text(Commands([command.redacted]).json).contains("hunter2"))
    }

    @Test("A ConfigMap of URLs is read as JSON and as YAML, and asks for what a component needs")
    func clusterData() throws {
        let json =
            #"{"gatewayWebsocketURL":"armo-notification-service:8001","gatewayRestURL":"armo-notification-service:8002","vulnScanURL":"armo-vuln-scan:8080","kubevulnURL":"armo-vuln-scan:8080","kubescapeURL":"armo-kubescape:8080","triggerNewImageScan":"","accountID":"a","ClusterName":"c","backendOpenAPI":"https://api.armosec.io/api","eventReceiverRestURL":"https://report.armo.cloud","eventReceiverWebsocketURL":"wss://report.armo.cloud","rootGatewayURL":"wss://ens.euprod1.cyberarmorsoft.com/v1/waitfornotification"}"#
        let data = try ClusterData(text: SourceBytes(json), name: "clusterData.json")
        #expect(data.clusterName == "c")
        #expect(data.others.map(\.key) == ["backendOpenAPI", "triggerNewImageScan", "vulnScanURL"])
        #expect(try ClusterData(text: SourceBytes(text(data.json)), name: "again") == data)
        let yaml = try ClusterData(text: SourceBytes("clusterName: c\nkubevulnURL: 127.0.0.1:8081\n"), name: "x.yaml")
        #expect(yaml.kubevulnURL == "127.0.0.1:8081")
        #expect(throws: WireError.missing(path: "accountID")) { try yaml.require(\.clusterName, \.account) }
        #expect(throws: WireError.self) { try ClusterData(text: SourceBytes(""), name: "empty") }
        #expect(throws: WireError.self) { try ClusterData(text: SourceBytes("{"), name: "broken") }
        #expect(throws: WireError.self) { try ClusterData(path: "/nonexistent/clusterData.json") }
    }

    @Test("Addresses get a scheme when they have none, and an encoded query")
    func endpoints() {
        #expect(
            Endpoint.url("kubescape:8080", Endpoint.scan, query: ["keep": "true"])
                == "http://kubescape:8080/v1/scan?keep=true")
        #expect(
            InventoryReport.url(eventReceiver: "wss://r.io/", account: "a b", cluster: "c&d")
                == "wss://r.io/k8s/cluster-reports?clusterName=c%26d&customerGUID=a%20b")
        #expect(
            PostureChunk.url(eventReceiver: "report.io", account: "a", cluster: "c", reportID: "r")
                == "https://report.io/k8s/v2/postureReport?clusterName=c&contextName=c&customerGUID=a&reportGUID=r")
    }
}
