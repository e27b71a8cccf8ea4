import Documents
import Foundation
import ManifestSources
import PolicyLibrary
import PostureScan
import Reports
import Testing

@testable import StoredReports

/// A folder of a test that vanishes with it, and scans of it.
final class ScannedFolder {
    let path: String

    init(_ files: [String: String]) throws {
        path =
            URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path + "/breakwater-"
            + UUID().uuidString
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    /// The report of a scan of the folder, as a file would hold it.
    func scan(
        _ controls: [String], exceptions: [ExceptionPolicy] = [], inputs: [String: [String]] = [:],
        change: (String) -> String = { $0 }
    ) async throws -> StoredReport {
        let library = PolicyLibrary.builtIn()
        let manifests = try await ManifestReader(workers: 1).read([path])
        let options = ScanOptions(workers: 1, policies: ScanPolicies(exceptions: exceptions))
        let report = try await PostureScanner(
            library: library, inputs: try library.defaultInputs().replaced(by: inputs), options: options
        ).scan(manifests, [try library.select(controls: controls, for: .file)])
        let metadata = ReportMetadata(
            generationTime: "2026-11-25T13:05:51Z", reportGUID: "", productVersion: "0.1.0", paths: [path],
            target: .directory, targetNames: [])
        let text = change(
            String(decoding: ReportOutput.bytes { ReportV2(report, metadata).write(to: $0) }, as: UTF8.self))
        return try StoredReport(try JSONParser.parse(SourceBytes(text), name: "report").root, name: "report")
    }
}

@Suite("A plan of fixes")
struct FixPlanTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          containers:
          - name: web # main
            image: web:1
            securityContext:
              privileged: true

        """

    private func options(_ folder: ScannedFolder) -> FixPlan.Options { FixPlan.Options(base: folder.path) }

    @Test("changes the fields that controls name, and writes the file whole with its permissions")
    func whole() async throws {
        let folder = try ScannedFolder(["app.yaml": Self.pod])
        chmod("\(folder.path)/app.yaml", 0o640)
        let plan = FixPlan(try await folder.scan(["C-0017", "C-0057"]), options(folder))
        #expect((plan.fixed, plan.total, plan.leftovers.count) == (2, 2, 0))
        #expect(plan.files.map(\.relativePath) == ["app.yaml"])
        #expect(
            plan.files[0].changes.map(\.text) == [
                "remove spec.containers[0].securityContext.privileged",
                "spec.containers[0].securityContext.readOnlyRootFilesystem = true",
            ])
        try plan.files[0].write()
        #expect(
            try folder.read("app.yaml") == """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  containers:
                  - name: web # main
                    image: web:1
                    securityContext: {readOnlyRootFilesystem: true}

