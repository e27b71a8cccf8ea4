import Testing

@testable import PolicyLibrary

@Suite("The built-in library")
struct BuiltInLibraryTests {
    private let library = PolicyLibrary.builtIn()

    @Test("has the framework NSA with its 26 controls, found in any case")
    func framework() throws {
        #expect(
            try library.frameworkNames() == [
                "ArmoBest", "ClusterScan", "DevOpsBest", "MITRE", "NSA", "SOC2", "WorkloadScan", "YAML-scanning",
                "security",
            ])
        let framework = try library.framework("nsa")
        #expect(framework.name == "NSA")
        #expect(framework.controls.count == 26)
        #expect(framework.controls.first?.id == "C-0002")
    }

    @Test("gives controls by id and by name")
    func controls() throws {
        let control = try library.control("c-0057")
        #expect(control.name == "Privileged container")
        #expect(control.severity == .high)
        #expect(control.ruleNames == ["rule-privilege-escalation"])
        #expect(control.category?.id == "Cat-5")
        #expect(try library.control("privileged CONTAINER").id == "C-0057")
    }

    @Test("says which frameworks exist when one does not")
    func unknownFramework() {
        let error = #expect(throws: PolicyLibraryError.self) { try library.framework("NASA") }
        #expect(
            error?.description
                == "There is no framework \"NASA\". These exist: ArmoBest, ClusterScan, DevOpsBest, MITRE, NSA, SOC2, "
                + "WorkloadScan, YAML-scanning, security.")
    }

    @Test("has rules and enumerators that all compile")
    func everythingCompiles() throws {
        let compiler = try RuleCompiler(library)
        let rules = try library.rules()
        for rule in rules {
            _ = try compiler.compile(rule)
            _ = try compiler.compileEnumerator(rule)
        }
        #expect(rules.count == 115)
        #expect(try library.controls().count == 100)
    }

    @Test("brings default inputs")
    func inputs() throws {
        let lists = try library.defaultInputs().lists
        #expect(lists["max_critical_vulnerabilities"] == ["5"])
        #expect(lists["imageRepositoryAllowList"] == [])
    }

    @Test("selects for manifests: controls for clusters are listed out of scope, rules of clouds set aside")
    func selection() throws {
        let selected = try library.select(frameworks: ["NSA", "nsa"], for: .file)
        #expect(selected.count == 1)
        let controls = selected[0].controls
        #expect(controls.count == 26)
        #expect(
            controls.filter { !$0.isInScope }.map(\.control.id) == [
                "C-0005", "C-0058", "C-0066", "C-0067", "C-0069", "C-0070",
            ])
        let psp = try #require(controls.first { $0.control.id == "C-0068" })
        #expect(psp.rules.map(\.name) == ["psp-enabled-native"])
        #expect(psp.rulesOfOtherClouds.map(\.name) == ["psp-enabled-cloud"])
        let eks = try library.select(controls: ["C-0068"], for: .cluster(cloud: "EKS"))
        #expect(eks.controls[0].rules.count == 2)
    }
}

@Suite("Versions, scopes and severities")
struct LibraryFactTests {
    @Test("versions compare by number", arguments: [("v1.0.133", "v2.0.0"), ("v4.0.9", "4.0.12")])
    func versions(_ pair: (String, String)) throws {
        #expect(try #require(LibraryVersion(pair.0)) < (try #require(LibraryVersion(pair.1))))
    }

    @Test("what is no version has none", arguments: ["", "v1", "1.2.x", "1.2.3.4"])
    func noVersion(_ text: String) { #expect(LibraryVersion(text) == nil) }

    @Test("severity follows the base score")
    func severities() {
        #expect(
            [10, 9, 8.9, 7, 6, 4, 3, 1, 0.5, 0].map { Severity(baseScore: $0).name } == [
                "Critical", "Critical", "High", "High", "Medium", "Medium", "Low", "Low", "Unknown", "Unknown",
            ])
    }

    @Test("a cloud cluster is a cluster; cloud means any of them; no scope means everywhere")
    func scopes() {
        #expect(ScanContext.file.isIn([]))
        #expect(!ScanContext.file.isIn(["cluster"]))
        #expect(ScanContext.cluster(cloud: "GKE").isIn(["cluster"]))
        #expect(ScanContext.cluster(cloud: "GKE").isIn(["cloud"]))
        #expect(ScanContext.cluster(cloud: "GKE").isIn(["gke"]))
        #expect(!ScanContext.cluster(cloud: "GKE").isIn(["EKS"]))
        #expect(!ScanContext.cluster(cloud: nil).isIn(["cloud"]))
    }

    @Test("cells of a table may be quoted")
    func cells() {
        #expect(
            PublishedStore.cells("NSA,C-0001,\"Forbidden, \"\"bad\"\" registries\"") == [
                "NSA", "C-0001", "Forbidden, \"bad\" registries",
            ])
    }
}
