import Documents
import Testing

@Suite struct YAMLWriterTests {
    @Test func writesBlocksAsKubernetesToolsDo() throws {
        let json = #"""
            {"kind":"Pod","apiVersion":"v1","metadata":{"annotations":{},"name":"web"},"spec":{"containers":[
            {"name":"a","args":["-c","echo 'hi'; true",""],"ports":[{"containerPort":80}]},{"name":"b","args":[]}],
            "nested":[[1,[2]],{"x":null}]}}
            """#
        let document = try JSONParser.parse(SourceBytes(json), name: "test.json")
        #expect(
            YAMLWriter().string(document.root) == """
                apiVersion: v1
                kind: Pod
                metadata:
                  annotations: {}
                  name: web
                spec:
                  containers:
                  - args:
                    - -c
                    - echo 'hi'; true
                    - ""
                    name: a
                    ports:
                    - containerPort: 80
                  - args: []
                    name: b
                  nested:
                  - - 1
                    - - 2
                  - x: null

                """)
    }

    @Test(arguments: [
        ("null", "null\n"), ("true", "true\n"), ("1.50", "1.50\n"), ("{}", "{}\n"), ("[]", "[]\n"),
        ("123456789012345678901234567890", "123456789012345678901234567890\n"),
        (#""text""#, "text\n"), (#""""#, "\"\"\n"), (#""true""#, "\"true\"\n"), (#""no""#, "\"no\"\n"),
        (#""y""#, "\"y\"\n"), (#""1""#, "\"1\"\n"), (#""0x1F""#, "\"0x1F\"\n"), (#""1_0""#, "\"1_0\"\n"),
        (#""1.5e3""#, "\"1.5e3\"\n"), (#""~""#, "\"~\"\n"), (#"".inf""#, "\".inf\"\n"), (#""<<""#, "\"<<\"\n"),
        (#""12:30:45""#, "\"12:30:45\"\n"), (#""8080:80""#, "8080:80\n"), (#""2001-01-01""#, "\"2001-01-01\"\n"),
        (#""2024-03-01T10:00:00Z""#, "\"2024-03-01T10:00:00Z\"\n"), (#""10.0.0.1""#, "10.0.0.1\n"),
        (#""500m""#, "500m\n"), (#""a: b""#, "'a: b'\n"), (##""#x""##, "'#x'\n"), (#""*x""#, "'*x'\n"),
        (#"" x ""#, "' x '\n"), (#""- x""#, "'- x'\n"), (#""it's""#, "it's\n"), (#""é""#, "é\n"),
        (#""😀""#, "\"\\U0001F600\"\n"),
        (#""a\tb""#, "\"a\\tb\"\n"), (#""a\nb""#, "|-\n  a\n  b\n"), (#""a\nb\n""#, "|\n  a\n  b\n"),
        (#"{"1":2}"#, "\"1\": 2\n"), (#"{"a/b.c":"x"}"#, "a/b.c: x\n"),
    ]) func quotesWhereNeeded(json: String, wanted: String) throws {
        let document = try JSONParser.parse(SourceBytes(json), name: "test.json")
        #expect(YAMLWriter().string(document.root) == wanted)
    }

    @Test func writesSetsAndOddKeys() {
        let document = Document.build { arena in
            arena.object([(arena.number(10), arena.set([arena.number(2), arena.number(1)])), (arena.number(9), .null)])
        }
        #expect(YAMLWriter().string(document.root) == "\"10\":\n- 1\n- 2\n\"9\": null\n")
    }

    @Test func writesDeepTreesWithoutRecursion() {
        let document = Document.build { arena in (0..<2000).reduce(Value.null) { inner, _ in arena.array([inner]) } }
        #expect(YAMLWriter().string(document.root) == String(repeating: "- ", count: 2000) + "null\n")
    }

    @Test func repairsMalformedTexts() {
        let document = Document.build { arena in arena.string([0x61, 0xFF]) }
        #expect(YAMLWriter().string(document.root) == "a\u{FFFD}\n")
    }
}
