import Documents
import RegoTools
import Testing

/// What is read from files and directories, and where it goes.
@Suite struct PolicyFilesTests {
    private func text(_ document: Document?) -> String? { document.map { JSONWriter.compact.string($0.rootValue) } }

    @Test func directoriesBecomePathsOfData() throws {
        try Fixture.withFiles([
            "limits.json": #"{"a": 1}"#, "fleet/north/size.yaml": "ships: 3", "fleet/rules.rego": "package fleet",
            "notes.txt": "not read",
        ]) { root in
            let files = try PolicyFiles([root])
            #expect(text(files.data) == #"{"a":1,"fleet":{"north":{"ships":3}}}"#)
            #expect(files.modules.map(\.file) == ["\(root)/fleet/rules.rego"])
        }
    }

    @Test func aNamedDataFileIsMergedIntoTheRoot() throws {
        try Fixture.withFiles(["deep/one.json": #"{"a": {"b": 1}}"#, "two.json": #"{"a": {"c": [2]}}"#]) { root in
            let files = try PolicyFiles(["\(root)/deep/one.json", "\(root)/two.json"])
            #expect(text(files.data) == #"{"a":{"b":1,"c":[2]}}"#)
        }
    }

    @Test func aPrefixIsThePathOfAFile() throws {
        try Fixture.withFiles(["list.json": "[1, 2]"]) { root in
            let files = try PolicyFiles(["data.a.b:\(root)/list.json"])
            #expect(text(files.data) == #"{"a":{"b":[1,2]}}"#)
        }
    }

    @Test func twoValuesForOnePlaceAreRefused() throws {
        try Fixture.withFiles(["one.json": #"{"a": 1}"#, "two.json": #"{"a": 2}"#]) { root in
            let error = try #require(throws: PolicyFilesError.self) { _ = try PolicyFiles([root]) }
            #expect("\(error)".hasPrefix("\(root)/two.json gives data.a a value"))
        }
    }

    @Test func whatCannotBeUsedIsNamed() throws {
        try Fixture.withFiles(["list.json": "[1]", "notes.txt": ""]) { root in
            #expect(throws: PolicyFilesError.self) { _ = try PolicyFiles(["\(root)/list.json"]) }
            #expect(throws: PolicyFilesError.self) { _ = try PolicyFiles(["\(root)/notes.txt"]) }
            let error = try #require(throws: PolicyFilesError.self) { _ = try PolicyFiles(["\(root)/none.rego"]) }
            #expect("\(error)".contains("none.rego"))
        }
    }

    @Test func withoutDataThereIsNone() throws {
        #expect(try PolicyFiles([]).data == nil)
    }

    @Test func modulesThatAreNamedNeedNoSuffix() throws {
        try Fixture.withFiles(["a.rego": "package a", "b.txt": "package b", "c.json": "{}"]) { root in
            let found = try PolicyFiles(modulesOf: [root])
            let named = try PolicyFiles(modulesOf: ["\(root)/b.txt"])
            #expect(found.modules.map(\.text) == ["package a"])
            #expect(named.modules.map(\.text) == ["package b"])
        }
    }
}
