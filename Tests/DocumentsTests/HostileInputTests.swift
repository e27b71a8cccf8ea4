import Documents
import Testing

/// Inputs that are made to hurt. Each must end in an error or a tree, soon.
@Suite struct HostileInputTests {
    private static let manifest = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"é\\u00e9😀"},"spec":{"containers":[{"image":"a:1"},-1.5e3]}}
        """

    @Test func everyTruncationIsAnError() throws {
        let bytes = Array(Self.manifest.utf8)
        for length in 0..<bytes.count {
            let source = SourceBytes(Array(bytes.prefix(length)))
            #expect(throws: DocumentError.self) { try JSONParser.parse(source, name: "test.json") }
            tryParsers(Array(bytes.prefix(length)))
        }
        _ = try JSONParser.parse(SourceBytes(bytes), name: "test.json")
    }

    @Test func binaryFilesAreErrors() {
        let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0]
        let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for bytes in [elf, gzip, png] {
            #expect(throws: DocumentError.self) { try JSONParser.parse(SourceBytes(bytes), name: "binary") }
            #expect(YAMLParser.parseLeniently(SourceBytes(bytes), name: "binary").error?.reason == .encoding)
        }
    }

    @Test func manyKeysWithoutOrderTakeNoQuadraticTime() throws {
        let keys = (0..<100_000).map { "\"k\(($0 &* 7_919) % 100_003)\":\($0)" }.joined(separator: ",")
        let document = try JSONParser.parse(SourceBytes("{\(keys)}"), name: "test.json")
        #expect(document.root.entries.count == 100_000)
    }

    @Test func oneKeyManyTimesTakesNoQuadraticTime() throws {
        let document = try JSONParser.parse(
            SourceBytes("{" + String(repeating: "\"a\":1,", count: 100_000) + "\"a\":2}"), name: "test.json")
        #expect(JSONWriter.compact.string(document.root) == #"{"a":2}"#)
        let yaml = try YAMLParser.parse(SourceBytes(String(repeating: "a: 1\n", count: 20_000)), name: "test.yaml")
        #expect(yaml.map { JSONWriter.compact.string($0.root) } == [#"{"a":1}"#])
    }

    @Test func aMillionElementsAreNoTrouble() throws {
        let document = try JSONParser.parse(
            SourceBytes("[" + String(repeating: "[],", count: 300_000) + "{}]"), name: "test.json", positions: true)
        #expect(document.place(of: "[300000]").position?.description == "1:900002")
    }

    @Test func longLinesOutsideASCIITakeNoQuadraticTime() throws {
        let text = "[" + String(repeating: "é, ", count: 50_000) + "é]"
        let documents = try YAMLParser.parse(SourceBytes(text), name: "test.yaml")
        #expect(documents[0].place(of: "[50000]").position?.description == "1:200002")
    }

    @Test func longNumbersKeepTheirDigits() throws {
        let digits = String(repeating: "7", count: 100_000)
        #expect(try compact(digits) == digits)
        #expect(try yaml(digits) == [digits])
    }

    @Test func mergesInMergesStayWithinTheBudget() throws {
        let entries = (0..<100).map { "k\($0): 1" }.joined(separator: ", ")
        let list = [String](repeating: "*a", count: 20_000).joined(separator: ", ")
        let error = try #require(throws: DocumentError.self) { try yaml("a: &a {\(entries)}\nb: {<<: [\(list)]}") }
        #expect(error.reason == .budget(.aliasNodes))
    }

    @Test func manyAnchorsAndAliasesAreNoTrouble() throws {
        let text = (0..<20_000).map { "- &a\($0) x\n- *a\($0)\n" }.joined()
        #expect(try YAMLParser.parse(SourceBytes(text), name: "test.yaml")[0].root.elements.count == 40_000)
    }

    @Test func deepAndLongFlowCollectionsStopEarly() throws {
        let text = "[x, " + String(repeating: "[", count: 998) + String(repeating: "a,", count: 600_000)
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.reason == .budget(.depth))
        #expect(error.what == "collections in braces nest too deep (999) for their length (budget maxDepth)")
    }

    @Test func manyTagDirectivesAreRefused() throws {
        let text = (0..<100_000).map { "%TAG !a\($0)! b\n" }.joined() + "---\na\n"
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.what == "the text has more than a thousand %TAG directives")
        #expect(error.position?.description == "1001:1")
        #expect(try yaml("%TAG !e! tag:example.com,2000:\n---\n!e!x 1\n") == [#""1""#])
    }
}
