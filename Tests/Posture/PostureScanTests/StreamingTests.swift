import Documents
import Foundation
import ManifestSources
import PolicyLibrary
import Rego
import Testing

@testable import PolicyLibrary
@testable import PostureScan

/// Objects that come in pages of a size, in any order, from several tasks.
struct PagedObjects: ObjectSource {
    let objects: [PageObject]
    let pageSize: Int
    /// Which page comes when: pages go round by so many.
    var stride = 1

    func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary {
        let starts = Array(Swift.stride(from: 0, to: objects.count, by: pageSize))
        let order = (0..<starts.count).sorted { ($0 % stride, $0) < ($1 % stride, $1) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<3 {
                group.addTask {
                    for (index, page) in order.enumerated() where index % 3 == task {
                        let start = starts[page]
                        let end = min(start + pageSize, objects.count)
                        try await deliver(ObjectPage(Array(objects[start..<end]), order: UInt64(start)))
                    }
                }
            }
            try await group.waitForAll()
        }
        return SourceSummary()
    }
}

@Suite("A scan page by page")
struct StreamingTests {
    private static let library = PolicyLibrary.builtIn()

    /// Every rule of the library in a control of its own.
    static func everyRule() throws -> SelectedFramework {
        let template = try library.control("C-0057")
        let controls = try library.rules().sorted { $0.name < $1.name }.map { rule in
            var control = template
            control.id = "T-\(rule.name)"
            control.ruleNames = [rule.name]
            return SelectedControl(control: control, rules: [rule], rulesOfOtherClouds: [], isInScope: true)
        }
        return SelectedFramework(name: "everything", version: "", controls: controls)
    }

