import Documents
import Testing

@testable import StoredReports

@Suite("Editing a manifest")
struct ManifestEditorTests {
    private func edited(_ text: String, _ edits: (ManifestEditor.Edit, String)...) throws -> String {
        var editor = ManifestEditor(Array(text.utf8), name: "app.yaml")
        for (edit, path) in edits {
            try editor.apply(edit, at: DocumentPath(path).steps, of: .init(document: 0, path: ""))
        }
        return String(decoding: editor.text.bytes, as: UTF8.self)
    }

    private func set(_ value: String) -> ManifestEditor.Edit { .assign(FixValue(value)) }

    @Test(
        "writes over a value and leaves comments and quotes alone",
        arguments: [
            ("a: 1 # one\nb: 2\n", "a", "2", "a: 2 # one\nb: 2\n"),
            ("a: \"x y\" # one\n", "a", "true", "a: true # one\n"),
            ("a: 'it''s'\n", "a", "5", "a: 5\n"),
            ("{a: 1, b: {c: 2}}\n", "b.c", "3", "{a: 1, b: {c: 3}}\n"),
            ("a: [1, 2, 3]\n", "a[1]", "5", "a: [1, 5, 3]\n"),
            ("a: [1, 2]\n", "a", "[NET_RAW, ALL]", "a: [NET_RAW, ALL]\n"),
            ("a:\n- 1 # one\n- 2\n", "a[0]", "5", "a:\n- 5 # one\n- 2\n"),
            ("a:\nb: 2\n", "a", "1", "a: 1\nb: 2\n"),
            ("a: # none\nb: 2\n", "a", "1", "a: 1 # none\nb: 2\n"),
            ("a: ~\n", "a", "1", "a: 1\n"),
            ("a: null # x\n", "a", "1", "a: 1 # x\n"),
            ("a: 1", "a", "22", "a: 22"),
            ("a: 1\r\nb: 2\r\n", "a", "2", "a: 2\r\nb: 2\r\n"),
            ("---\n# top\na: 1\n", "a", "2", "---\n# top\na: 2\n"),
            ("a: x\n", "a", "yes", "a: \"yes\"\n"),
            ("a: x\n", "a", "two words: \"so\"", "a: \"two words: \\\"so\\\"\"\n"),
            ("ä: 'ö' # ü\n", "ä", "1", "ä: 1 # ü\n"),
        ])
    func overwrite(text: String, path: String, value: String, wanted: String) throws {
        #expect(try edited(text, (set(value), path)) == wanted)
    }

