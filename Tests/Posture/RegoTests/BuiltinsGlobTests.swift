import Testing

@testable import Rego

@Suite struct BuiltinsGlobTests {
    @Test func globsStopAtDelimiters() {
        let cases: [(String, String, String)] = [
            ("glob.match", #""*.com", [], "a.b.com""#, "false"),
            ("glob.match", #""*.com", null, "a.b.com""#, "true"),
            ("glob.match", #""*.com", ["."], "a.b.com""#, "false"),
            ("glob.match", #""**.com", ["."], "a.b.com""#, "true"),
            ("glob.match", #""*.github.com", [], "api.github.com""#, "true"),
            ("glob.match", #""*:github:com", [":"], "api:github:com""#, "true"),
            ("glob.match", #""api.**.com", [], "api.cdn.github.com""#, "true"),
            ("glob.match", #""?at", [], "cat""#, "true"),
            ("glob.match", #""?at", [], "at""#, "false"),
            ("glob.match", #""?", [], ".""#, "false"),
            ("glob.match", #""[abc]at", [], "bat""#, "true"),
            ("glob.match", #""[abc]at", [], "lat""#, "false"),
            ("glob.match", #""[!abc]at", [], "cat""#, "false"),
            ("glob.match", #""[!abc]at", [], "lat""#, "true"),
            ("glob.match", #""[a-c]at", [], "cat""#, "true"),
            ("glob.match", #""[!a-c]at", [], "lat""#, "true"),
            ("glob.match", #""{cat,bat,[fr]at}", [], "rat""#, "true"),
            ("glob.match", #""{cat,bat,[fr]at}", [], "at""#, "false"),
            ("glob.match", #""{a,b{c,d}}e", [], "bde""#, "true"),
            ("glob.match", #""\\*.com", [], "*.com""#, "true"),
            ("glob.match", #""\\*.com", [], "a.com""#, "false"),
            ("glob.match", #""é*", [], "éà""#, "true"),
            ("glob.match", #""", [], """#, "true"),
            ("glob.match", #""a", [], "ab""#, "false"),
            ("glob.match", #""a}b,c", [], "a}b,c""#, "true"),
            ("glob.match", #""[a-zA-Z]", [], "a""#, "error: expected close range character"),
            ("glob.match", #""[ab", [], "a""#, "error: unexpected end of input"),
            ("glob.match", #""[z-a]", [], "a""#, "error: hi character 'a' should be greater than lo 'z'"),
            ("glob.match", #""a", 1, "a""#, "type error: operand 2 must be one of {array, null} but got number"),
            (
                "glob.match", #""a", ["ab"], "a""#,
                "type error: operand 2 must be array of rune(s) but got array containing string"
            ),
            ("glob.quote_meta", #""*.github.com""#, #""\\*.github.com""#),
            ("glob.quote_meta", #""a[b]{c,d}?-!""#, #""a\\[b\\]\\{c,d\\}\\?-!""#),
        ]
        for (name, arguments, wanted) in cases {
            #expect(BuiltinCall.answer(name, arguments) == wanted, "\(name)(\(arguments))")
        }
    }

    @Test func manyStarsTakeNoExponentialTime() {
        let pattern = String(repeating: "*a", count: 40) + "*b"
        let text = String(repeating: "a", count: 400)
        #expect(BuiltinCall.answer("glob.match", "\"\(pattern)\", null, \"\(text)\"") == "false")
    }

    @Test func unitsAreExact() {
        let cases: [(String, String, String)] = [
            ("units.parse", "100m", "0.1000000000"),
            ("units.parse", "1", "1"),
            ("units.parse", "1.5k", "1500"),
            ("units.parse", "1K", "1000"),
            ("units.parse", "1Ki", "1024"),
            ("units.parse", "1KI", "1024"),
            ("units.parse", "10.5M", "10500000"),
            ("units.parse", "1mi", "1048576"),
            ("units.parse", "2000m", "2"),
            ("units.parse", "1e", "1000000000000000000"),
            ("units.parse", "1e3", "1000"),
            ("units.parse", "1.5E-1m", "0.0001500000"),
            ("units.parse", "1e3Ki", "1024000"),
            ("units.parse", "8Ei", "9223372036854775808"),
            ("units.parse", "0.00000000005", "0.0000000001"),
            ("units.parse", "-1.5", "-1.5000000000"),
            ("units.parse", "\\\"1K\\\"", "1000"),
            ("units.parse", "", "error: units.parse: no amount provided"),
            ("units.parse", "G", "error: units.parse: no amount provided"),
            ("units.parse", "1 G", "error: units.parse: spaces not allowed in resource strings"),
            ("units.parse", "1foo", "error: units.parse: unit foo not recognized"),
            ("units.parse", "1KB", "error: units.parse: unit Kb not recognized"),
            ("units.parse", "1.2.3k", "error: units.parse: could not parse amount to a number"),
            ("units.parse", "1e999999999", "budget: number has too many digits for arithmetic"),
            ("units.parse_bytes", "1Ki", "1024"),
            ("units.parse_bytes", "1KB", "1000"),
            ("units.parse_bytes", "1KiB", "1024"),
            ("units.parse_bytes", "0.1Mi", "104857"),
            ("units.parse_bytes", "1.5GiB", "1610612736"),
            ("units.parse_bytes", "10E", "10000000000000000000"),
            ("units.parse_bytes", "1e3", "1000"),
            ("units.parse_bytes", "100", "100"),
            ("units.parse_bytes", "", "error: units.parse_bytes: no byte amount provided"),
            ("units.parse_bytes", "1b", "error: units.parse_bytes: byte unit b not recognized"),
            ("units.parse_bytes", "0.0.0m", "error: units.parse_bytes: could not parse byte amount to a number"),
            ("units.parse_bytes", "12 MB", "error: units.parse_bytes: spaces not allowed in resource strings"),
        ]
        for (name, text, wanted) in cases {
            #expect(BuiltinCall.answer(name, "\"\(text)\"") == wanted, "\(name)(\(text))")
        }
    }
}