                """)
        var status = stat()
        #expect(stat("\(folder.path)/app.yaml", &status) == 0 && status.st_mode & 0o777 == 0o640)
        let again = FixPlan(try await folder.scan(["C-0017", "C-0057"]), options(folder))
        #expect((again.total, again.files.count) == (0, 0))
    }

    @Test("can be bound to chosen controls")
    func chosen() async throws {
        let folder = try ScannedFolder(["app.yaml": Self.pod])
        var options = options(folder)
        options.controls = ["C-0017"]
        let plan = FixPlan(try await folder.scan(["C-0017", "C-0057"]), options)
        #expect((plan.fixed, plan.total) == (1, 1))
    }

    @Test("needs values for placeholders: by field, by name, or the placeholder itself when asked for")
    func placeholders() async throws {
        let folder = try ScannedFolder(["app.yaml": Self.pod])
        let report = try await folder.scan(["C-0270"])
        let field = "spec.containers[0].resources.limits.cpu"
        let none = FixPlan(report, options(folder))
        #expect(none.leftovers.map(\.why) == ["\(field) needs a value of yours for YOUR_VALUE"])
        #expect(none.files.isEmpty)
        var own = options(folder)
        own.values = ["limits.cpu": "500m", "YOUR_VALUE": "1"]
        #expect(FixPlan(report, own).files[0].changes.map(\.text) == ["\(field) = \"500m\""])
        own.values = ["YOUR_VALUE": "1"]
        #expect(FixPlan(report, own).files[0].changes.map(\.text) == ["\(field) = 1"])
        own.values = [:]
        own.writesPlaceholders = true
        #expect(FixPlan(report, own).files[0].changes.map(\.text) == ["\(field) = YOUR_VALUE"])
    }

    @Test("finds the object in a file of several documents and in lists")
    func documents() async throws {
        let folder = try ScannedFolder([
            "app.yaml": """
            # first
            {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, securityContext: {readOnlyRootFilesystem: true}}]}}
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Pod
              metadata: {name: b}
              spec: {containers: [{name: b}]}

            """
        ])
        let plan = FixPlan(try await folder.scan(["C-0017"]), options(folder))
        #expect(plan.files.count == 1 && plan.leftovers.isEmpty)
        let text = String(decoding: plan.files[0].after, as: UTF8.self)
        #expect(
            text.hasSuffix(
                "  spec: {containers: [{name: b, securityContext: {readOnlyRootFilesystem: true}}]}\n"))
    }

    @Test("refuses a file that is not what was scanned, and one that changes before it is written")
    func changed() async throws {
        let folder = try ScannedFolder(["app.yaml": Self.pod])
        let report = try await folder.scan(["C-0017"])
        let plan = FixPlan(report, options(folder))
        try folder.write("app.yaml", Self.pod.replacing("web:1", with: "web:2"))
        let error = try #require(throws: FixWritingError.self) { try plan.files[0].write() }
        #expect(error.why == "it has changed in the meantime")
        let late = FixPlan(report, options(folder))
        #expect(late.files.isEmpty)
        #expect(late.leftovers.map(\.why) == ["\(folder.path)/app.yaml has changed since the scan; scan again"])
    }

    @Test("stays in its folder, whatever a report says")
    func outside() async throws {
        let folder = try ScannedFolder([
            "in/app.yaml": Self.pod, "out/app.yaml": Self.pod.replacing("name: web}", with: "name: other}"),
        ])
        var inside = options(folder)
        inside.base = "\(folder.path)/in"
        let report = try await folder.scan(["C-0017"])
        let plan = FixPlan(report, inside)
        #expect(plan.files.map(\.relativePath) == ["app.yaml"])
        #expect(
            plan.leftovers.map(\.why) == [
                "\(folder.path)/out/app.yaml lies outside of \(folder.path)/in; allow another folder with --base-path"
            ])
        for path in ["../out/app.yaml", "\(folder.path)/in/../out/app.yaml"] {
            let forged = try await folder.scan(["C-0017"]) {
                $0.replacing("\(folder.path)/in/app.yaml", with: path).replacing("in/app.yaml", with: path)
            }
            #expect(FixPlan(forged, inside).files.isEmpty)
        }
    }

    @Test("does not follow links out of its folder")
    func links() async throws {
        let folder = try ScannedFolder(["in/keep.yaml": "a: 1", "out/app.yaml": Self.pod])
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/in/app.yaml", withDestinationPath: "\(folder.path)/out/app.yaml")
        var inside = options(folder)
        inside.base = "\(folder.path)/in"
        let report = try await folder.scan(["C-0017"]) { $0.replacing("out/app.yaml", with: "in/app.yaml") }
        let plan = FixPlan(report, inside)
        #expect(plan.files.isEmpty)
        #expect(plan.leftovers.allSatisfy { $0.why.contains("lies outside of") } && !plan.leftovers.isEmpty)
    }

    @Test("leaves what is not YAML to people")
    func others() async throws {
        let folder = try ScannedFolder([
            "app.json":
                #"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a"}]}}"#
        ])
        let plan = FixPlan(try await folder.scan(["C-0017"]), options(folder))
        #expect(plan.leftovers.map(\.why) == ["only YAML files are changed, and this is JSON"])
        let chart = FixPlan(
            try await folder.scan(["C-0017"]) {
                $0.replacing("\"fileType\":\"JSON\"", with: "\"fileType\":\"Helm Chart\"")
            },
            options(folder))
        #expect(
            chart.leftovers.map(\.why) == ["it was made by Helm Chart (app.json), so the fix belongs there"])
    }

    @Test("does not understand every path, and says so")
    func paths() async throws {
        let folder = try ScannedFolder(["app.yaml": Self.pod])
        let report = try await folder.scan(["C-0017"]) {
            $0.replacing("spec.containers[0].securityContext.readOnlyRootFilesystem", with: "spec | del(.x)")
        }
        let plan = FixPlan(report, options(folder))
        #expect(plan.leftovers.map(\.why) == ["the path \"spec | del(.x)\" of the fix is not understood"])
    }
}
