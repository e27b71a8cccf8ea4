import Documents
import Testing

@testable import Wire

struct ScanTests {
    @Test("A scan request comes back as it was, unknown fields too")
    func request() throws {
        let json =
            #"{"excludedNamespaces":["kube-system"],"targetType":"framework","targetNames":["nsa","mitre"],"submit":true,"hostScanner":true,"accessKey":"k","exceptions":[{"a":1}]}"#
        let request = try KubescapeScanRequest(json: bytes(json))
        #expect(text(request.json) == json)
        #expect(request.target == .frameworks(["nsa", "mitre"]))
        #expect(text(KubescapeScanRequest().json) == "{}")
    }

    @Test(
        "What is scanned follows type and names",
        arguments: [
            ("", [], .allFrameworks), ("Framework", ["all"], .allFrameworks), ("framework", ["", ""], .allFrameworks),
            ("CONTROL", ["C-0001", ""], .controls(["C-0001"])), ("other", ["x"], .allFrameworks),
            ("framework", ["NSA"], .frameworks(["NSA"])), ("control", [], .allFrameworks),
        ] as [(String, [String], KubescapeScanRequest.Target)])
    func targets(_ type: String, _ names: [String], _ target: KubescapeScanRequest.Target) {
        #expect(KubescapeScanRequest(targetType: type, targetNames: names).target == target)
    }

    @Test(
        "Answers of the service come back as they were",
        arguments: [
            #"{"id":"d137","type":"busy","response":"scanning 'd137' is in progress"}"#, #"{"id":"","type":"notBusy"}"#,
            #"{"id":"d137","type":"v1results","response":{"reportGUID":"d137","results":[1.0]}}"#,
            #"{"id":"d137","type":"error","response":"no such framework"}"#,
        ])
    func responses(_ json: String) throws {
        #expect(text(try ScanResponse(json: bytes(json)).json) == json)
    }

    @Test("A result without a type, as the original sends it, is a result; an unknown type is an error")
    func untyped() throws {
        #expect(try ScanResponse(json: bytes(#"{"id":"x","type":"","response":{}}"#)).kind == .v1results)
        #expect(throws: WireError.self) { try ScanResponse(json: bytes(#"{"type":"later"}"#)) }
    }

    @Test("The query of a scan is read forgivingly")
    func query() throws {
        let query = try ScanQuery([("WAIT", nil), ("keep", "on"), ("ID", "x"), ("id", "y"), ("other", "z")])
        #expect(query.wait && query.keep && !query.all)
        #expect(query.id == "x")
        #expect(try !ScanQuery([("wait", "F")]).wait)
        #expect(throws: WireError.self) { try ScanQuery([("keep", "maybe")]) }
    }

    @Test("An image scan request of the contract is read and written")
    func image() throws {
        let json =
            #"{"session":{"jobIDs":["a","b","c"],"timestamp":"2022-09-01T10:00:00Z","rootJobID":"a","action":"vulnerability-scan"},"imageTag":"nginx:1.21","wlid":"wlid://cluster-minikube/namespace-default/deployment-nginx","isScanned":false,"containerName":"nginx","jobID":"c","parentJobID":"b","actionIDN":3,"imageHash":"","credentialsList":[{"username":"u","password":"p","auth":"dTpw","serveraddress":"quay.io"}]}"#
        let request = try ImageScanRequest(json: bytes(json))
        #expect(text(request.json) == json)
        #expect(!"\(request)".contains("dTpw"))
        let registry =
            #"{"imageTag":"quay.io/proj/repo:v1","wlid":"","isScanned":false,"containerName":"","jobID":"c","parentJobID":"b","actionIDN":0,"imageHash":"","args":{"registryName":"quay.io/proj","repository":"repo","tag":"v1","useHTTP":false,"skipTLSVerify":false,"sensor":"c1"}}"#
        #expect(text(try ImageScanRequest(json: bytes(registry)).json) == registry)
        #expect(throws: WireError.wrongType(path: "args.useHTTP", expected: "true or false", found: "a string")) {
            try ImageScanRequest(json: bytes(#"{"args":{"useHTTP":"true"}}"#))
        }
        let old = try ImageScanRequest(json: bytes(#"{"credentials":{"username":"u","password":"p"}}"#))
        #expect(old.credentials.map(\.username) == ["u"])
    }

    @Test("Registries have a host and a project of any depth")
    func registryTarget() {
        #expect(RegistryTarget("quay.io").project == "")
        #expect(RegistryTarget("quay.io/").project == "")
        #expect(RegistryTarget("host:5000/a/b").host == "host:5000")
        #expect(RegistryTarget("host:5000/a/b").project == "a/b")
    }

    @Test("The Secret and the ConfigMap of registry scans are read with their line breaks")
    func registryConfiguration() throws {
        let secret = """
            [{"registry":"harbor.example.com/team","auth_method":"accesstoken","username":"robot","password":"s3cret",
            "kind":"harbor","skipTLSVerify":true},
             {"registry":"public-registry.demo:5000","auth_method":"public","kind":"","http":true}]
            """
        let logins = try RegistryLogin.list(json: bytes(secret))
        #expect(logins.map(\.method) == [.password, .anonymous])
        #expect(logins.map(\.kind) == [.harbor, nil])
        #expect(logins[0].skipsTLSVerify && logins[1].usesHTTP)
        #expect(!"\(logins)".contains("s3cret"))
        #expect(throws: WireError.missing(path: "registriesAuth[0].username")) {
            try RegistryLogin.list(json: bytes(#"[{"registry":"r"}]"#))
        }
        #expect(throws: WireError.self) {
            try RegistryLogin.list(json: bytes(#"[{"registry":"r","auth_method":"identity_token"}]"#))
        }
        let scopes = try RegistryScope.list(
            json: bytes(#"[{"registry":"r","depth":2,"include":["a"],"exclude":["b"]}]"#))
        #expect(scopes[0].depth == 2)
        #expect(throws: WireError.self) { try RegistryScope.list(json: bytes(#"[{"registry":"r","depth":0}]"#)) }
        #expect(throws: WireError.self) { try RegistryScope.list(json: bytes("{}")) }
    }
}
