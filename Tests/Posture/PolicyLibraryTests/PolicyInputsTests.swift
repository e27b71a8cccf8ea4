import Testing

@testable import PolicyLibrary

@Suite("Policy inputs")
struct PolicyInputsTests {
    private static let exception =
        #"{"name": "ours", "policyType": "postureExceptionPolicy", "resources": [], "posturePolicies": []}"#
    private static let framework = """
        {"name": "House", "version": "v1.2.3", "controls": [{"controlID": "C-9001", "name": "Tags", "baseScore": 5, \
        "rules": [{"name": "r", "match": [], "rule": "package armo_builtins\\n\\ndeny contains 1 if false"}]}]}
        """

    @Test("are the built-in ones by default, with system exceptions and attack tracks")
    func builtIn() throws {
        let inputs = try PolicyInputs(PolicyInputs.Choice())
        #expect(inputs.exceptions.allSatisfy(\.isSystem) && !inputs.exceptions.isEmpty)
        #expect(inputs.attackTracks.count == 5)
        #expect(
            inputs.sources.map { "\($0.component.rawValue): \($0.origin)" } == [
                "policies: the built-in library", "controlInputs: the built-in library",
                "exceptions: the built-in library", "attackTracks: the built-in library",
            ])
        #expect(inputs.sources.allSatisfy { $0.modified == nil })
        #expect(inputs.degradations == [])
    }

    @Test("come from a folder of artifacts as far as it has them")
    func artifacts() throws {
        let folder = try Folder([
            "house.json": Self.framework, "exceptions.json": "[\(Self.exception)]",
            "controls-inputs.json": #"{"settings": {"postureControlInputs": {"tags": ["a"]}}}"#,
        ])
        var choice = PolicyInputs.Choice()
        choice.artifacts = folder.path
        choice.usesSystemExceptions = false
        let inputs = try PolicyInputs(choice)
        #expect(inputs.exceptions.map(\.name) == ["ours"])
        #expect(inputs.inputs.lists == ["tags": ["a"]])
        #expect(
            inputs.sources.map { "\($0.component.rawValue): \($0.origin) \($0.version)" } == [
                "policies: \(folder.path) v1.2.3", "controlInputs: \(folder.path) v1.2.3",
                "exceptions: \(folder.path) v1.2.3", "attackTracks: the built-in library ",
            ])
        #expect(inputs.sources[0].modified != nil)
    }

    @Test("that the user names come first, and system exceptions after them")
    func named() throws {
        let folder = try Folder([
            "mine.yaml": "- name: mine", "inputs.json": #"{"insecureCapabilities": ["X"]}"#,
        ])
        var choice = PolicyInputs.Choice()
        choice.exceptions = "\(folder.path)/mine.yaml"
        choice.controlInputs = "\(folder.path)/inputs.json"
        var inputs = try PolicyInputs(choice)
        #expect(inputs.exceptions.first?.name == "mine")
        #expect(inputs.exceptions.dropFirst().allSatisfy(\.isSystem) && inputs.exceptions.count > 1)
        #expect(inputs.inputs.lists["insecureCapabilities"] == ["X"])
        inputs.use(clusterInputs: ControlInputs(["insecureCapabilities": ["Y"]]), from: "the cluster")
        #expect(inputs.inputs.lists["insecureCapabilities"] == ["X"])
    }

    @Test("of the cluster replace the library's own, list by list")
    func cluster() throws {
        var inputs = try PolicyInputs(PolicyInputs.Choice())
        inputs.use(clusterInputs: ControlInputs(["insecureCapabilities": ["Y"]]), from: "controlinputs default")
        #expect(inputs.inputs.lists["insecureCapabilities"] == ["Y"])
        #expect(inputs.inputs.lists["max_high_vulnerabilities"] == ["10"])
        #expect(
            inputs.sources.filter { $0.component == .controlInputs }.map(\.origin) == ["controlinputs default"])
        #expect(ControlInputs.isClusterObject(apiVersion: "kubescape.io/v1", kind: "ControlInputs", name: "default"))
        #expect(!ControlInputs.isClusterObject(apiVersion: "kubescape.io/v1", kind: "ControlInputs", name: "other"))
    }

    @Test("with a broken file of exceptions are an error that names file and field")
    func broken() throws {
        let folder = try Folder(["mine.yaml": "- {name: a, reasons: because}"])
        var choice = PolicyInputs.Choice()
        choice.exceptions = "\(folder.path)/mine.yaml"
        let error = try #require(throws: PolicyLibraryError.self) { try PolicyInputs(choice) }
        #expect(
            error.description.hasPrefix(
                "The exceptions in \(folder.path)/mine.yaml are not in order: [0].reasons is not a field"))
    }

    @Test("of a cache that is not there are the built-in ones, and that is said")
    func cache() throws {
        var choice = PolicyInputs.Choice()
        choice.cache = "/nowhere/.kubescape"
        let inputs = try PolicyInputs(choice)
        #expect(
            inputs.degradations == [
                PolicyDegradation(
                    component: .policies,
                    reason: "the cache /nowhere/.kubescape has no policies, so those of this program were used")
            ])
    }

    @Test("have the version that was asked for, or are an error")
    func version() throws {
        let folder = try Folder(["house.json": Self.framework])
        var choice = PolicyInputs.Choice()
        choice.artifacts = folder.path
        choice.version = "1.2.3"
        #expect(try PolicyInputs(choice).library.version() == "v1.2.3")
        choice.version = "v9"
        let error = try #require(throws: PolicyLibraryError.self) { try PolicyInputs(choice) }
        #expect(error == .unknownVersion("v9", origin: folder.path, known: ["v1.2.3"]))
    }

    @Test("include the rules of a folder as a framework of their own, with unknown severity")
    func customRules() throws {
        let folder = try Folder([
            "no-latest.rego": "package armo_builtins\n\nimport rego.v1\n\ndeny contains {} if false",
            "no-latest_test.rego": "package test",
        ])
        var choice = PolicyInputs.Choice()
        choice.customRules = folder.path
        let library = try PolicyInputs(choice).library
        let framework = try library.framework("Custom-Rules")
        #expect(framework.controls.map(\.id) == ["custom-no-latest"])
        #expect(framework.controls.map(\.severity) == [.unknown])
        #expect(try library.control("C-0057").name == "Privileged container")
        let rule = try #require(try library.rule("custom-no-latest"))
        #expect(rule.match == [MatchBlock(apiGroups: ["*"], apiVersions: ["*"], resources: ["*"])])
        _ = try RuleCompiler(library).compile(rule)
        #expect(try library.select(.unnamed, for: .file).last?.name == "custom-rules")
    }

    @Test("refuse custom rules that nothing would read")
    func badCustomRules() throws {
        let folder = try Folder(["a.rego": "package mine\n"])
        var choice = PolicyInputs.Choice()
        choice.customRules = folder.path
        let error = try #require(throws: PolicyLibraryError.self) { try PolicyInputs(choice) }
        #expect(
            error.description
                == "The custom rule \(folder.path)/a.rego cannot be used: its package is mine, and only deny in "
                + "armo_builtins is read.")
    }
}
