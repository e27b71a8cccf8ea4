import Foundation
import Testing

@testable import PolicyLibrary

/// A folder of a test that vanishes with it.
final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
        path = NSTemporaryDirectory() + "breakwater-" + UUID().uuidString
        for (name, text) in files {
            let file = "\(path)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("A published library")
struct PublishedLibraryTests {
    private static let rule = """
        {"name": "no-latest", "ruleLanguage": "Rego", "attributes": {"useUntilKubescapeVersion": "v9.0.0"},
         "match": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}],
         "controlConfigInputs": [{"path": "settings.postureControlInputs.tags", "name": "Tags", "description": "d"}],
         "rule": "package armo_builtins\\nimport data.cautils\\ndeny[msg] { p := input[_]; cautils.list_contains([1], 1); msg := {\\"alertMessage\\": p.kind} }",
         "resourceEnumerator": ""}
        """

    @Test("is read from bare lists and the tables that relate them")
    func tables() throws {
        let folder = try Folder([
            "frameworks": #"[{"name": "House", "controlsIDs": ["C-9001"], "version": "1"}]"#,
            "controls.json":
                #"[{"controlID": "C-9001", "name": "Tags", "baseScore": 8, "fixedInput": {"tags": ["latest"]}}]"#,
            "rules": "[\(Self.rule)]",
            "FWName_CID_CName.csv": "frameworkName,ControlID,ControlName\nHouse,C-9001,\"Tags, pinned\"\n",
            "ControlID_RuleName.csv": "ControlID,RuleName\nC-9001,no-latest\n",
            "default_config_inputs": #"{"name": "default", "settings": {"postureControlInputs": {"tags": ["a"]}}}"#,
            "exceptions": "[]",
        ])
        let library = try PolicyLibrary(directory: folder.path)
        let control = try #require(try library.framework("HOUSE").controls.first)
        #expect(control.name == "Tags, pinned")
        #expect(control.ruleNames == ["no-latest"])
        #expect(control.fixedInput == ["tags": ["latest"]])
        #expect(try library.defaultInputs().lists == ["tags": ["a"]])
        let rule = try #require(try library.rule("no-latest"))
        #expect(rule.configInputs.map(\.key) == ["tags"])
        #expect(rule.enumerator == nil)
        #expect(rule.usedUntil == LibraryVersion(9, 0, 0))
        // The helper library is the built-in one; the text is of the old dialect.
        _ = try RuleCompiler(library).compile(rule)
    }

    @Test("is read from a file that holds a whole framework, with keys in any case")
    func wholeFramework() throws {
        let folder = try Folder([
            "house.json": """
            {"Name": "House", "controls": [{"ControlId": "C-9001", "name": "Tags", "basescore": 5, "rules": [\(Self.rule)]}]}
            """
        ])
        let library = try PolicyLibrary(directory: folder.path)
        #expect(try library.frameworkNames() == ["House"])
        #expect(try library.framework("house").controls.map(\.ruleNames) == [["no-latest"]])
        // It brings no inputs, so the built-in ones hold.
        #expect(try library.defaultInputs().lists["max_high_vulnerabilities"] == ["10"])
        #expect(try PolicyLibrary(files: ["\(folder.path)/house.json"]).control("C-9001").baseScore == 5)
    }

    @Test("without policies is refused")
    func nothing() throws {
        let folder = try Folder(["readme.txt": "none"])
        let error = #expect(throws: PolicyLibraryError.self) { try PolicyLibrary(directory: folder.path) }
        #expect(error == .noPolicies(path: folder.path))
    }

    @Test("with a rule that does not compile names rule, file, line and column")
    func doesNotCompile() throws {
        let folder = try Folder([
            "house.json": """
            {"name": "House", "controls": [{"controlID": "C-9001", "name": "Tags", "baseScore": 5, "rules": [
            {"name": "broken", "match": [], "rule": "package armo_builtins\\n\\ndeny contains x if {\\n\\tnot input[other]\\n}\\n"}]}]}
            """
        ])
        let library = try PolicyLibrary(directory: folder.path)
        let rule = try #require(try library.rule("broken"))
        let compiler = try RuleCompiler(library)
        let error = #expect(throws: PolicyLibraryError.self) { try compiler.compile(rule) }
        let text = error?.description ?? ""
        let place = "\(folder.path)/house.json does not compile: line 3, column 15: "
        #expect(text.hasPrefix("The rule \"broken\" in \(place)"))
        #expect(text.contains("(rego_unsafe_var_error)"))
        #expect(text.hasSuffix("Correct it, or leave out the controls that use it."))
    }

    @Test("in source form is read file by file")
    func sources() throws {
        let folder = try Folder([
            "frameworks/house.json":
                #"{"name": "House", "activeControls": [{"controlID": "C-9001", "patch": {"name": "In the house"}}]}"#,
            "controls/C-9001-tags.json":
                #"{"controlID": "C-9001", "name": "Tags", "baseScore": 5, "rulesNames": ["no-latest"]}"#,
            "rules/latest/rule.metadata.json": #"{"name": "no-latest", "match": []}"#,
            "rules/latest/raw.rego": "package armo_builtins\ndeny[msg] { msg := {} }",
            "rules/latest/test/case/input/pod.yaml": "kind: Pod",
        ])
        let library = try PolicyLibrary(directory: folder.path)
        #expect(try library.framework("House").controls.map(\.name) == ["In the house"])
        #expect(try library.rule("no-latest")?.text.file == "\(folder.path)/rules/latest/raw.rego")
        #expect(try library.rule(inFolder: "latest")?.name == "no-latest")
        #expect(try library.rule("missing") == nil)
    }
}