    @Test(
        "adds fields and elements after those that are there",
        arguments: [
            ("a: 1\n", "b", "2", "a: 1\nb: 2\n"),
            ("a: 1", "b", "2", "a: 1\nb: 2"),
            ("a:\n  x: 1\n# after\nb: 2\n", "a.w", "2", "a:\n  x: 1\n  w: 2\n# after\nb: 2\n"),
            ("a:\n  x: 1\n  # inside\n  z: 3\n", "a.w", "2", "a:\n  x: 1\n  # inside\n  z: 3\n  w: 2\n"),
            (
                "a:\n  x: |\n    one\n\n    # no comment\nb: 1\n", "a.w", "2",
                "a:\n  x: |\n    one\n\n    # no comment\n  w: 2\nb: 1\n"
            ),
            ("l:\n- p: 1\n  m: 2\n- p: 3\n", "l[0].s.t", "true", "l:\n- p: 1\n  m: 2\n  s:\n    t: true\n- p: 3\n"),
            ("l:\n  - p: 1\n  - p: 3\nk: 1\n", "l[1].s", "true", "l:\n  - p: 1\n  - p: 3\n    s: true\nk: 1\n"),
            ("l:\n- a\n- b # last\nk: 1\n", "l[2]", "c", "l:\n- a\n- b # last\n- c\nk: 1\n"),
            ("l: [a, b]\n", "l[2]", "c", "l: [a, b, c]\n"),
            ("l: []\n", "l[0]", "c", "l: [c]\n"),
            ("a: {}\n", "a.b.c", "1", "a: {b: {c: 1}}\n"),
            ("a: {x: 1}\n", "a.b.c[0]", "ALL", "a: {x: 1, b: {c: [ALL]}}\n"),
            ("a: {\n  x: 1,\n}\n", "a.w", "2", "a: {\n  x: 1, w: 2\n}\n"),
            ("a:\nb: 1\n", "a.c.d", "2", "a:\n  c:\n    d: 2\nb: 1\n"),
            ("a:\n  b:\n  - x\n", "a.c", "2", "a:\n  b:\n  - x\n  c: 2\n"),
            ("s:\n  caps:\n    drop:\n", "s.caps.drop[0]", "ALL", "s:\n  caps:\n    drop:\n      - ALL\n"),
            ("s:\n  x: 1\n", "s.caps.drop[0]", "ALL", "s:\n  x: 1\n  caps:\n    drop:\n      - ALL\n"),
            ("a: 1\r\n", "b.c", "2", "a: 1\r\nb:\r\n  c: 2\r\n"),
            ("a: 1\n---\nb: 1\n", "c", "2", "a: 1\nc: 2\n---\nb: 1\n"),
            (
                "metadata:\n  name: x\n", "metadata.labels[app.kubernetes.io/name]", "web",
                "metadata:\n  name: x\n  labels:\n    \"app.kubernetes.io/name\": web\n"
            ),
        ])
    func add(text: String, path: String, value: String, wanted: String) throws {
        let result = try edited(text, (set(value), path))
        // A key in quotes and one without are the same.
        #expect(
            result == wanted || result == wanted.replacing("\"app.kubernetes.io/name\"", with: "app.kubernetes.io/name")
        )
    }

    @Test(
        "takes fields and elements out",
        arguments: [
            ("a: 1\nb: 2 # two\nc: 3\n", "b", "a: 1\nc: 3\n"),
            ("a:\n  b:\n    c: 1\n  d: 2\n", "a.b", "a:\n  d: 2\n"),
            ("a:\n  b:\n  - 1\n  - 2\n  d: 2\n", "a.b", "a:\n  d: 2\n"),
            ("a:\n  b: 1 # only\nc: 2\n", "a.b", "a: {}\nc: 2\n"),
            ("a: # here\n  b: 1\n", "a.b", "a: {} # here\n"),
            ("l:\n- p: 1\n  m: 2\n- p: 3\n", "l[0].p", "l:\n- m: 2\n- p: 3\n"),
            ("l:\n- p: 1\n  m: 2\n- p: 3\n", "l[0].m", "l:\n- p: 1\n- p: 3\n"),
            ("l:\n- p: 1\n  m: 2\n- p: 3\n", "l[0]", "l:\n- p: 3\n"),
            ("l:\n  - a\n  - b\nk: 1\n", "l[1]", "l:\n  - a\nk: 1\n"),
            ("l:\n- a\nk: 1\n", "l[0]", "l: []\nk: 1\n"),
            ("a: {b: 1, c: 2}\n", "a.b", "a: {c: 2}\n"),
            ("a: {b: 1, c: 2}\n", "a.c", "a: {b: 1}\n"),
            ("a: {b: 1}\n", "a.b", "a: {}\n"),
            ("a: [x, y, z]\n", "a[1]", "a: [x, z]\n"),
            ("a: [x, y]\n", "a[1]", "a: [x]\n"),
        ])
    func remove(text: String, path: String, wanted: String) throws {
        #expect(try edited(text, (.remove, path)) == wanted)
    }

    @Test(
        "refuses what it cannot do safely, and says why",
        arguments: [
            ("a: |\n  text\n", "a", "the field holds something that a single value cannot replace"),
            ("a:\n  b: 1\n", "a", "the field holds something that a single value cannot replace"),
            ("a: text\n", "a.b", "a is no object that could hold the field"),
            ("b: &x {c: 1}\na: *x\n", "a.c", "the text there is laid out in a way that cannot be changed safely"),
            ("a: one\n  two\n", "a", "the text there is laid out in a way that cannot be changed safely"),
            ("- 1\n", "a", "a field is wanted where there is a list"),
        ])
    func refused(text: String, path: String, why: String) throws {
        let error = try #require(throws: ManifestEditor.Refused.self) { try edited(text, (set("1"), path)) }
        #expect(error.why == why)
    }

    @Test("makes several changes after each other")
    func several() throws {
        let text = """
            # A web server.
            apiVersion: v1
            kind: Pod
            spec:
              hostNetwork: true   # historic
              containers:
              - name: web # main
                image: web:1
                securityContext:
                  privileged: true

            """
        let result = try edited(
            text, (.remove, "spec.hostNetwork"),
            (set("true"), "spec.containers[0].securityContext.readOnlyRootFilesystem"),
            (.remove, "spec.containers[0].securityContext.privileged"),
            (set("false"), "spec.automountServiceAccountToken"))
        #expect(
            result == """
                # A web server.
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                  - name: web # main
                    image: web:1
                    securityContext:
                      readOnlyRootFilesystem: true
                  automountServiceAccountToken: false

                """)
    }
}

