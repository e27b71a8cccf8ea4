import Documents
import Testing

@Suite("A sharing copier")
struct SharingCopierTests {
    private static let text = """
        {"a": [1, 2.50, "text", null, {"x": {}, "y": []}], "b": {"x": {}, "y": []}, "n": 123456789012345678901234567890}
        """

    @Test("copies are equal to their originals and outlive them")
    func equal() throws {
        let copier = SharingCopier()
        var copy = Value.undefined
        var text = ""
        do {
            let document = try JSONParser.parse(SourceBytes(Self.text), name: "original")
            withExtendedLifetime(document) {
                copy = copier.copy(document.rootValue)
                text = JSONWriter.compact.string(document.rootValue)
            }
        }
        let kept = copier.document()
        withExtendedLifetime(kept) { #expect(JSONWriter.compact.string(copy) == text) }
    }

    @Test("equal parts share their cells, the objects themselves do not")
    func shared() throws {
        let copier = SharingCopier()
        let first = try JSONParser.parse(SourceBytes(Self.text), name: "first")
        let second = try JSONParser.parse(SourceBytes(Self.text), name: "second")
        let (left, right) = withExtendedLifetime((first, second)) {
            (copier.copy(first.rootValue), copier.copy(second.rootValue))
        }
        #expect(left.bits != right.bits)
        for (one, other) in zip(left.values, right.values) { #expect(one.bits == other.bits) }
    }

    @Test("numbers keep their spelling")
    func spelling() throws {
        let copier = SharingCopier()
        let document = try JSONParser.parse(SourceBytes("[1.0, 1.00, 1e0, 1]"), name: "numbers")
        let copy = withExtendedLifetime(document) { copier.copy(document.rootValue) }
        #expect(JSONWriter.compact.string(copy) == "[1.0,1.00,1e0,1]")
    }

    @Test("fifty thousand objects with much in common take little")
    func memory() throws {
        let copier = SharingCopier()
        for index in 0..<50_000 {
            let text =
                #"{"name":"\#(index)","labels":{"app":"web","tier":"front"},"ports":[{"port":80,"protocol":"TCP"}]}"#
            let document = try JSONParser.parse(SourceBytes(text), name: "object")
            withExtendedLifetime(document) { _ = copier.copy(document.rootValue) }
        }
        #expect(copier.byteCount < 12 << 20)
    }
}
