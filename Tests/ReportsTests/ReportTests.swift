import Documents
import Foundation
import ManifestSources
import PolicyLibrary
import PostureScan
import Testing

@testable import Reports

/// A report on two pods, one of them privileged.
private func sample(_ controls: [String] = ["C-0057", "C-0069"]) async throws -> ScanReport {
    let source = ManifestSource(path: "pods.yaml", relativePath: "pods.yaml", format: .yaml)
    let text = """
        apiVersion: v1
        kind: Pod
        metadata: {name: bad, namespace: shop}
        spec:
          containers:
          - name: web
            securityContext:
              privileged: true
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: good}, spec: {containers: [{name: web}]}}
        """
    let objects = try YAMLParser.parse(SourceBytes(text), name: "pods.yaml").enumerated().map { index, document in
        ManifestObject(
            node: document.root, path: "", source: source, documentIndex: index, apiVersion: "v1", kind: "Pod")
    }
    let library = PolicyLibrary.builtIn()
    let scanner = PostureScanner(
        library: library, inputs: ControlInputs(), options: ScanOptions(workers: 1))
    return try await scanner.scan(
        ManifestSet(objects: objects, sources: [source], problems: [], ignoredDocuments: 1),
        [try library.select(controls: controls, for: .file)])
}

private let metadata = ReportMetadata(
    generationTime: "2026-01-02T03:04:05Z", reportGUID: "id", productVersion: "1.0.0", paths: ["pods.yaml"],
    target: .file, hostName: "desk", targetNames: ["C-0057"], isControlScan: true)

@Suite("The JSON report")
struct ReportV2Tests {
    private func json() async throws -> Node {
        let report = ReportV2(try await sample(), metadata)
        let bytes = ReportOutput.bytes { report.write(to: $0) }
        return try JSONParser.parse(SourceBytes(bytes), name: "report").root
    }

    private func text(_ path: DocumentPath, _ root: Node) -> String? {
        root.node(at: path).map { JSONWriter.compact.string($0) }
    }

    @Test("has a result for every resource, in the order of ids")
    func results() async throws {
        let root = try await json()
        #expect(
            text("results[0].controls", root)
                == #"[{"controlID":"C-0057","name":"Privileged container","rules":[{"controlConfigurations":{},"#
                + #""evaluationMode":"corrected","#
                + #""messages":["container: web in pod: bad  is privileged"],"name":"rule-privilege-escalation","#
                + #""paths":[{"currentValue":"true","failedPath":"spec.containers[0].securityContext.privileged","#
                + #""fixPath":{"path":"","value":""},"location":{"column":7,"file":"pods.yaml","line":8},"#
                + #""resourceID":"path=1996219848/api=/v1/shop/Pod/bad"},"#
                + #"{"currentValue":"true","deletePath":"spec.containers[0].securityContext.privileged","#
                + #""fixPath":{"path":"","value":""},"location":{"column":7,"file":"pods.yaml","line":8},"#
                + #""resourceID":"path=1996219848/api=/v1/shop/Pod/bad"}],"relatedResourcesIDs":[],"status":"failed","#
                + #""subStatus":""}],"severity":"High","status":{"info":"","status":"failed","subStatus":""}}]"#)
        #expect(root["results"]?.elements.count == 2)
    }

    @Test("has the object and its source")
    func resources() async throws {
        let root = try await json()
        #expect(
            text("resources[0]", root)
                == #"{"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"bad","namespace":"shop"},"#
                + #""spec":{"containers":[{"name":"web","securityContext":{"privileged":true}}]}},"#
                + #""resourceID":"path=1996219848/api=/v1/shop/Pod/bad","#
                + #""source":{"fileType":"YAML","lastCommit":{},"path":"pods.yaml","relativePath":"pods.yaml"}}"#)
    }

    @Test("sums up each control")
    func summary() async throws {
        let root = try await json()
        #expect(
            text("summaryDetails.controls[C-0057]", root)
                == #"{"ResourceCounters":{"excludedResources":0,"failedResources":1,"passedResources":1,"#
                + #""skippedResources":0},"category":{"id":"Cat-5","name":"Workload","subCategory":{"id":"Cat-9","name":"Node escape"}},"complianceScore":50,"#
                + #""controlID":"C-0057","name":"Privileged container","resourceIDs":{},"score":50,"scoreFactor":8,"#
                + #""severity":"High","status":"failed","statusInfo":{"info":"","status":"failed","subStatus":""},"#
                + #""subStatusCounters":{"ignoredResources":0}}"#)
        #expect(
            text("summaryDetails.resourcesSeverityCounters", root)
                == #"{"criticalSeverity":0,"highSeverity":1,"lowSeverity":0,"mediumSeverity":0}"#)
        #expect(text("summaryDetails.complianceScore", root) == "50")
    }

