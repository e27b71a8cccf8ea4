import Documents
import Foundation
import ManifestSources
import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("A scan that remembers verdicts")
struct IncrementalTests {
    private let directory =
        FileManager.default.temporaryDirectory.appendingPathComponent("verdicts-\(UUID().uuidString)").path

    private func scan(
        _ objects: [PageObject], library: PolicyLibrary = .builtIn(), inputs: [String: [String]] = [:],
        isStrict: Bool = false, engine: String = "1", budget: Int = 64 << 20, remembers: Bool = true,
        rules: Int = .max
    ) async throws -> ScanReport {
        var everything = try StreamingTests.everyRule()
        everything.controls.removeLast(max(everything.controls.count - rules, 0))
        var options = ScanOptions(context: .cluster(cloud: nil), isStrict: isStrict, workers: 2)
        if remembers { options.incremental = IncrementalOptions(directory: directory, engine: engine, budget: budget) }
        return try await PostureScanner(
            library: library, inputs: try library.defaultInputs().replaced(by: inputs), options: options
        ).scan(PagedObjects(objects: objects, pageSize: 16), [everything])
    }

    /// Verdicts by rule and object that the cache knows.
    private func remembered() -> Int {
        guard let file = VerdictFile("\(directory)/verdicts.v1") else { return 0 }
        return file.objects.reduce(0) { sum, object in
            var reader = RecordReader(file.record(of: object) ?? [], texts: [])
            var count = 0
            while !reader.isAtEnd {
                _ = reader.int()
                _ = reader.part()
                count += 1
            }
            return sum + count
        }
    }

    private func objects(_ count: Int, seed: UInt64 = 3) throws -> [PageObject] {
        var generator = WorkloadGenerator(seed: seed)
        return try generator.objects(count).map { PageObject($0) }
    }