    static func root() -> String {
        String(#filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" })
    }

    #if DEBUG
        /// Debug builds are some twenty times slower, so they see fewer cases of each rule and fewer ways to cut.
        private static let casesOfRule = 2
        private static let workloads = 24
        private static let cuts = [(3, 3, 1), (64, 2, 2)]
    #else
        private static let casesOfRule = Int.max
        private static let workloads = 120
        private static let cuts = [(1, 3, 1), (7, 1, 3), (64, 2, 2), (101, 4, 1)]
    #endif

    /// Generated workloads, the examples, and the inputs of cases of every rule.
    static func manifests() async throws -> [PageObject] {
        var generator = WorkloadGenerator(seed: 20_220_801)
        var objects = try generator.objects(workloads).map { PageObject($0) }
        var paths: [String] = ["\(root())/Examples"]
        let rules = "\(root())/Policies/rules"
        for rule in try FileManager.default.contentsOfDirectory(atPath: rules).sorted() {
            let cases = "\(rules)/\(rule)/test"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: cases).sorted()) ?? []
            for name in names.prefix(casesOfRule) {
                let input = "\(cases)/\(name)/input"
                if FileManager.default.fileExists(atPath: input) { paths.append(input) }
            }
        }
        let read = try await ManifestReader(workers: 2).read(paths)
        objects += read.objects.map { PageObject($0) }
        return objects
    }

    private func scan(
        _ source: some ObjectSource, workers: Int, isStrict: Bool = false, context: ScanContext = .cluster(cloud: nil)
    ) async throws -> ScanReport {
        let options = ScanOptions(context: context, isStrict: isStrict, workers: workers)
        return try await PostureScanner(
            library: Self.library, inputs: try Self.library.defaultInputs(), options: options
        ).scan(source, [try Self.everyRule()])
    }

    @Test(
        "gives the same as everything at once, for every rule, whatever the pages and the workers",
        arguments: [false, true])
    func equality(isStrict: Bool) async throws {
        let objects = try await Self.manifests()
        try #require(objects.count > 200)
        let whole = try await scan(
            PagedObjects(objects: objects, pageSize: objects.count), workers: 1, isStrict: isStrict)
        let expected = whole.text()
        // Every rule that is about manifests had something to look at.
        try #require(whole.controls.count { !$0.verdicts.isEmpty } > 80)
        try #require(whole.controls.count { $0.status == .failed } > 20)
        for (pageSize, workers, stride) in Self.cuts {
            let report = try await scan(
                PagedObjects(objects: objects, pageSize: pageSize, stride: stride), workers: workers,
                isStrict: isStrict)
            let text = report.text()
            // Comparing line by line shows what differs; the whole would be megabytes.
            #expect(text.count == expected.count, "pages of \(pageSize), \(workers) workers")
            if let difference = zip(text, expected).first(where: { $0 != $1 }) {
                Issue.record("pages of \(pageSize), \(workers) workers: \(difference.0) instead of \(difference.1)")
            }
        }
    }

    @Test("a rule that is said to look at one element gives over all what it gives over each")
    func elements() async throws {
        let objects = try await Self.manifests()
        let compiler = try RuleCompiler(Self.library)
        let inputs = try Self.library.defaultInputs()
        var streamed = 0
        for rule in try Self.library.rules() where rule.aggregator == nil {
            let policy = try compiler.compile(rule)
            let data = RuleData.document(
                rule, fixed: [:], inputs: inputs, options: ScanOptions(context: .cluster(cloud: nil)))
            for name in RuleRun.responseNames(of: policy) where policy.looksAtOneElement(["armo_builtins", name]) {
                streamed += 1
                let evaluator = RuleEvaluator(policy, path: ["armo_builtins", name], data: data)
                func responses(_ nodes: [Node]) throws -> Set<String> {
                    try withExtendedLifetime(nodes) {
                        let arena = Arena()
                        return try evaluator.evaluate(input: arena.array(nodes.map(\.value))) { value in
                            value.isSet ? Set(value.elements.map { JSONWriter.compact.string($0) }) : []
                        }
                    }
                }
                let nodes = objects.map(\.node)
                let each = try nodes.reduce(into: Set<String>()) { $0.formUnion(try responses([$1])) }
                #expect(try responses(nodes) == each, "\(rule.name)")
            }
        }
        #expect(streamed > 20)
    }

    @Test("objects of a cluster and of files have the ids of their kind")
    func ids() async throws {
        var generator = WorkloadGenerator(seed: 7)
        let objects = try generator.objects(9).map { PageObject($0) }
        let report = try await scan(PagedObjects(objects: objects, pageSize: 4), workers: 2)
        let ids = report.resources.map(\.id)
        #expect(ids == ids.sorted())
        #expect(ids.contains("/v1//Namespace/shop-0"))
        #expect(ids.contains { $0.hasPrefix("apps/v1/") && $0.contains("/Deployment/") })
        // The subjects of a binding stand for the binding and its role.
        let jane = try #require(report.resources.first { $0.name == "jane" })
        #expect(jane.related.map { report.resources[$0].kind }.sorted() == ["Role", "RoleBinding"])
    }

    @Test("keeps of an object what a report needs, and nothing secret")
    func kept() async throws {
        var generator = WorkloadGenerator(seed: 7)
        let objects = try generator.objects(20).map { PageObject($0) }
        let report = try await scan(PagedObjects(objects: objects, pageSize: 5), workers: 2)
        let secret = try #require(report.resources.first { $0.kind == "Secret" })
        #expect(secret.node["data"]?["token"]?.string == "XXXXXX")
        let text = String(decoding: try #require(try secret.rawText()), as: UTF8.self)
        #expect(text.contains(#""token":"XXXXXX""#) && !text.contains("c2VjcmV0"))
        let workload = try #require(report.resources.first { $0.kind == "Deployment" })
        #expect(workload.labels["team"] != nil)
        #expect(workload.hasPodTemplate)
        #expect(workload.replicas == workload.node["spec"]?["replicas"]?.integer)
    }

    @Test("without raw objects only identity, labels and annotations are left")
    func omitted() async throws {
        var generator = WorkloadGenerator(seed: 7)
        let objects = try generator.objects(20).map { PageObject($0) }
        var options = ScanOptions(context: .cluster(cloud: nil), workers: 2)
        options.keepsObjects = false
        let report = try await PostureScanner(
            library: Self.library, inputs: try Self.library.defaultInputs(), options: options
        ).scan(PagedObjects(objects: objects, pageSize: 5), [try Self.everyRule()])
        let workload = try #require(report.resources.first { $0.kind == "Deployment" })
        #expect(try workload.rawText() == nil)
        #expect(workload.node["spec"] == nil)
        #expect(workload.node["metadata"]?["labels"]?["team"] != nil)
    }

    @Test("a source that fails in the middle ends the scan with its error")
    func failure() async throws {
        struct Broken: ObjectSource {
            struct Lost: Error {}
            func read(
                _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
            ) async throws -> SourceSummary {
                for page in 0..<40 { try await deliver(ObjectPage([], order: UInt64(page))) }
                throw Lost()
            }
        }
        await #expect(throws: Broken.Lost.self) { _ = try await scan(Broken(), workers: 2) }
    }

    @Test("a spill directory that is not there is a sentence")
    func noRoom() async throws {
        var generator = WorkloadGenerator(seed: 7)
        let objects = try generator.objects(3).map { PageObject($0) }
        let spill = SpillFile(
            directory: "/no/such/directory", limits: SpillFile.Limits(memory: 10, total: 1 << 20, buffer: 16))
        let error = #expect(throws: SpillError.self) { _ = try spill.append(Array(repeating: 1, count: 100)) }
        #expect(
            error?.description
                == "What the scan found could not be kept in a temporary file in /no/such/directory (No such file or "
                + "directory). Make room there, or set TMPDIR to a folder with space; --omit-raw-resources needs much "
                + "less of it.")
        #expect(objects.count > 3)
    }
}

