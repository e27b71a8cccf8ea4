import Documents
import Testing

@Suite struct JSONWriterTests {
    @Test func indentsAsGoDoes() throws {
        let document = try JSONParser.parse(
            SourceBytes(#"{"b":[1,[],{}],"a":{"c":null}}"#), name: "test.json")
        #expect(
            JSONWriter.pretty.string(document.root) == """
                {
                  "a": {
                    "c": null
                  },
                  "b": [
                    1,
                    [],
                    {}
                  ]
                }
                """)
        #expect(
            JSONWriter(.pretty(indent: "\t", prefix: "> ")).string(document.root)
                == "{\n> \t\"a\": {\n> \t\t\"c\": null\n> \t},\n> \t\"b\": [\n> \t\t1,\n> \t\t[],\n> \t\t{}\n> \t]\n> }"
        )
    }

    @Test func escapesAsGoDoes() {
        let document = Document.build { arena in
            arena.array([
                arena.string("\u{0}\u{8}\t\n\u{C}\r\u{1F}\u{7F} \"\\/"), arena.string("<a href='x'>&</a>"),
                arena.string("before \u{2028} and \u{2029} after â€ é 😀, long enough for words of eight bytes"),
            ])
        }
        #expect(
            JSONWriter.compact.string(document.root)
                == "[\"\\u0000\\b\\t\\n\\f\\r\\u001f\u{7F} \\\"\\\\/\",\"<a href='x'>&</a>\","
                + "\"before \\u2028 and \\u2029 after â€ é 😀, long enough for words of eight bytes\"]")
        #expect(
            JSONWriter(escapingHTML: true).string(document.root)
                .contains(#""\u003ca href='x'\u003e\u0026\u003c/a\u003e""#))
    }

    @Test func writesSetsAsArraysAndOddKeysAsTheirText() {
        let document = Document.build { arena in
            let key = arena.array([arena.number(1), .true])
            return arena.object([
                (arena.number(10), arena.set([arena.number(2), arena.number(1), arena.number(2)])),
                (arena.number(9), .null), (.true, .false), (key, arena.string("x")), (arena.string("a"), .null),
            ])
        }
        #expect(
            JSONWriter.compact.string(document.root)
                == #"{"10":[1,2],"9":null,"[1,true]":"x","a":null,"true":false}"#)
    }

    @Test func writesIntegersOfEverySize() {
        let integers = [
            0, 9, 10, -1, -10, 1 << 40, Value.smallIntegers.lowerBound, Value.smallIntegers.upperBound, .max,
        ]
        let document = Document.build { arena in arena.array(integers.map { arena.number($0) }) }
        #expect(
            JSONWriter.compact.string(document.root)
                == "[" + integers.map(String.init).joined(separator: ",") + "]")
    }

    @Test func writesDeepTreesWithoutRecursion() {
        let document = Document.build { arena in
            (0..<200_000).reduce(Value.null) { inner, _ in arena.array([inner]) }
        }
        #expect(JSONWriter.compact.string(document.root).utf8.count == 400_004)
    }
}
