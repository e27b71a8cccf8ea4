import Documents
import Testing

@Suite struct YAMLParserTests {
    @Test(arguments: [
        ("a: text", #"{"a":"text"}"#),
        (
            "a: [yes, No, ON, off, y, N, true, False, TRUE]",
            #"{"a":[true,false,true,false,true,false,true,false,true]}"#
        ),
        ("a: [yEs, tRUE, nULL, yess, o, t, f]", #"{"a":["yEs","tRUE","nULL","yess","o","t","f"]}"#),
        ("a: [~, null, Null, NULL, ]\nb:", #"{"a":[null,null,null,null],"b":null}"#),
        ("a: ['yes', \"1\", ! x, !!str 12]", #"{"a":["yes","1","x","12"]}"#),
        (
            "a: [0, -0, +5, 007, 0o17, 0x1F, -0x1f, 0b101, 1_000, 089, 0777]",
            #"{"a":[0,0,5,7,15,31,-31,5,1000,89,511]}"#
        ),
        (
            "a: [18446744073709551616, 0xFFFFFFFFFFFFFFFF, 0x1FFFFFFFFFFFFFFFF, -123456789012345678901234567890]",
            #"{"a":[18446744073709551616,18446744073709551615,"0x1FFFFFFFFFFFFFFFF",-123456789012345678901234567890]}"#
        ),
        ("a: [1.50, .5, 5., +1.5e3, -.5, 1e3, 00.5, -0.0]", #"{"a":[1.50,0.5,5,1.5e3,-0.5,1e3,0.5,-0.0]}"#),
        (
            "a: [.inf, -.INF, .nan, 12e4567, 1.2.3, 10.0.0.1]",
            #"{"a":[".inf","-.INF",".nan","12e4567","1.2.3","10.0.0.1"]}"#
        ),
        (
            "a: [2001-12-14, 2001-12-14T21:59:43Z, 12:30:45, 8080:80]",
            #"{"a":["2001-12-14","2001-12-14T21:59:43Z","12:30:45","8080:80"]}"#
        ),
        ("a: [-, +, ., .., 0x, 0o8, 1_, e5, 1e, --1]", #"{"a":["-","+",".","..","0x","0o8",1,"e5","1e","--1"]}"#),
        ("1: a\n0x10: b\nyes: c\n1.5: d\n? \n: e\n~: f", #"{"1":"a","1.5":"d","16":"b","null":"f","true":"c"}"#),
        ("a: 1\na: 2", #"{"a":2}"#),
        ("a: |\n  1\n  2\nb: >-\n  x\n  y\nc: |+\n  z\n\n", #"{"a":"1\n2\n","b":"x y","c":"z\n\n"}"#),
        (
            "a: !!int '12'\nb: !!float 1\nc: !!bool yes\nd: !!null ''\ne: !Ref x",
            #"{"a":12,"b":1,"c":true,"d":null,"e":"x"}"#
        ),
        (
            "a: !!binary aGVs bG8=\nb: !!binary /w==\nc: !!timestamp 2001-01-01",
            "{\"a\":\"hello\",\"b\":\"\u{FFFD}\",\"c\":\"2001-01-01\"}"
        ),
        ("a: !!set {x, z}\nb: !!map {}\nc: !!seq []", #"{"a":{"x":null,"z":null},"b":{},"c":[]}"#),
        ("a: &x [1]\nb: *x\nc: &y z\n*y : *y", #"{"a":[1],"b":[1],"c":"z","z":"z"}"#),
        ("\u{FEFF}a: é", #"{"a":"é"}"#),
        ("a: 1\r\nb:\r\n- 2\r\n", #"{"a":1,"b":[2]}"#),
        ("{\"a\": [1, 2.50, null]}", #"{"a":[1,2.50,null]}"#),
        ("<<", #""<<""#),
        ("'<<': 1", #"{"<<":1}"#),
    ]) func resolvesScalarsAsKubernetesToolsDo(text: String, wanted: String) throws {
        #expect(try yaml(text) == [wanted])
    }

    @Test(arguments: [
        ("b: &b {x: 1, w: 1}\na:\n  <<: *b\n  w: 2", #"{"w":2,"x":1}"#),
        ("b: &b {x: 1, w: 1}\na:\n  w: 2\n  <<: *b", #"{"w":2,"x":1}"#),
        ("b: [&b {x: 1}, &c {x: 2, z: 3}]\na:\n  <<: [*b, *c]", #"{"x":1,"z":3}"#),
        ("b: 1\na: {<<: {x: 1}, z: 2}", #"{"x":1,"z":2}"#),
        ("b: 1\na: {<<: {}, z: 2}", #"{"z":2}"#),
        ("b: &b {x: 1}\na: &a {<<: *b, w: 2}\nc: {<<: *a}", #"{"w":2,"x":1}"#),
    ]) func mergesMappings(text: String, wanted: String) throws {
        let documents = try YAMLParser.parse(SourceBytes(text), name: "test.yaml")
        #expect(documents.first?.root["a"].map { JSONWriter.compact.string($0) } == wanted)
    }

    @Test(arguments: [
        ("", []), ("# nothing\n", []), ("---\n...\n", []), ("---\n---\n# x\n---\n", []),
        ("a: 1\n---\nb: 2\n", [#"{"a":1}"#, #"{"b":2}"#]), ("---\nnull\n--- ~\n--- ''\n", ["null", "null", #""""#]),
        ("# x\n---\na\n---\n# y\n---\nb\n...\n", [#""a""#, #""b""#]), ("%YAML 1.1\n---\na\n", [#""a""#]),
    ]) func leavesOutDocumentsWithoutContent(text: String, wanted: [String]) throws {
        #expect(try yaml(text) == wanted)
    }

    @Test func forgetsAnchorsBetweenDocuments() throws {
        let error = try #require(throws: DocumentError.self) { try yaml("a: &x 1\n---\nb: *x\n") }
        #expect(error.what == "the alias *x has no anchor before it")
        #expect(error.position?.description == "3:4")
    }

    @Test(arguments: [
        ("a: 1\n\t# comment\nb: 2\n", #"{"a":1,"b":2}"#), ("a:\n- \t# comment\n  1\n", #"{"a":[1]}"#),
        ("a:\t# c\n  b: 1\n  \t# c\n\t\t# c\n  c: 2\n\t\n", #"{"a":{"b":1,"c":2}}"#),
        ("a: |\n  x\n  \t# text\n\t# comment\nb: 1\n\t# comment", #"{"a":"x\n\t# text\n","b":1}"#),
        ("a: 'x\n  \t# y'\nb: \"z\"\t# c\n\t# é\nc: 1", #"{"a":"x # y","b":"z","c":1}"#),
        ("\t# first\n\n---\na: 1\n", #"{"a":1}"#),
    ]) func acceptsTabsBeforeComments(text: String, wanted: String) throws {
        #expect(try yaml(text) == [wanted])
    }

    @Test func repairsManyTabsWithoutManyRounds() throws {
        let lines = (0..<20_000).map { "k\($0):\n  - 'x'\n\t# comment\n" }.joined()
        #expect(try YAMLParser.parse(SourceBytes(lines), name: "test.yaml")[0].root.entries.count == 20_000)
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n", 2, 1, "found character that cannot start any token"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed in this context"),
        ("a: 'x\n", 2, 1, "found unexpected end of stream while scanning a quoted scalar that begins at 1:4"),
        ("é: [1\nb: 2\n", 2, 2, "did not find expected ',' or ']' while parsing a flow sequence that begins at 1:5"),
        ("é: *x", 1, 5, "the alias *x has no anchor before it"),
        ("a: &x [*x]", 1, 8, "the alias *x stands inside the node it names"),
        ("[a]: 1", 1, 1, "a mapping or a list stands where a key must be"),
        ("<<: 1", 1, 1, "a merge key << has neither a mapping nor a list of mappings"),
        ("a: !!int x", 1, 4, "a scalar cannot be read as what its tag !!int says"),
        ("a: \u{1}", 1, 4, "the text has a control character"),
    ]) func namesLineColumnAndFault(text: String, line: Int, column: Int, what: String) throws {
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.what == what)
        #expect(error.line == line)
        #expect(error.column == column)
    }

    @Test func suspectsTemplates() throws {
        let error = try #require(throws: DocumentError.self) { try yaml("a: 1\nb: {{ .Values.x }}\n") }
        #expect(
            error.description
                == "test.yaml:2:5: a mapping or a list stands where a key must be. "
                + "This looks like a Helm template: scan the chart as a whole, or render it first.")
    }

    @Test func keepsWhatWasReadBeforeAnError() {
        let (documents, error) = YAMLParser.parseLeniently(SourceBytes("a: 1\n---\nb: 2\n---\nc: ["), name: "test.yaml")
        #expect(documents.map { JSONWriter.compact.string($0.root) } == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(error?.line == 5)
    }

    @Test(arguments: ["a: é: 1", "a: 'é\u{2028}x' # é\nb: é: 1"]) func countsColumnsInBytes(text: String) throws {
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.column == 6)
    }

    @Test func remembersWhereEveryNodeIs() throws {
        let text =
            "# é\nspec:\n  é: [ü, {x: 1}]\n  containers:\n  - name: web\n    image: &i nginx\n  - name:\n    image: *i\n---\n- 1\n"
        let documents = try YAMLParser.parse(SourceBytes(text), name: "test.yaml")
        #expect(documents.map { $0.rootPosition?.description } == ["2:1", "10:1"])
        let places = [
            ("", nil, "2:1"), ("spec", "2:1", "3:3"), ("spec.é", "3:3", "3:7"), ("spec.é[0]", nil, "3:8"),
            ("spec.é[1]", nil, "3:12"), ("spec.é[1].x", "3:13", "3:16"), ("spec.containers", "4:3", "5:3"),
            ("spec.containers[0]", nil, "5:5"), ("spec.containers[0].name", "5:5", "5:11"),
            ("spec.containers[0].image", "6:5", "6:12"), ("spec.containers[1]", nil, "7:5"),
            ("spec.containers[1].name", "7:5", "7:10"), ("spec.containers[1].image", "8:5", "8:12"),
        ]
        for (path, key, value) in places {
            let place = documents[0].place(of: DocumentPath(path))
            #expect(place.node != nil)
            #expect(place.keyPosition?.description == key)
            #expect(place.position?.description == value)
        }
    }

    @Test func knowsThePlacesOfMergedEntries() throws {
        let documents = try YAMLParser.parse(SourceBytes("b: &b\n  x: 1\na:\n  <<: *b\n  w: 2\n"), name: "test.yaml")
        #expect(documents[0].place(of: "a.w").position?.description == "5:6")
        #expect(documents[0].place(of: "a.x").position?.description == "2:6")
    }

    @Test func crossesNoBudget() throws {
        let budget = DocumentBudget(maxBytes: 100, maxDepth: 3, maxAliasNodes: 6, maxKeyBytes: 4)
        func reason(_ text: String) -> DocumentError.Reason? {
            YAMLParser.parseLeniently(SourceBytes(text), name: "test.yaml", budget: budget).error?.reason
        }
        #expect(reason("- - - 1") == nil)
        #expect(reason("- - - - 1") == .budget(.depth))
        #expect(reason("a: &a [[1]]\nb: *a") == nil)
        #expect(reason("a: &a [[1]]\nb: [*a]") == .budget(.depth))
        #expect(reason("abcd: 1") == nil)
        #expect(reason("abcde: 1") == .budget(.keyBytes))
        #expect(reason("- &a [1, 2]\n- *a\n- *a") == nil)
        #expect(reason("- &a [1, 2]\n- *a\n- *a\n- *a") == .budget(.aliasNodes))
        #expect(reason(String(repeating: "#", count: 101)) == .budget(.bytes))
    }

    @Test func refusesABillionLaughs() throws {
        var text = "a0: &a0 [lol]\n"
        for level in 1...30 {
            let aliases = [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.reason == .budget(.aliasNodes))
        #expect(error.what == "aliases expand to more nodes than the budget maxAliasNodes of 1000000 allows")
        #expect(error.line == 7)
    }

    @Test func refusesNestingThatAliasesHide() throws {
        let text = "- &a0 x\n" + (1...2000).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
        let error = try #require(throws: DocumentError.self) { try yaml(text) }
        #expect(error.reason == .budget(.depth))
        #expect(error.line == 1001)
    }

    @Test func refusesTenThousandLevels() throws {
        for unit in ["[", "{a: ", "- ", "? "] {
            let error = try #require(throws: DocumentError.self) { try yaml(String(repeating: unit, count: 10_000)) }
            #expect(error.reason == .budget(.depth) || error.reason == .syntax)
        }
    }

    @Test func readsUTF16() throws {
        for littleEndian in [true, false] {
            var bytes: [UInt8] = []
            for unit in "\u{FEFF}a: é😀\n".utf16 {
                let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                bytes += littleEndian ? pair : pair.reversed()
            }
            let documents = try YAMLParser.parse(SourceBytes(bytes), name: "test.yaml")
            #expect(documents.map { JSONWriter.compact.string($0.root) } == [#"{"a":"é😀"}"#])
        }
    }

    @Test func refusesMalformedUTF8() throws {
        let error = try #require(throws: DocumentError.self) {
            try YAMLParser.parse(SourceBytes([0x61, 0x0A, 0x62, 0xFF, 0x0A]), name: "test.yaml")
        }
        #expect(error.reason == .encoding)
        #expect(error.position?.description == "2:2")
    }

    @Test func fillsAnArenaOfTheCaller() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var bytes = Array("a: [text, 1.5, '']\n---\nb".utf8)
        let values = try bytes.withUnsafeBufferPointer { (bytes) throws(DocumentError) in
            try YAMLParser.parse(bytes, name: "test.yaml", into: arena)
        }
        for index in bytes.indices { bytes[index] = 0 }
        #expect(values.map { JSONWriter.compact.string($0) } == [#"{"a":["text",1.5,""]}"#, #""b""#])
    }
}

/// The documents of a text, as JSON.
func yaml(_ text: String) throws -> [String] {
    try YAMLParser.parse(SourceBytes(text), name: "test.yaml").map { JSONWriter.compact.string($0.root) }
}
