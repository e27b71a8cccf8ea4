import Documents
import Testing

@testable import Reports

/// The text of a manifest after its fixes.
private func fixed(_ text: String, _ steps: [(String, Remedies.Step.Action)], json: Bool = false) throws -> String? {
    let bytes = SourceBytes(text)
    let documents =
        json ? [try JSONParser.parse(bytes, name: "x", positions: true)] : try YAMLParser.parse(bytes, name: "x")
    let source = SourceText(path: "x", bytes: Array(text.utf8))
    guard let fixes = SourceFixes(source, try #require(documents.first), isJSON: json) else { return nil }
    let changes = fixes.changes(
        steps.map { path, action in
            Remedies.Step(
                action: action, path: path, shortPath: path, place: nil, current: nil,
                field: path, resource: 0)
        })
    guard !changes.isEmpty else { return nil }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
    for change in changes.reversed() {
        let start = lines[change.line - 1].prefix(change.column - 1)
        let end = lines[change.endLine - 1].dropFirst(change.endColumn - 1)
        lines.replaceSubrange((change.line - 1)...(change.endLine - 1), with: [start + Array(change.text.utf8) + end])
    }
    return String(decoding: Array(lines.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
}

@Suite("Fixes in the text of manifests")
struct SourceFixesTests {
    @Test("a scalar is replaced where it stands, its comment stays")
    func replacing() throws {
        let text = "spec:\n  user: 0 # root\n  name: \"it's\"\n  flow: {a: no, b: 'x'}\n"
        #expect(
            try fixed(text, [("spec.user", .set(value: "1000"))])
                == "spec:\n  user: 1000 # root\n  name: \"it's\"\n  flow: {a: no, b: 'x'}\n")
        #expect(
            try fixed(text, [("spec.name", .set(value: "yes")), ("spec.flow.a", .set(value: "true"))])
                == "spec:\n  user: 0 # root\n  name: \"yes\"\n  flow: {a: true, b: 'x'}\n")
        #expect(try fixed(text, [("spec.flow.b", .set(value: "y z"))])?.contains("b: \"y z\"}") == true)
    }

    @Test("missing fields are added once, with the mappings on their way")
    func adding() throws {
        let text = "spec:\n  containers:\n  - name: web\n    # the image\n    image: a\n"
        #expect(
            try fixed(
                text,
                [
                    ("spec.containers[0].securityContext.runAsNonRoot", .set(value: "true")),
                    ("spec.containers[0].securityContext.capabilities.drop[0]", .set(value: "ALL")),
                ])
                    == """
                    spec:
                      containers:
                      - name: web
                        securityContext:
                          runAsNonRoot: true
                          capabilities:
                            drop: ["ALL"]
                        # the image
                        image: a

                    """)
        #expect(
            try fixed("spec:\n  containers:\n  - name: web\n", [("spec.containers[0].tty", .set(value: "false"))])
                == "spec:\n  containers:\n  - tty: false\n    name: web\n")
        #expect(try fixed("a: {}\n", [("a.b.c", .set(value: "1"))]) == "a: {b: {c: 1}}\n")
        #expect(try fixed("a: {x: 1}\n", [("a.b", .set(value: "[ALL]"))]) == "a: {b: [ALL], x: 1}\n")
    }

    @Test("a field goes with all its lines")
    func removing() throws {
        let text = "a:\n  b: true\n  c:\n  - 1\n\n  - 2\n  d: |\n    text\n\n    more\n  e: 1\nf: 2\n"
        #expect(
            try fixed(text, [("a.c", .remove)])
                == "a:\n  b: true\n  d: |\n    text\n\n    more\n  e: 1\nf: 2\n")
        #expect(try fixed(text, [("a.d", .remove)]) == "a:\n  b: true\n  c:\n  - 1\n\n  - 2\n  e: 1\nf: 2\n")
        #expect(try fixed(text, [("a.b", .remove), ("f", .remove)])?.hasPrefix("a:\n  c:") == true)
    }

    @Test("JSON stays JSON")
    func json() throws {
        let text = "{\n  \"spec\": {\n    \"user\": 0\n  },\n  \"empty\": {}\n}\n"
        #expect(
            try fixed(
                text,
                [("spec.user", .set(value: "1")), ("spec.name", .set(value: "a")), ("empty.x", .set(value: "[ALL]"))],
                json: true)
                == "{\n  \"spec\": {\n    \"name\": \"a\",\n    \"user\": 1\n  },\n  \"empty\": {\"x\": [\"ALL\"]}\n}\n"
        )
        #expect(try fixed(text, [("spec.user", .remove)], json: true) == nil)
    }

    @Test(
        "what is not certain is left alone",
        arguments: [
            // A value of one's own; a value in two places; a block text; the only field; a field in braces.
            ("a: 1\nb: 2\n", "c", "set:YOUR_VALUE"), ("a: &x\n  b: 1\nc: *x\n", "c.b", "set:2"),
            ("a: |\n  text\nb: 1\n", "a", "set:x"), ("a: 1\n", "a", "remove"), ("s: {a: 1, b: 2}\n", "s.a", "remove"),
            ("a: [1]\n", "a[1]", "set:2"), ("a: one\n  two\n", "a", "set:x"),
        ])
    func uncertain(_ example: (String, String, String)) throws {
        let value = example.2.hasPrefix("set:") ? String(example.2.dropFirst(4)) : nil
        #expect(try fixed(example.0, [(example.1, value.map { .set(value: $0) } ?? .remove)]) == nil)
    }

    @Test("line ends of Windows stay")
    func lineEnds() throws {
        #expect(
            try fixed("a:\r\n  b: 1\r\n  c: 2\r\n", [("a.x", .set(value: "3"))])
                == "a:\r\n  b: 1\r\n  x: 3\r\n  c: 2\r\n")
    }

    @Test("columns count UTF-16 for tools")
    func columns() {
        let text = SourceText(path: "x", bytes: Array("ä😀b: 1\n".utf8))
        #expect(text.utf16Column(line: 1, column: 7) == 4)
        #expect(text.utf16Column(line: 1, column: 8) == 5)
    }
}
