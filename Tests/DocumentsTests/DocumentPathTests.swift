import Documents
import Testing

@Suite struct DocumentPathTests {
    static let manifest = """
        apiVersion: v1
        kind: Pod
        metadata:
          annotations:
            a.b/c: x
            "d]e": w
            "1": z
        spec:
          containers:
          - name: web
            image: nginx
          - name: side
            securityContext:
              privileged: true
        """

    private func document() throws -> Document {
        try YAMLParser.parse(SourceBytes(Self.manifest), name: "pod.yaml")[0]
    }

    @Test(arguments: [
        ("kind", "\"Pod\"", "2:7", "2:1"), (".kind", "\"Pod\"", "2:7", "2:1"),
        ("spec.containers[0].image", "\"nginx\"", "11:12", "11:5"),
        ("spec.containers[1].securityContext.privileged", "true", "14:19", "14:7"),
        ("spec.containers[1].securityContext", #"{"privileged":true}"#, "14:7", "13:5"),
        ("metadata.annotations[a.b/c]", "\"x\"", "5:12", "5:5"),
        ("metadata.annotations[\"a.b/c\"]", "\"x\"", "5:12", "5:5"),
        ("metadata.annotations['d]e']", "\"w\"", "6:12", "6:5"),
        ("metadata.annotations[1]", "\"z\"", "7:10", "7:5"), ("metadata.annotations.1", "\"z\"", "7:10", "7:5"),
    ]) func findsNodesAndTheirPlaces(path: String, value: String, position: String, keyPosition: String) throws {
        let place = try document().place(of: DocumentPath(path))
        #expect(place.node.map { JSONWriter.compact.string($0) } == value)
        #expect(place.position?.description == position)
        #expect(place.keyPosition?.description == keyPosition)
        #expect(try document().root.node(at: DocumentPath(path)) == place.node)
    }

    @Test(arguments: [
        ("spec.containers[0].securityContext.privileged", "spec.containers[0]", "10:5", 10),
        ("spec.containers[2].image", "spec.containers", "10:3", 9), ("spec.hostNetwork", "spec", "9:3", 8),
        ("kind.x", "kind", "2:7", 2), ("kind[0]", "kind", "2:7", 2), ("status", "", "1:1", 1),
    ]) func fallsBackToTheDeepestParent(path: String, found: String, position: String, line: Int) throws {
        let place = try document().place(of: DocumentPath(path))
        #expect(place.node == nil)
        #expect(place.path.description == found)
        #expect(place.position?.description == position)
        #expect(place.line == line)
        #expect(try document().root.node(at: DocumentPath(path)) == nil)
    }

    @Test func theEmptyPathIsTheRoot() throws {
        let place = try document().place(of: "")
        #expect(place.node == (try document().root))
        #expect(place.position?.description == "1:1")
    }

    @Test(arguments: [
        "a.b[0].c", "a[b.c/d].e", "[0][1]", "a[\"x]y\"]", "a[\"1\"]", "a[\"\"]",
    ]) func writesItselfAsItIsRead(text: String) {
        let path = DocumentPath(text)
        #expect(DocumentPath(path.description) == path)
        #expect(path.description == text)
    }

    @Test(arguments: [("a..b.", "a.b"), ("a[b", "a.b"), ("[", "[\"\"]"), ("a[\"b", "a.\"b"), ("a]b", "[\"a]b\"]")])
    func acceptsEveryText(text: String, wanted: String) {
        #expect(DocumentPath(text).description == wanted)
    }
}
