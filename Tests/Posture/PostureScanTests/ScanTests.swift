import Documents
import ManifestSources
import PolicyLibrary
import Rego
import Testing

@testable import PostureScan

@Suite("A scan")
struct ScanTests {
    private let library = PolicyLibrary.builtIn()

    private func scan(_ yaml: String, controls: [String], inputs: [String: [String]] = [:]) async throws -> ScanReport {
        let all = try objects(yaml)
        let source = ManifestSource(path: "app.yaml", relativePath: "app.yaml", format: .yaml)
        let set = ManifestSet(objects: all, sources: [source], problems: [], ignoredDocuments: 0)
        let selected =
            controls == ["NSA"]
            ? try library.select(frameworks: ["NSA"], for: .file)
            : [try library.select(controls: controls, for: .file)]
        let scanner = PostureScanner(
            library: library, inputs: try library.defaultInputs().replaced(by: inputs),
            options: ScanOptions(workers: 2))
        return try await scanner.scan(set, selected)
    }

    private static let pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: bad}
        spec:
          containers:
          - name: a
            securityContext:
              privileged: true
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: good}, spec: {containers: [{name: a}]}}
        """

    @Test("judges every resource and shows findings in their place")
    func findings() async throws {
        let report = try await scan(Self.pods, controls: ["C-0057"])
        let result = try #require(report.controls.first)
        #expect(result.status == .failed)
        #expect(result.coverage == .evaluated)
        #expect(result.complianceScore == 50)
        #expect(result.score == 50)
        let verdict = try #require(result.verdicts.first { $0.status == .failed })
        #expect(report.resources[verdict.resource].name == "bad")
        let path = try #require(verdict.findings.first?.paths.first { $0.role == .delete })
        #expect(path.path == "spec.containers[0].securityContext.privileged")
        #expect(
            path.place == Finding.Place(file: "app.yaml", line: 8, column: 7, exists: true, current: "true"))
    }

    @Test("points to the deepest part of a fix that is there")
    func fixes() async throws {
        let report = try await scan(Self.pods, controls: ["C-0017"])
        let findings = report.controls[0].verdicts.flatMap(\.findings)
        let path = try #require(findings.first { report.resources[$0.resource].name == "bad" }?.paths.first)
        #expect(path.role == .fix(value: "true"))
        #expect(path.path == "spec.containers[0].securityContext.readOnlyRootFilesystem")
        #expect(path.place == Finding.Place(file: "app.yaml", line: 7, column: 5, exists: false, current: nil))
    }

    @Test("masks values of environments")
    func secrets() async throws {
        let report = try await scan(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: bad}
            spec: {containers: [{name: a, env: [{name: PASSWORD, value: hunter2}]}]}
            """, controls: ["C-0012"])
        let places = report.controls[0].verdicts.flatMap(\.findings).flatMap(\.paths).compactMap(\.place)
        #expect(places.compactMap(\.current) == places.map { _ in "XXXXXX" })
        #expect(!places.isEmpty)
    }

    @Test("says for every control of NSA whether it was evaluated, and why not")
    func coverage() async throws {
        let report = try await scan(Self.pods, controls: ["NSA"])
        #expect(report.controls.count == 26)
        func coverage(_ id: String) -> ControlResult.Coverage? {
            report.controls.first { $0.control.id == id }?.coverage
        }
        #expect(
            coverage("C-0069")
                == .notEvaluated(why: "it needs data from the nodes (KubeletInfo), which manifests do not hold"))
        #expect(coverage("C-0005") == .notEvaluated(why: "it is about running clusters, not about manifests"))
        #expect(
            coverage("C-0068")
                == .notEvaluated(
                    why: "it needs the pod of the API server or the description of the cloud cluster (EKS, GKE), "
                        + "which manifests do not hold"))
        #expect(
            coverage("C-0054")
                == .notApplicable(
                    why: "no Namespace, NetworkPolicy, CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy among the "
                        + "objects"))
        #expect(coverage("C-0057") == .evaluated)
        let kubelet = try #require(report.controls.first { $0.control.id == "C-0069" })
        #expect(kubelet.status == .skipped && kubelet.subStatus == .integration && !kubelet.isCounted)
        let privileged = try #require(report.controls.first { $0.control.id == "C-0057" })
        #expect(privileged.kinds[0] == KindCoverage(kind: "Pod", coverage: .evaluated, found: 2, tested: 2))
        #expect(
            privileged.kinds[1]
                == KindCoverage(
                    kind: "Deployment", coverage: .notApplicable(why: "none found"), found: 0, tested: 0))
    }

    @Test("a control whose lists are empty is not evaluated")
    func configuration() async throws {
        let report = try await scan(
            Self.pods, controls: ["C-0046", "C-0057"], inputs: ["insecureCapabilities": []])
        let result = report.controls[0]
        #expect(result.status == .skipped && result.subStatus == .configuration)
        #expect(result.coverage == .notEvaluated(why: "it compares with lists that are empty: insecureCapabilities"))
    }

    @Test("that evaluates nothing is an error")
    func nothing() async throws {
        let error = await #expect(throws: PostureScanError.self) { try await scan(Self.pods, controls: ["C-0069"]) }
        #expect(
            error?.description.hasPrefix(
                "No control was evaluated, so there is no result: C-0069: it needs data from the nodes (KubeletInfo)")
                == true)
    }

    @Test("an irrelevant control counts as compliant for Kubescape's number, not for ours")
    func scores() async throws {
        let report = try await scan(Self.pods, controls: ["C-0057", "C-0059"])
        let framework = report.frameworks[0]
        #expect(framework.complianceScore == 75)
        #expect(framework.evaluatedComplianceScore == 50)
        #expect(report.controls[1].subStatus == .irrelevant)
    }

    @Test("gives the same answer over parts of the input as over the whole, for every rule of NSA")
    func parts() throws {
        let yaml = (0..<40).map { index in
            let context = ["{}", "{privileged: true}", "{allowPrivilegeEscalation: false}", "{runAsUser: 0}"][index % 4]
            return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app-\(index), namespace: team-\(index % 3)}
                spec: {template: {metadata: {labels: {app: a\(index % 5)}}, spec: {hostNetwork: \(index % 7 == 0),
                  containers: [{name: a, env: [{name: PASSWORD, value: x\(index)}], securityContext: \(context)}]}}}
                """
        }.joined(separator: "\n---\n")
        var resources = ResourceSet(try objects(yaml))
        let compiler = try RuleCompiler(library)
        var divisible = 0
        for selected in try library.select(frameworks: ["NSA"], for: .cluster(cloud: nil))[0].controls {
            for rule in selected.rules {
                let input = resources.input(of: rule, isStrict: false)
                let run = RuleRun(
                    rule: rule, policy: try compiler.compile(rule), enumerator: try compiler.compileEnumerator(rule),
                    data: RuleData.document(lists: try library.defaultInputs().lists, cloud: "", isStrict: false),
                    showsSecrets: false, budget: .standard)
                guard run.looksAtOneElement else { continue }
                divisible += 1
                func messages(_ places: ArraySlice<Int>) -> [String] {
                    run.evaluate(places, of: resources.resources, keys: resources.placesByKey).findings.map(\.message)
                }
                let whole = messages(input.places[...])
                let parts = stride(from: 0, to: input.places.count, by: 7).flatMap {
                    messages(input.places[$0..<min($0 + 7, input.places.count)])
                }
                #expect(whole.sorted() == parts.sorted(), "\(rule.name)")
            }
        }
        #expect(divisible >= 15)
    }
}

@Suite("Responses of rules")
struct RuleResponseTests {
    @Test("are read with keys in any case; absent and null lists are equal, empty ones are not")
    func decoding() throws {
        let document = try JSONParser.parse(
            SourceBytes(
                #"{"ALERTMESSAGE": "m", "alertScore": 7, "failedPaths": null, "reviewPaths": [],"#
                    + #""fixPaths": [{"path": "a.b", "value": "c"}], "alertObject": {"k8SApiObjects": [{"kind": "Pod"}, 1]},"#
                    + #""relatedObjects": [{"object": {"kind": "Role"}, "deletePaths": ["x"]}], "other": 1}"#),
            name: "response")
        let response = try #require(RuleResponse(document.rootValue))
        #expect(response.alertMessage == "m")
        #expect(response.alertScore == 7)
        #expect(response.fields.failedPaths == nil)
        #expect(response.fields.reviewPaths == [])
        #expect(response.fields.fixPaths == [RuleResponse.Fix(path: "a.b", value: "c")])
        #expect(response.kubernetesObjects?.count == 1)
        #expect(response.externalObject == nil)
        #expect(response.relatedObjects?.first?.fields.deletePaths == ["x"])
        #expect(RuleResponse(.null) == nil)
    }
}