    @Test("gives the same as one that does not, the first time, the second time, and when half of it is new")
    func equality() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let objects = try objects(60)
        let plain = try await scan(objects, remembers: false).text()
        #expect(try await scan(objects).text() == plain)
        let known = remembered()
        #expect(known > 1_000)
        #expect(try await scan(objects).text() == plain)
        #expect(remembered() == known)
        let others = try self.objects(60, seed: 4)
        let mixed = Array(objects[..<30]) + others
        #expect(try await scan(mixed).text() == (try await scan(mixed, remembers: false)).text())
    }

    @Test("manifests that only moved keep their verdicts, with the lines of today")
    func movedManifests() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func objects(_ prefix: String) throws -> [PageObject] {
            try PostureScanTests.objects(
                prefix + """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: bad}
                    spec:
                      containers:
                      - name: a
                        securityContext: {privileged: true}
                    """
            ).map { PageObject($0) }
        }
        _ = try await scan(try objects(""))
        let known = remembered()
        let moved = try await scan(try objects("# a comment\n\n"))
        #expect(remembered() == known)
        #expect(moved.text() == (try await scan(try objects("# a comment\n\n"), remembers: false)).text())
    }

    @Test("a change of the policy, the inputs, the mode or the engine is a change of everything")
    func invalidation() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let objects = try objects(20)
        _ = try await scan(objects)
        let first = remembered()
        _ = try await scan(objects, isStrict: true)
        let strict = remembered()
        #expect(strict == 2 * first)
        _ = try await scan(objects, engine: "2")
        let engine = remembered()
        #expect(engine == strict + first)
        // Only rules that read the list.
        _ = try await scan(objects, inputs: ["insecureCapabilities": ["CHOWN"]])
        let inputs = remembered()
        #expect(inputs > engine && inputs < engine + first / 4)
        let changed = try await scan(objects, inputs: ["insecureCapabilities": ["CHOWN"]])
        let plain = try await scan(objects, inputs: ["insecureCapabilities": ["CHOWN"]], remembers: false)
        #expect(changed.text() == plain.text())
    }

    @Test("the text of a rule and of all that it calls is part of the key")
    func policyTexts() throws {
        let library = PolicyLibrary.builtIn()
        let compiler = try RuleCompiler(library)
        let rule = try #require(try library.rule("non-root-containers"))
        let data = RuleData.document(lists: [:], cloud: "", isStrict: false)
        func digest(_ texts: [String], engine: String = "1") -> ObjectDigest? {
            CacheKey.digest(of: texts, data: data, engine: engine, isStrict: false, isLean: true)
        }
        let texts = compiler.texts(behind: rule)
        #expect(texts.count > 1)
        let key = try #require(digest(texts))
        #expect(digest(texts) == key)
        #expect(digest(texts, engine: "2") != key)
        for index in texts.indices {
            var other = texts
            other[index] += "\n# changed"
            #expect(digest(other) != key)
        }
        #expect(digest(texts + ["deny contains x if { x := input[_].status }"]) == nil)
        #expect(digest(texts + ["now := time.now_ns()"]) == nil)
    }

    @Test("status and what the API server writes down do not count, everything else does")
    func contents() throws {
        func digest(_ json: String, isLean: Bool = true) throws -> ObjectDigest {
            let node = try JSONParser.parse(SourceBytes(json), name: "object").root
            let identity = try #require(withExtendedLifetime(node.document) { ObjectIdentity(node.value) })
            return ObjectDigest(Resource(id: identity.key, identity: identity, node: node), isLean: isLean)
        }
        let plain = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"x":1}}"#
        let live =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","resourceVersion":"7","managedFields":[]},"#
            + #""spec":{"x":1},"status":{"phase":"Running"}}"#
        #expect(try digest(plain) == digest(live))
        #expect(try digest(plain, isLean: false) != digest(live, isLean: false))
        for other in [
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"x":"1"}}"#,
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"x":[1]}}"#,
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"x":1,"status":{}}}"#,
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}"#,
        ] {
            #expect(try digest(other) != digest(plain))
        }
    }

    @Test("a rule that is remembered gives the same for objects with and without status")
    func statusIsNotRead() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let objects = try objects(40)
        let live = try objects.map { object in
            let text = JSONWriter.compact.string(object.node)
            return PageObject(
                try JSONParser.parse(
                    SourceBytes(
                        text.dropLast() + #","status":{"phase":"Failed","replicas":0,"conditions":[{"a":1}]}}"#),
                    name: "live"
                ).root)
        }
        _ = try await scan(objects)
        let known = remembered()
        let report = try await scan(live)
        #expect(remembered() == known)
        #expect(report.text() == (try await scan(live, remembers: false)).text())
    }

    @Test("a cache that is damaged counts as empty, wherever the damage is")
    func damage() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let objects = try objects(10)
        let plain = try await scan(objects, rules: 40).text()
        let path = "\(directory)/verdicts.v1"
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for place in stride(from: 0, to: whole.count, by: max(whole.count / 7, 1)) {
            var broken = whole
            broken[place] ^= 0x55
            try Data(broken).write(to: URL(fileURLWithPath: path))
            #expect(try await scan(objects, rules: 40).text() == plain, "byte \(place)")
            try Data(whole.prefix(place)).write(to: URL(fileURLWithPath: path))
            #expect(try await scan(objects, rules: 40).text() == plain, "cut at \(place)")
        }
    }

    @Test("keeps to its budget")
    func budget() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for seed in 0..<4 { _ = try await scan(try objects(20, seed: UInt64(seed)), budget: 40_000) }
        let size = try FileManager.default.attributesOfItem(atPath: "\(directory)/verdicts.v1")[.size] as? Int ?? 0
        #expect(size > 10_000 && size < 400_000)
    }

    @Test("a folder that cannot be made is a sentence")
    func noFolder() async throws {
        var options = ScanOptions(context: .cluster(cloud: nil), workers: 1)
        options.incremental = IncrementalOptions(directory: "/proc/none", engine: "1")
        let library = PolicyLibrary.builtIn()
        let scanner = PostureScanner(library: library, inputs: try library.defaultInputs(), options: options)
        let objects = try objects(3)
        let error = await #expect(throws: CacheError.self) {
            _ = try await scanner.scan(PagedObjects(objects: objects, pageSize: 4), [try StreamingTests.everyRule()])
        }
        #expect(
            error?.description
                == "Verdicts cannot be remembered in /proc/none/verdicts.v1 (No such file or directory). Give a folder "
                + "that may be written with --cache-dir, or scan without --incremental.")
    }
}
