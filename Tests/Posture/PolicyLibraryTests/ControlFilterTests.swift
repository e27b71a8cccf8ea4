import Testing

@testable import PolicyLibrary

@Suite("A filter of controls")
struct ControlFilterTests {
    private let library = PolicyLibrary.builtIn()

    private func left(_ filter: ControlFilter) throws -> Set<String> {
        let selected = try library.select(frameworks: ["NSA"], for: .file)
        return Set(try filter.apply(to: selected, of: library).flatMap(\.controls).map(\.control.id))
    }

    @Test("keeps or leaves out by id or name, in any case")
    func names() throws {
        #expect(
            try left(ControlFilter(included: ["c-0057", "Privileged Container", "C-0013"])) == ["C-0057", "C-0013"])
        let all = try left(ControlFilter())
        #expect(try left(ControlFilter(skipped: ["C-0057"])) == all.subtracting(["C-0057"]))
        #expect(
            try left(ControlFilter(skipped: ["C-0057"], excluded: ["C-0013"])) == all.subtracting(["C-0057", "C-0013"]))
    }

    @Test(
        "is an error when a name fits nothing or nothing is left",
        arguments: [
            (
                ControlFilter(included: ["C-0057", "C-9999"]),
                ControlFilterError.notChosen("C-9999", flag: "--include-controls", ["NSA"])
            ),
            (ControlFilter(skipped: ["C-9999"]), .unknown("C-9999", flag: "--skip-controls")),
            (ControlFilter(excluded: ["1.2.3"]), .unknown("1.2.3", flag: "--exclude-controls")),
            (ControlFilter(skipped: ["C-0057"], included: ["C-0057"]), .nothingLeft),
        ])
    func errors(filter: ControlFilter, wanted: ControlFilterError) throws {
        let error = try #require(throws: ControlFilterError.self) { try left(filter) }
        #expect(error == wanted)
    }

    @Test(
        "knows the sections of benchmarks by the names of controls",
        arguments: [
            ("CIS-1.2.3 Ensure something", "1.2.3", true), ("CIS-1.2.3 Ensure something", "CIS-1.2.3", true),
            ("CIS-1.2.3 Ensure something", "1.2", true), ("CIS-1.2.3 Ensure something", "1.2.", true),
            ("CIS-1.2.30 Ensure something", "1.2.3", false), ("CIS-1.20.3 Ensure something", "1.2", false),
            ("Ensure 1.2.3", "1.2.3", false), ("CIS-1.2.3 Ensure something", "Ensure", false),
        ])
    func sections(name: String, section: String, isIn: Bool) throws {
        var control = try library.control("C-0057")
        control.name = name
        #expect(control.isInSection(section) == isIn)
    }
}

@Suite("Default frameworks")
struct DefaultFrameworkTests {
    @Test("of a scan of manifests are those for workloads and all controls")
    func files() throws {
        let names = try PolicyLibrary.builtIn().select(.unnamed, for: .file).compactMap(\.name)
        #expect(names.contains("AllControls"))
        #expect(!names.contains("ClusterScan"))
    }

    @Test("of all are all controls, NSA and MITRE, as far as the library has them")
    func all() throws {
        let names = try PolicyLibrary.builtIn().select(.all, for: .cluster(cloud: nil)).compactMap(\.name)
        #expect(names.starts(with: ["AllControls", "NSA"]))
    }

    @Test("of single files are what is in them")
    func single() throws {
        let folder = try Folder([
            "house.json": """
            {"name": "House", "controls": [{"controlID": "C-9001", "name": "Tags", "baseScore": 5, "rules": [
            {"name": "r", "match": [], "rule": "package armo_builtins\\n\\ndeny contains 1 if false"}]}]}
            """
        ])
        let library = try PolicyLibrary(files: ["\(folder.path)/house.json"])
        #expect(try library.select(.unnamed, for: .file).compactMap(\.name) == ["House"])
    }

    @Test("a framework out of scope is listed and not evaluated")
    func scopes() throws {
        let folder = try Folder([
            "house.json": """
            {"name": "House", "scanningScope": {"matches": ["cluster"]}, "typeTags": ["compliance"],
             "subSections": {"1": {"name": "One", "controlsIDs": ["C-9001"],
                                   "subSections": {"1.1": {"id": "1.1", "name": "Inner"}}}},
             "controls": [{"controlID": "C-9001", "name": "Tags", "baseScore": 5, "rules": [
            {"name": "r", "match": [], "rule": "package armo_builtins\\n\\ndeny contains 1 if false"}]}]}
            """
        ])
        let library = try PolicyLibrary(files: ["\(folder.path)/house.json"])
        let selected = try library.select(frameworks: ["house"], for: .file)
        #expect(selected[0].controls.map(\.isInScope) == [false])
        #expect(try library.select(frameworks: ["house"], for: .cluster(cloud: "EKS"))[0].controls[0].isInScope)
        let framework = try library.framework("HOUSE")
        #expect(framework.typeTags == ["compliance"])
        #expect(framework.subSections.map(\.id) == ["1"])
        #expect(framework.subSections[0].controlIDs == ["C-9001"])
        #expect(framework.subSections[0].subSections.map(\.name) == ["Inner"])
    }
}