@Suite("A spill file")
struct SpillFileTests {
    @Test("gives back what was put aside, from memory, from its buffer and from the file, and leaves no file behind")
    func roundTrip() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("spill-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let spill = SpillFile(directory: directory, limits: SpillFile.Limits(memory: 50, total: 1 << 20, buffer: 64))
        let pieces = (0..<40).map { Array(repeating: UInt8($0), count: $0) }
        let places = try pieces.map { try spill.append($0) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        for (piece, place) in zip(pieces, places).reversed() { #expect(try spill.read(place) == piece) }
    }

    @Test("has an end")
    func bound() throws {
        let spill = SpillFile(directory: "/tmp", limits: SpillFile.Limits(memory: 10, total: 100, buffer: 16))
        _ = try spill.append(Array(repeating: 1, count: 90))
        #expect(throws: SpillError.self) { _ = try spill.append(Array(repeating: 1, count: 11)) }
    }
}

extension ScanReport {
    /// All that the report says, line by line, in terms that do not depend on the order of resources.
    func text() -> [String] {
        var lines: [String] = []
        for control in controls {
            lines.append(
                "\(control.control.id) \(control.status) \(String(describing: control.subStatus)) \(control.info) "
                    + "\(control.coverage) \(control.score) \(control.complianceScore) \(control.kinds)")
            for verdict in control.verdicts {
                lines.append(
                    "\(control.control.id) \(verdict.resource) \(resources[verdict.resource].id) \(verdict.status) "
                        + "\(String(describing: verdict.subStatus))")
                for rule in verdict.rules {
                    lines.append(
                        "  \(rule.rule) \(rule.status) \(String(describing: rule.subStatus)) \(rule.inputs.count)")
                    for finding in rule.findings { lines.append("    \(text(of: finding))") }
                }
            }
        }
        return lines
    }

    private func text(of finding: Finding) -> String {
        let paths = finding.paths.map { path in
            "\(path.role) \(resources[path.resource].id) \(path.path) \(String(describing: path.place)) "
                + "\(path.container ?? "")"
        }
        return "\(resources[finding.resource].id): \(finding.message) \(paths) "
            + "\(finding.related.map { resources[$0].id })"
    }
}