@Suite("Paths and values of fixes")
struct FixFormTests {
    @Test(
        "paths are dotted keys, quoted keys and indices",
        arguments: [
            "a", "a.b-c", "a[0].b", "a[*].b", "a.\"x.y/z\"", "a[\"x.y/z\"].b", "a[0][1]",
            "metadata.labels[app.kubernetes.io/name]",
        ])
    func good(text: String) {
        #expect(FixPath(text) != nil)
    }

    @Test(
        "anything else is no path",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a[", "a[]", "a[-1]", "a[99999]", "a b", "a | b", "a=1", "$(x)", "a[0]b",
            "\"a", "a.\"\"", "[0]", "a\n", "select(.a)", "a.[0]", "a[\"x\"",
        ])
    func bad(text: String) {
        #expect(FixPath(text) == nil)
    }

    @Test(
        "values are booleans, numbers and lists of words as they are, all else is a string",
        arguments: [
            ("true", "true"), ("1000", "1000"), ("-5", "-5"), ("0.5", "0.5"), ("RuntimeDefault", "RuntimeDefault"),
            ("[NET_RAW, ALL]", "[NET_RAW, ALL]"), ("[]", "[]"), ("[{a: b}]", "\"[{a: b}]\""), ("0755", "\"0755\""),
            ("yes", "\"yes\""), ("null", "\"null\""), ("a: b", "\"a: b\""), ("500m", "\"500m\""), ("", "\"\""),
            ("x\ny: z", "\"x\\ny: z\""), ("True", "\"True\""), ("1e3", "\"1e3\""), ("#x", "\"#x\""),
        ])
    func values(value: String, text: String) {
        #expect(FixValue(value).text == text)
    }
}

@Suite("A unified difference")
struct UnifiedDiffTests {
    private func diff(_ before: String, _ after: String) -> String {
        UnifiedDiff.text(Array(before.utf8), Array(after.utf8), path: "app.yaml")
    }

    @Test("shows changes with three lines around them, in hunks")
    func hunks() {
        let before = (1...20).map { "line \($0)\n" }.joined()
        let after = before.replacing("line 3\n", with: "").replacing("line 18\n", with: "line 18\nnew\n")
        #expect(
            diff(before, after) == """
                --- a/app.yaml
                +++ b/app.yaml
                @@ -1,6 +1,5 @@
                 line 1
                 line 2
                -line 3
                 line 4
                 line 5
                 line 6
                @@ -16,5 +15,6 @@
                 line 16
                 line 17
                 line 18
                +new
                 line 19
                 line 20

                """)
    }

    @Test("joins changes that are close, and marks a missing line break")
    func edges() {
        #expect(diff("a\n", "a\n") == "")
        #expect(
            diff("a\nb", "a\nc") == """
                --- a/app.yaml
                +++ b/app.yaml
                @@ -1,2 +1,2 @@
                 a
                -b
                \\ No newline at end of file
                +c
                \\ No newline at end of file

                """)
    }
}
