import Documents
import Testing

/// Random and mutated texts with fixed seeds: parsers answer with a tree or an error, and never crash. What JSON accepts
/// is written and read again. Bounded in rounds and, on a slow machine, in time.
@Suite struct FuzzTests {
    private static let samples = [
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"a\u00e9":"\ud83d\ude00"}},"spec":[1,-2.5e3,true,null]}"#,
        "apiVersion: v1\nkind: Pod\nmetadata: &m\n  name: 'web'\n  <<: [{a: 1}]\nspec:\n- *m\n- |\n  text\n\t# c\n---\n? x\n: !!int 0x1F\n",
        "a: \"q\\u00e9\"\nb: [1, {c: &x [~]}, *x]\n%TAG ! y\n--- >-\n folded\n\n text\n...\n# é\n",
    ]
    private static let pieces = [
        "{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "\"", "'", "\\", "\\u", "d83d", "#", " #", "&a ", "*a",
        "!!int ", "!", "|", ">", "|-\n",
        "%", "---\n", "...\n", "\n", "\r\n", "\t", "  ", "\n  ", "<<: ", "null", "true", "1", "-", "0x", "1e9", ".",
        "é", "\u{2028}", "\u{85}",
        "\u{FEFF}", "\u{0}", "a", "key", "key: ", "text",
    ].map { Array($0.utf8) }

    @Test(arguments: [11, 12, 13] as [UInt64]) func randomBytes(seed: UInt64) {
        fuzz(seed: seed) { random in
            (0..<Int.random(in: 0..<64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    @Test(arguments: [21, 22, 23] as [UInt64]) func randomPieces(seed: UInt64) {
        fuzz(seed: seed) { random in
            (0..<Int.random(in: 0..<24, using: &random)).flatMap { _ in
                FuzzTests.pieces.randomElement(using: &random) ?? []
            }
        }
    }

    @Test(arguments: [31, 32, 33] as [UInt64]) func mutatedDocuments(seed: UInt64) {
        fuzz(seed: seed) { random in
            var bytes = Array((FuzzTests.samples.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) { FuzzTests.mutate(&bytes, using: &random) }
            return bytes
        }
    }

    private static func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0..<12, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 3: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
        case 4: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }

    private func fuzz(seed: UInt64, _ make: (inout SeededGenerator) -> [UInt8]) {
        var random = SeededGenerator(seed: seed)
        let deadline = ContinuousClock.now + .seconds(2)
        for _ in 0..<4000 where ContinuousClock.now < deadline { tryParsers(make(&random)) }
    }
}

/// Gives a text to every form of both parsers.
func tryParsers(_ bytes: [UInt8]) {
    let source = SourceBytes(bytes)
    for positions in [false, true] {
        do throws(DocumentError) {
            let document = try JSONParser.parse(source, name: "fuzz.json", positions: positions)
            let text = JSONWriter.compact.bytes(document)
            let again = try JSONParser.parse(SourceBytes(text), name: "again.json")
            #expect(again.root == document.root, "\(bytes)")
        } catch {
            #expect(error.source == "fuzz.json", "\(bytes)")
            #expect(FuzzCheck.isInside(error, bytes), "\(error) \(bytes)")
        }
    }
    let (documents, error) = YAMLParser.parseLeniently(source, name: "fuzz.yaml")
    if let error { #expect(FuzzCheck.isInside(error, bytes), "\(error) \(bytes)") }
    for document in documents {
        let text = YAMLWriter().string(document.root)
        #expect(JSONWriter.compact.string(document.root).isEmpty == false)
        #expect(text.isEmpty == false)
    }
    bytes.withUnsafeBufferPointer { bytes in
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        _ = try? JSONParser.parse(bytes, name: "fuzz.json", into: arena, copyingStrings: true)
        _ = try? YAMLParser.parse(bytes, name: "fuzz.yaml", into: arena)
    }
}

enum FuzzCheck {
    /// Whether the place of an error is in the text or just behind it.
    static func isInside(_ error: DocumentError, _ bytes: [UInt8]) -> Bool {
        guard let line = error.line, let column = error.column else { return false }
        return line >= 1 && line <= bytes.count + 1 && column >= 1 && column <= 3 * bytes.count + 1
    }
}

extension JSONWriter {
    func bytes(_ document: Document) -> [UInt8] { Array(string(document.root).utf8) }
}