    @Test("accounts for what was not evaluated")
    func coverage() async throws {
        let root = try await json()
        let reason = "it needs data from the nodes (KubeletInfo), which manifests do not hold"
        #expect(
            text("scanCoverage.notEvaluatedControls", root)
                == #"[{"controlID":"C-0069","missingGVRs":[],"reason":"\#(reason)"}]"#)
        #expect(text("scanCoverage.evaluatedControls", root) == "1")
        #expect(text("scanCoverage.ignoredDocuments", root) == "1")
        #expect(
            text("scanCoverage.controls[C-0069].kinds", root)
                == #"[{"found":0,"kind":"KubeletInfo","reason":"\#(reason)","state":"not evaluated","tested":0}]"#)
    }
}

@Suite("The report for the terminal")
struct TerminalReportTests {
    private func terminal(_ report: ScanReport, isColored: Bool) -> String {
        let style = TerminalStyle(isColored: isColored, width: 80)
        return String(
            decoding: ReportOutput.bytes { TerminalReport.write(report, metadata, style, to: $0) }, as: UTF8.self)
    }

    @Test("is plain text without a terminal")
    func plain() async throws {
        let text = terminal(try await sample(), isColored: false)
        #expect(
            text.hasPrefix(
                """
                Posture of pods.yaml
                1 file · 2 objects · 1 document without apiVersion and kind · policies from the
                built-in library

                Chosen controls  50 % compliant, over 1 of 2 controls
                                 1 failed · 0 passed · 1 not evaluated

                Severity  Control  Name                  Failed  All  Compliance
                ────────  ───────  ────────────────────  ──────  ───  ──────────
                High      C-0057   Privileged container       1    2        50 %

                Not evaluated
                  C-0069  Disable anonymous access to Kubelet service
                          it needs data from the nodes (KubeletInfo), which manifests do not
                          hold

                Failed resources

                  Pod/bad in shop  pods.yaml:1
                    High      C-0057  Privileged container
                              line 8: remove
                                spec.containers[0](web).securityContext.privileged (now true)

                """))
        #expect(text.contains("2 resources tested: 1 with failures, 1 without\nFailures by severity: 1 high\n"))
        #expect(text.contains("breakwater scan control C-0057 pods.yaml -v\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("colours what matters when it may")
    func colours() async throws {
        let text = terminal(try await sample(), isColored: true)
        #expect(text.contains("\u{1B}[38;5;196mHigh\u{1B}[0m"))
    }

    @Test(
        "rounds without claiming too much",
        arguments: [
            (100.0, "100 %"), (99.7, "99 %"), (0.2, "1 %"), (0.0, "0 %"), (66.6, "67 %"),
        ])
    func percent(_ example: (Double, String)) { #expect(Words.percent(example.0) == example.1) }

    @Test("cuts the flexible column of a table that is too wide")
    func tables() {
        var table = TextTable([
            .init(title: "Id"), .init(title: "Name", isFlexible: true), .init(title: "N", alignment: .right),
        ])
        table.add([.init("a"), .init(String(repeating: "long ", count: 20)), .init("12")])
        let lines = table.lines(TerminalStyle(isColored: false, width: 60))
        #expect(lines.map(\.count) == [60, 60, 60])
        #expect(lines[2].hasSuffix("…  12"))
    }
}

@Suite("A report file")
struct ReportFileTests {
    @Test("is there whole, and nothing beside it")
    func writing() throws {
        let folder = NSTemporaryDirectory() + "breakwater-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try ReportFile.write(Array("one".utf8), to: "\(folder)/report.json")
        try ReportFile.write(Array("two".utf8), to: "\(folder)/report.json")
        #expect(try String(contentsOfFile: "\(folder)/report.json", encoding: .utf8) == "two")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.json"])
        let error = #expect(throws: ReportFileError.self) { try ReportFile.write([1], to: "\(folder)/no/report.json") }
        #expect(error?.path == "\(folder)/no/report.json")
    }

    @Test("says so when the disk is full, and leaves the old file alone")
    func fullDisk() throws {
        let error = #expect(throws: ReportFileError.self) { try ReportFile.write([1, 2], to: "/dev/full") }
        #expect(
            error?.description
                == "The report cannot be written to /dev/full (No space left on device). Make room, or give a file on "
                + "another disk.")
    }

    @Test("is written through a link, which stays one")
    func links() throws {
        let folder = NSTemporaryDirectory() + "breakwater-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "real.json")
        try ReportFile.write(Array("one".utf8), to: "\(folder)/link")
        #expect(try String(contentsOfFile: "\(folder)/real.json", encoding: .utf8) == "one")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "real.json")
        #expect(throws: ReportFileError.self) { try ReportFile.write([1], to: folder) }
        #expect(throws: ReportFileError.self) { try ReportFile.check("\(folder)/no/report.json") }
        try ReportFile.check("\(folder)/new.json")
    }

    @Test("reaches its file in small pieces")
    func pieces() throws {
        var largest = 0
        var count = 0
        let output = ReportOutput { piece in
            largest = max(largest, piece.count)
            count += piece.count
        }
        for _ in 0..<100_000 { output.write("0123456789") }
        try output.finish()
        #expect(count == 1_000_000)
        #expect(largest <= 66_000)
    }
}
