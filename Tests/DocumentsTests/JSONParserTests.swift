import Documents
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", "null"), (" true ", "true"), ("false", "false"), ("0", "0"), ("-0", "-0"), ("12", "12"),
        ("1.50", "1.50"), ("1e400", "1e400"), ("-1E+2", "-1E+2"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-99999999999999999", "-99999999999999999"), ("999999999999999999", "999999999999999999"),
        (#""""#, #""""#), (#""a\/b""#, #""a/b""#), (#""\u00e9\ud83d\ude00""#, #""é😀""#),
        (#""\ud83d""#, "\"\u{FFFD}\""), (#""\ud83dx\ude00""#, "\"\u{FFFD}x\u{FFFD}\""),
        (#""tab\tquote\"back\\""#, #""tab\tquote\"back\\""#),
        ("[]", "[]"), ("[ ]", "[]"), ("{}", "{}"), ("[1,[2,[3]],{}]", "[1,[2,[3]],{}]"),
        (#"{"b":1,"a":{"d":[],"c":null}}"#, #"{"a":{"c":null,"d":[]},"b":1}"#),
        ("\u{FEFF}[1]", "[1]"), ("[1\r\n,\t2]", "[1,2]"),
    ]) func readsValuesAndKeepsTheTextOfNumbers(text: String, wanted: String) throws {
        #expect(try compact(text) == wanted)
    }

    @Test func sortsKeysByBytes() throws {
        #expect(try compact(#"{"é":1,"z":2,"a10":3,"a2":4,"A":5,"":6}"#) == #"{"":6,"A":5,"a10":3,"a2":4,"z":2,"é":1}"#)
    }

    @Test func keepsTheLastOfEqualKeys() throws {
        #expect(try compact(#"{"a":1,"b":2,"a":3,"\u0061":4}"#) == #"{"a":4,"b":2}"#)
        #expect(try compact(#"[{"a":1,"a":2},{"a":3,"a":4}]"#) == #"[{"a":2},{"a":4}]"#)
    }

    @Test func sortsObjectsOfEverySize() throws {
        for count in [1, 2, 7, 31, 32, 33, 34, 100, 1000] {
            // Keys backwards, and twice the same shape, so that the second comes from the cache.
            let entries = (0..<count).reversed().map { "\"k\(1000 + $0)\":\($0)" }.joined(separator: ",")
            let wanted = (0..<count).map { "\"k\(1000 + $0)\":\($0)" }.joined(separator: ",")
            #expect(try compact("[{\(entries)},{\(entries)}]") == "[{\(wanted)},{\(wanted)}]")
        }
    }

    @Test(arguments: [
        ("", 1, 1, "the text is empty"),
        ("   ", 1, 4, "the text ends before its value is complete"),
        ("[1,\n 2", 2, 3, "the text ends inside the array that begins at 1:1"),
        ("{\"a\": {\"b\": \"c", 1, 15, "the text ends inside the object that begins at 1:7"),
        ("[1 2]", 1, 4, "a comma or a closing bracket is missing after an element"),
        ("{\"a\":1 \"b\":2}", 1, 8, "a comma or a closing brace is missing after a value"),
        ("{\"a\" 1}", 1, 6, "a colon is missing after a key"),
        ("{\"a\":1,}", 1, 8, "a comma stands before a closing brace"),
        ("{a:1}", 1, 2, "a key in double quotes is missing"),
        ("[1,]", 1, 4, "a value is missing before a closing bracket"),
        ("[,1]", 1, 2, "a value is missing"),
        ("[1}", 1, 3, "a comma or a closing bracket is missing after an element"),
        ("['a']", 1, 2, "a string is in single quotes"),
        ("// c\n1", 1, 1, "JSON has no comments"),
        ("tru", 1, 1, "a word is no JSON value"),
        ("NaN", 1, 1, "a word is no JSON value"),
        ("01", 1, 1, "a number begins with a zero"),
        ("-", 1, 1, "digits are missing after a minus sign"),
        ("1.", 1, 3, "digits are missing after a decimal point"),
        ("1e+", 1, 4, "digits are missing in an exponent"),
        ("+1", 1, 1, "a word is no JSON value"),
        ("\"a\nb\"", 1, 3, "a string has a line break"),
        ("\"a\u{1}\"", 1, 3, "a string has a control character"),
        ("\"\\x\"", 1, 2, "a string has an unknown escape"),
        ("\"\\u12g4\"", 1, 2, "an escape does not have four hexadecimal digits"),
        ("\"\\", 1, 3, "the text ends before its value is complete"),
        ("1 2", 1, 3, "there is more text after the end of the document"),
        ("{}\n\n}", 3, 1, "there is more text after the end of the document"),
        ("é", 1, 1, "a character is no JSON value"),
        ("\u{0}", 1, 1, "the text has a control character"),
    ]) func namesLineColumnAndFault(text: String, line: Int, column: Int, what: String) throws {
        let error = try #require(throws: DocumentError.self) { try compact(text) }
        #expect(error.what == what)
        #expect(error.line == line)
        #expect(error.column == column)
        #expect(error.source == "test.json")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xC3], [0xFF, 0xFE], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
        ] as [[UInt8]]) func refusesMalformedUTF8(bytes: [UInt8]) throws
    {
        let error = try #require(throws: DocumentError.self) {
            try JSONParser.parse(SourceBytes(bytes), name: "test.json")
        }
        #expect(error.reason == .encoding)
        #expect(error.what == "the text is not valid UTF-8")
    }

    @Test func describesAnErrorInASentence() throws {
        let error = try #require(throws: DocumentError.self) { try compact("[1 2]") }
        #expect(
            error.description
                == "test.json:1:4: a comma or a closing bracket is missing after an element. "
                + "Separate values with commas and close the array that begins at 1:1.")
    }

    @Test func remembersWhereEveryNodeIs() throws {
        let text = "{\n  \"b\": [1,\n    {\"x\": null}],\n  \"a\": \"é\", \"c\": {}\n}"
        let document = try JSONParser.parse(SourceBytes(text), name: "test.json", positions: true)
        let places = [
            ("", nil, "1:1"), ("a", "4:3", "4:8"), ("b", "2:3", "2:8"), ("c", "4:14", "4:19"), ("b[0]", nil, "2:9"),
            ("b[1]", nil, "3:5"), ("b[1].x", "3:6", "3:11"),
        ]
        for (path, key, value) in places {
            let place = document.place(of: DocumentPath(path))
            #expect(place.node != nil)
            #expect(place.keyPosition?.description == key)
            #expect(place.position?.description == value)
        }
    }

    @Test func keepsNoPositionsUnlessAsked() throws {
        let document = try JSONParser.parse(SourceBytes("[1]"), name: "test.json")
        #expect(document.place(of: "[0]").node?.integer == 1)
        #expect(document.place(of: "[0]").position == nil)
    }

    @Test func crossesNoBudget() throws {
        let budget = DocumentBudget(maxBytes: 100, maxDepth: 3, maxKeyBytes: 4)
        func reason(_ text: String) -> DocumentError.Reason? {
            do throws(DocumentError) {
                _ = try JSONParser.parse(SourceBytes(text), name: "test.json", budget: budget)
                return nil
            } catch { return error.reason }
        }
        #expect(reason("[[[]]]") == nil)
        #expect(reason("[[[[]]]]") == .budget(.depth))
        #expect(reason(#"{"abcd":1}"#) == nil)
        #expect(reason(#"{"abcde":1}"#) == .budget(.keyBytes))
        #expect(reason(#"{"abcd\n":1}"#) == .budget(.keyBytes))
        #expect(reason(String(repeating: " ", count: 98) + "[]") == nil)
        #expect(reason(String(repeating: " ", count: 99) + "[]") == .budget(.bytes))
    }

    @Test func refusesTenThousandOpenBrackets() throws {
        let error = try #require(throws: DocumentError.self) { try compact(String(repeating: "[", count: 10_000)) }
        #expect(
            error.description
                == "test.json:1:1001: containers nest deeper than the budget maxDepth of 1000 allows. "
                + "Flatten the document, or raise the budget.")
    }

    @Test func readsOneValueAfterTheOther() throws {
        let documents = try JSONParser.parseStream(
            SourceBytes("{\"a\":1}\n[2] 3\"x\"\n"), name: "test.json", positions: true)
        #expect(documents.map { JSONWriter.compact.string($0.root) } == [#"{"a":1}"#, "[2]", "3", #""x""#])
        #expect(documents.map { $0.rootPosition?.description } == ["1:1", "2:1", "2:5", "2:6"])
        #expect(try JSONParser.parseStream(SourceBytes(" \n"), name: "test.json").isEmpty)
    }

    @Test func copiesStringsOfBytesThatGoAway() throws {
        let arena = Arena()
        defer { withExtendedLifetime(arena) {} }
        var bytes = Array(#"{"key":["text",1.5,12345678901234567890]}"#.utf8)
        let value = try bytes.withUnsafeBufferPointer { (bytes) throws(DocumentError) in
            try JSONParser.parse(bytes, name: "test.json", into: arena, copyingStrings: true)
        }
        for index in bytes.indices { bytes[index] = 0 }
        #expect(JSONWriter.compact.string(value) == #"{"key":["text",1.5,12345678901234567890]}"#)
    }
}

/// Reads and writes again.
func compact(_ text: String) throws -> String {
    JSONWriter.compact.string(try JSONParser.parse(SourceBytes(text), name: "test.json").root)
}
