import Documents
import Foundation
import ManifestSources
import Testing

/// A folder of a test that vanishes with it.
final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
        path = NSTemporaryDirectory() + "breakwater-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = "\(path)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Reading manifests")
struct ManifestReaderTests {
    private func read(_ paths: String..., budget: DocumentBudget = .manifest) async throws -> ManifestSet {
        try await ManifestReader(budget: budget, workers: 2).read(paths)
    }

    private func pod(_ name: String) -> String { "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \(name)\n" }

    private func names(_ set: ManifestSet) -> [String] {
        set.objects.map { $0.node["metadata"]?["name"]?.string ?? "?" }
    }

    @Test("finds YAML and JSON below a folder, sorted, and passes over the rest and what is hidden")
    func folders() async throws {
        let folder = try Folder([
            "b.yaml": pod("b"), "a/z.yml": pod("z"),
            "a/c.JSON": #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}"#,
            ".git/d.yaml": pod("d"), "notes.txt": pod("e"),
        ])
        let set = try await read(folder.path)
        #expect(names(set) == ["c", "z", "b"])
        #expect(set.sources.map(\.relativePath) == ["a/c.JSON", "a/z.yml", "b.yaml"])
        #expect(set.sources[0].path == "\(folder.path)/a/c.JSON")
        #expect(set.sources.map(\.format) == [.json, .yaml, .yaml])
    }

    @Test("takes streams, lists and arrays apart, and counts what is no object")
    func unfolding() async throws {
        let folder = try Folder([
            "stream.yaml": pod("a") + "---\ncolour: blue\n---\n" + pod("b"),
            "list.yaml": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: c}\n",
            "array.json": #"[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"d"}},{"kind":"x"}]"#,
        ])
        let set = try await read(folder.path)
        #expect(names(set) == ["d", "c", "a", "b"])
        #expect(set.objects.map(\.documentIndex) == [0, 0, 0, 2])
        #expect(set.ignoredDocuments == 2)
        #expect(set.objects[1].path == "items[0]")
        #expect(set.objects[1].position == SourcePosition(line: 4, column: 3))
        #expect(set.objects[1].place(of: "metadata.name").line == 6)
    }

    @Test("goes on after a broken file and says where it breaks")
    func brokenFile() async throws {
        let folder = try Folder(["good.yaml": pod("good"), "bad.json": "{\"kind\":\n  \"Pod\" \"x\"}"])
        let set = try await read(folder.path)
        #expect(names(set) == ["good"])
        #expect(set.problems.map(\.path) == ["\(folder.path)/bad.json"])
        #expect(set.problems[0].error.position == SourcePosition(line: 2, column: 9))
    }

    @Test("reads a file once, however many ways lead to it")
    func links() async throws {
        let folder = try Folder(["a/pod.yaml": pod("a")])
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/a/round", withDestinationPath: folder.path)
        let set = try await read(folder.path, "\(folder.path)/a/pod.yaml")
        #expect(names(set) == ["a"])
    }

    @Test("understands patterns")
    func patterns() async throws {
        let folder = try Folder(["a.yaml": pod("a"), "b.yaml": pod("b"), "c.yml": pod("c")])
        let set = try await read("\(folder.path)/*.yaml")
        #expect(names(set) == ["a", "b"])
    }

    @Test("refuses a file over the budget and reads the others")
    func budget() async throws {
        let folder = try Folder(["small.yaml": pod("a"), "large.yaml": pod("b") + String(repeating: "#", count: 100)])
        let set = try await read(folder.path, budget: DocumentBudget(maxBytes: 100))
        #expect(names(set) == ["a"])
        #expect(set.problems.map(\.error.reason) == [.budget(.bytes)])
    }

    @Test("says what is missing: the path, the files, the objects")
    func nothing() async throws {
        let folder = try Folder(["prose/readme.txt": "none", "settings/a.yaml": "colour: blue\n"])
        try FileManager.default.createDirectory(atPath: "\(folder.path)/empty", withIntermediateDirectories: false)
        let missing = "\(folder.path)/missing"
        await #expect(throws: ManifestError.notFound(path: missing)) { try await read(missing) }
        let empty = "\(folder.path)/empty"
        await #expect(throws: ManifestError.emptyDirectory(path: empty)) { try await read(empty) }
        let prose = "\(folder.path)/prose"
        await #expect(throws: ManifestError.noManifests(paths: [prose])) { try await read(prose) }
        let settings = "\(folder.path)/settings"
        await #expect(throws: ManifestError.noObjects(paths: [settings], files: 1, documents: 1)) {
            try await read(settings)
        }
    }
}
