import Rego
import Testing

@Suite struct SyntaxAnnotationTests {
    private func annotations(_ text: String) throws(PolicyErrors) -> [Annotations] {
        try Parser.parseModule(text, file: "m", dialect: .v1).annotations
    }

    private func message(of yaml: String) -> String? {
        let comments = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "# \($0)" }
        do {
            _ = try annotations("package a\n# METADATA\n\(comments.joined(separator: "\n"))\np := 1")
            return nil
        } catch {
            return error.errors.first.map { "\($0.location.line): \($0.message)" }
        }
    }

    @Test func `Blocks belong to what they stand before`() throws {
        let found = try annotations(
            """
            # METADATA
            # title: the package
            package a

            # METADATA
            # title: a rule
            # custom:
            #   severity: 3
            #   tags: [x, "y"]
            p := 1

            # METADATA
            # scope: document
            # description: |
            #   two
            #   lines

            # METADATA
            # entrypoint: true
            q if p
            """)
        #expect(found.map(\.scope) == [.package, .rule, .document, .document])
        #expect(found.map(\.rule) == [nil, 0, 1, 1])
        #expect(found.map(\.location.line) == [1, 5, 12, 18])
        #expect(found[0].fields == ["title": .string("the package")])
        #expect(
            found[1].fields["custom"]
                == .object(["severity": .number("3"), "tags": .array([.string("x"), .string("y")])]))
        #expect(found[2].fields["description"] == .string("two\nlines\n"))
        #expect(found[3].fields["entrypoint"] == .boolean(true))
    }

    @Test func `Authors, resources and schemas are brought to one form`() throws {
        let found = try annotations(
            """
            package a

            # METADATA
            # authors:
            # - Jane Doe <jane@example.com>
            # - Bob
            # - email: c@example.com
            # related_resources:
            # - https://example.com
            # - ref: https://example.com/x
            #   description: more
            # organizations: [acme]
            # schemas:
            # - input: schema.a.b
            # - data.foo["x y"]: {type: string}
            # unknown: 1
            p := 1
            """)
        let fields = try #require(found.first).fields
        #expect(
            fields["authors"]
                == .array([
                    .object(["name": .string("Jane Doe"), "email": .string("jane@example.com")]),
                    .object(["name": .string("Bob")]), .object(["email": .string("c@example.com")]),
                ]))
        #expect(
            fields["related_resources"]
                == .array([
                    .object(["ref": .string("https://example.com")]),
                    .object(["ref": .string("https://example.com/x"), "description": .string("more")]),
                ]))
        #expect(
            fields["schemas"]
                == .array([
                    .object([
                        "path": .array([.string("input")]),
                        "schema": .array([.string("schema"), .string("a"), .string("b")]),
                    ]),
                    .object([
                        "path": .array([.string("data"), .string("foo"), .string("x y")]),
                        "definition": .object(["type": .string("string")]),
                    ]),
                ]))
        #expect(fields["unknown"] == nil)
    }

    @Test func `Only comments in the first column of the next line go on with a block`() throws {
        let found = try annotations(
            "package a\n# METADATA\n# title: x\n\n# title: y\np := 1 # METADATA\n# title: z\nq := 1")
        #expect(found.map { $0.fields["title"] } == [.string("x"), .string("z")])
        #expect(found.map(\.rule) == [0, 1])
    }

    @Test func `Without annotations a block is a comment`() throws {
        let text = "package a\n# METADATA\n# scope: foo\np := 1"
        let module = try Parser.parseModule(text, file: "", dialect: .v1, readsAnnotations: false)
        #expect(module.annotations.isEmpty)
    }

    @Test func `What is wrong with a block is told`() {
        let cases: [(String, String?)] = [
            ("title: x", nil),
            ("", "2: expected METADATA block, found whitespace"),
            (
                "scope: foo",
                "2: invalid annotation scope 'foo'. Use one of 'rule', 'document', 'package', or 'subpackages'"
            ),
            ("scope: package", "2: annotation scope 'package' must be applied to package (have rule)"),
            (
                "scope: rule\nentrypoint: true",
                "2: annotation entrypoint applied to non-document or package scope 'rule'"
            ),
            ("authors: ['']", "2: invalid author definition : author is an empty string"),
            ("schemas:\n- foo: x", "2: invalid document reference"),
        ]
        for (yaml, wanted) in cases { #expect(message(of: yaml) == wanted, "\(yaml)") }
        #expect(message(of: ": [")?.hasPrefix("2: yaml: ") == true)
        #expect(message(of: "- a") == "2: METADATA block is not a mapping")
    }
}
