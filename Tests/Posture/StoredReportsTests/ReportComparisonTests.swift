import Documents
import PolicyLibrary
import Testing

@testable import StoredReports

@Suite("A comparison of reports")
struct ReportComparisonTests {
    private static func pod(_ name: String, privileged: Bool, image: String = "web:1") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)}
        spec: {containers: [{name: c, image: "\(image)", securityContext: {privileged: \(privileged)}}]}

        """
    }

    private func lines(_ changes: [ReportComparison.Change]) -> [String] {
        changes.map { "\($0.controlID) \($0.resourceID.split(separator: "/").last ?? "") \($0.cause.rawValue)" }
    }

    @Test("of a report with itself has no differences")
    func same() async throws {
        let folder = try ScannedFolder(["a.yaml": Self.pod("a", privileged: true)])
        let report = try await folder.scan(["C-0057", "C-0017"])
        let comparison = ReportComparison(report, report)
        #expect(comparison.new == [] && comparison.resolved == [] && comparison.incomparable == [])
        #expect(comparison.changed == [] && comparison.unchanged > 0)
    }

    @Test("says that objects came, went or changed")
    func objects() async throws {
        let folder = try ScannedFolder([
            "a.yaml": Self.pod("a", privileged: true), "b.yaml": Self.pod("b", privileged: true),
            "c.yaml": Self.pod("c", privileged: true),
        ])
        let base = try await folder.scan(["C-0057"])
        try folder.write("b.yaml", Self.pod("b", privileged: false))
        try folder.write("c.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}")
        try folder.write("d.yaml", Self.pod("d", privileged: true))
        let head = try await folder.scan(["C-0057"])
        let comparison = ReportComparison(base, head, granularity: .control)
        #expect(lines(comparison.new) == ["C-0057 d object"])
        #expect(lines(comparison.resolved).sorted() == ["C-0057 b object", "C-0057 c object"])
        #expect(
            Set(comparison.resolved.map(\.detail)) == [
                "the object is another", "only one of the reports has the object",
            ])
        #expect(comparison.unchanged == 1)
        #expect(comparison.newFindings(from: .high).count == 1)
        #expect(comparison.newFindings(from: .critical).isEmpty)
    }

    @Test("comes as Markdown in which names are names")
    func markdown() async throws {
        let folder = try ScannedFolder(["a.yaml": Self.pod("a", privileged: true)])
        let base = try await folder.scan(["C-0057"])
        try folder.write("b.yaml", Self.pod("\"b|<img>_x_\"", privileged: true))
        let head = try await folder.scan(["C-0057"])
        #expect(
            ReportComparison(base, head, granularity: .control).markdown(base, head) == """
                ## Posture: what changed

                **1 new**, 0 resolved, 1 unchanged, 0 incomparable

                ### New

                | Severity | Control | Resource | Field | Why |
                |---|---|---|---|---|
                | High | C-0057 Privileged container | Pod b\\|&lt;img>\\_x\\_ |  | object: only one of the reports has the object |

                """)
    }

    @Test("is the same in YAML and JSON")
    func yaml() async throws {
        let folder = try ScannedFolder(["a.yaml": Self.pod("a", privileged: true)])
        let base = try await folder.scan(["C-0057"])
        try folder.write("a.yaml", Self.pod("b", privileged: true))
        let comparison = ReportComparison(base, try await folder.scan(["C-0057"]))
        let json = try JSONParser.parse(SourceBytes(comparison.json()), name: "json", budget: .data).root
        let yaml = try #require(
            try YAMLParser.parse(SourceBytes(comparison.yaml()), name: "yaml", budget: .data, positions: false).first)
        #expect(yaml.root == json)
    }

    @Test("says that an input changed")
    func inputs() async throws {
        let folder = try ScannedFolder([
            "a.yaml": """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: {containers: [{name: c, securityContext: {capabilities: {add: [SYS_TIME]}}}]}
            """
        ])
        let base = try await folder.scan(["C-0046"])
        let head = try await folder.scan(["C-0046"], inputs: ["insecureCapabilities": ["SYS_TIME"]])
        let comparison = ReportComparison(base, head, granularity: .control)
        #expect(lines(comparison.new) == ["C-0046 a input"])
        #expect(comparison.new.map(\.detail) == ["insecureCapabilities"])
    }

    @Test("says that a control was not looked at: incomparable, never resolved, and new for a gate")
    func coverage() async throws {
        let folder = try ScannedFolder(["a.yaml": Self.pod("a", privileged: true)])
        let both = try await folder.scan(["C-0017", "C-0057"])
        let one = try await folder.scan(["C-0057"])
        let less = ReportComparison(both, one, granularity: .control)
        #expect(less.resolved == [])
        #expect(lines(less.incomparable) == ["C-0017 a coverage"])
        #expect(less.newFindings(from: nil).isEmpty)
        let more = ReportComparison(one, both, granularity: .control)
        #expect(more.new == [])
        #expect(lines(more.newFindings(from: nil)) == ["C-0017 a coverage"])
    }

    @Test("says that the rule is another when nothing else is")
    func rules() async throws {
        let folder = try ScannedFolder(["a.yaml": Self.pod("a", privileged: true)])
        let base = try await folder.scan(["C-0057"]) {
            $0.replacing("breakwater 0.1.0", with: "breakwater 0.0.9")
                .replacing(
                    #""deletePath":"spec.containers[0].securityContext.privileged""#, with: #""deletePath":"spec""#)
        }
        let head = try await folder.scan(["C-0057"])
        let comparison = ReportComparison(base, head)
        #expect(Set(comparison.new.map(\.cause)) == [.rule] && Set(comparison.resolved.map(\.cause)) == [.rule])
        #expect(comparison.new[0].detail == "breakwater 0.0.9 and breakwater 0.1.0")
        #expect(lines(comparison.changed) == ["C-0057 a rule"])
        #expect(ReportComparison(base, head, granularity: .control).new == [])
    }

    @Test("reads reports of Kubescape, of today and of 2022")
    func kubescape() throws {
        func report(_ results: String, _ controls: String) throws -> StoredReport {
            let text = """
                {"generationTime": "2022-08-01T10:00:00Z", "summaryDetails": {"controls": {\(controls)}},
                 "resources": [{"resourceID": "/v1/default/Pod/web", "object": {"apiVersion": "v1", "kind": "Pod",
                  "metadata": {"name": "web", "namespace": "default"}}}],
                 "results": [{"resourceID": "/v1/default/Pod/web", "controls": [\(results)]}],
                 "metadata": {"scanMetadata": {"kubescapeVersion": "v2.0.170"}}}
                """
            return try StoredReport(try JSONParser.parse(SourceBytes(text), name: "report").root, name: "report")
        }
        let control =
            #""C-0057": {"controlID": "C-0057", "name": "Privileged container", "scoreFactor": 8, "status": "failed"}"#
        let path = #"{"failedPath": "spec.x", "fixPath": {"path": "", "value": ""}}"#
        let failed = #"{"controlID": "C-0057", "rules": [{"name": "r", "status": "failed", "paths": [\#(path)]}]}"#
        let excluded =
            #"{"controlID": "C-0057", "rules": [{"name": "r", "status": "excluded", "exception": [{"name": "ours"}]}]}"#
        let old = try report(failed, control)
        let new = try report(excluded, control)
        #expect(!old.isOwn && old.producer == "v2.0.170")
        #expect(old.verdicts.map(\.status) == ["failed"])
        #expect(old.verdicts[0].evidence.map(\.path) == ["spec.x"])
        #expect(new.verdicts.map { "\($0.status) \($0.subStatus)" } == ["passed w/exceptions"])
        let comparison = ReportComparison(old, new)
        #expect(comparison.resolved.map(\.cause) == [.exception])
        #expect(comparison.resolved.map(\.detail) == ["ours"])
        #expect(comparison.resolved.map(\.severity) == [.high])
        #expect(
            ComparisonText.text(comparison, old, new).contains(
                "High C-0057 Privileged container: Pod default/web spec.x (exception: ours)"))
    }

    @Test(
        "refuses what is no report",
        arguments: [
            ("[]", "it is not a JSON object"), ("{}", "it lacks summaryDetails or results"),
            (#"{"summaryDetails": {"controls": {}}, "results": 5}"#, "it lacks summaryDetails or results"),
            (#"{"encryptionMetadata": {"version": "1"}, "summaryDetails": {"controls": {}}}"#, "it is encrypted"),
        ])
    func noReport(text: String, why: String) throws {
        let root = try JSONParser.parse(SourceBytes(text), name: "x").root
        let error = try #require(throws: StoredReportError.self) { try StoredReport(root, name: "x.json") }
        #expect(error == .noReport(path: "x.json", why: why))
    }
}
