import Documents
import Testing

/// Properties over random trees with fixed seeds.
@Suite struct RoundTripTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func jsonReadsWhatItWrote(seed: UInt64) throws {
        try forEachTree(seed: seed) { tree in
            for writer in [JSONWriter.compact, .pretty, JSONWriter(escapingHTML: true)] {
                let text = writer.string(tree.root)
                let read = try JSONParser.parse(
                    SourceBytes(text), name: "test.json", positions: Bool(text.count % 2 == 0))
                #expect(read.root == tree.root, "\(text)")
                #expect(withExtendedLifetime(read) { keysAscend(read.rootValue) })
                #expect(writer.string(read.root) == text)
            }
        }
    }

    @Test(arguments: [5, 6, 7, 8] as [UInt64]) func yamlReadsWhatItWrote(seed: UInt64) throws {
        try forEachTree(seed: seed) { tree in
            let text = YAMLWriter().string(tree.root)
            let read = try YAMLParser.parse(SourceBytes(text), name: "test.yaml")
            #expect(read.map(\.root) == [tree.root], "\(text)\n\(JSONWriter.compact.string(tree.root))")
            #expect(read.allSatisfy { keysAscend($0.rootValue) })
        }
    }

    @Test(arguments: [9, 10] as [UInt64]) func yamlReadsJSONAsJSONDoes(seed: UInt64) throws {
        try forEachTree(seed: seed) { tree in
            for writer in [JSONWriter.compact, .pretty] {
                let text = writer.string(tree.root)
                // YAML 1.1 takes NEL for a line break, JSON does not.
                if text.unicodeScalars.contains("\u{85}") { continue }
                let read = try YAMLParser.parse(SourceBytes(text), name: "test.yaml")
                #expect(read.map(\.root) == [tree.root], "\(text)")
            }
        }
    }

    private func forEachTree(seed: UInt64, _ body: (Document) throws -> Void) throws {
        var generator = TreeGenerator(random: SeededGenerator(seed: seed))
        for _ in 0..<150 {
            try body(Document.build { arena in generator.value(depth: 4, in: arena) })
        }
    }
}
