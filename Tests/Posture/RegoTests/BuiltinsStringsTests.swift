import Testing

@testable import Rego

@Suite struct BuiltinsStringsTests {
    @Test func textIsCountedInCodePoints() {
        let cases: [(String, String, String)] = [
            ("concat", #"",", ["a", "b"]"#, #""a,b""#),
            ("concat", #"",", {"b", "a"}"#, #""a,b""#),
            (
                "concat", #"",", ["a", 1]"#,
                "type error: operand 2 must be array of string(s) but got array containing number"
            ),
            ("concat", #"",", "a""#, "type error: operand 2 must be one of {set, array} but got string"),
            ("contains", #""abc", "bc""#, "true"),
            ("contains", #""a", """#, "true"),
            ("contains", #""aab", "ab""#, "true"),
            ("startswith", #""abc", "ab""#, "true"),
            ("endswith", #""abc", "abcd""#, "false"),
            ("endswith", #""", """#, "true"),
            ("endswith", #"1, """#, "type error: operand 1 must be string but got number"),
            ("indexof", #""héllo", "l""#, "2"),
            ("indexof", #""abc", "z""#, "-1"),
            ("indexof", #""abc", """#, "error: empty search character"),
            ("indexof_n", #""ééaaa", "aa""#, "[2, 3]"),
            ("indexof_n", #""abc", "z""#, "[]"),
            ("replace", #""aaa", "aa", "b""#, #""ba""#),
            ("replace", #""é1", "", "-""#, #""-é-1-""#),
            ("replace", #""abc", "x", "y""#, #""abc""#),
            ("split", #""a,b,", ",""#, #"["a", "b", ""]"#),
            ("split", #""", ",""#, #"[""]"#),
            ("split", #""é1", """#, #"["é", "1"]"#),
            ("split", #""", """#, "[]"),
            ("substring", #""héllo", 1, 2"#, #""él""#),
            ("substring", #""abc", 1, -1"#, #""bc""#),
            ("substring", #""abc", 5, 1"#, #""""#),
            ("substring", #""abc", 1, 9223372036854775807"#, #""bc""#),
            ("substring", #""abc", -1, 1"#, "error: negative offset"),
            ("strings.reverse", #""aé👍""#, #""👍éa""#),
            ("strings.count", #""cheese", "e""#, "3"),
            ("strings.count", #""aaaa", "aa""#, "2"),
            ("strings.count", #""né", """#, "3"),
            ("strings.any_prefix_match", #"["x", "abc"], {"ab", "q"}"#, "true"),
            ("strings.any_prefix_match", #""abc", "bc""#, "false"),
            ("strings.any_suffix_match", #"{"abc"}, ["bc"]"#, "true"),
            (
                "strings.any_suffix_match", #"1, ["bc"]"#,
                "type error: operand 1 must be one of {string, set, array} but got number"
            ),
            ("strings.replace_n", #"{"<": "&lt;", ">": "&gt;"}, "<b>""#, #""&lt;b&gt;""#),
            ("strings.replace_n", #"{"a": "b", "b": "a"}, "abc""#, #""bac""#),
            ("strings.replace_n", #"{"a": "1", "aa": "2"}, "aaa""#, #""111""#),
            ("strings.replace_n", #"{"": "-", "b": "x"}, "ab""#, #""-a-x-""#),
            ("strings.replace_n", #"{1: "b"}, "abc""#, "type error: operand 1 non-string key found in pattern object"),
            ("lower", #""ABCéÉİ""#, #""abcééi""#),
            ("upper", #""straße éﬁᾳ""#, #""STRAßE Éﬁᾼ""#),
            ("trim", #""xxaxx", "x""#, #""a""#),
            ("trim", #""éaé€", "€é""#, #""a""#),
            ("trim_left", #""xxa", "x""#, #""a""#),
            ("trim_right", #""axy", "yx""#, #""a""#),
            ("trim_prefix", #""xxa", "x""#, #""xa""#),
            ("trim_suffix", #""xxa", "xa""#, #""x""#),
            ("trim_space", #"" \t\u00a0a b\n""#, #""a b""#),
        ]
        for (name, arguments, wanted) in cases {
            #expect(BuiltinCall.answer(name, arguments) == wanted, "\(name)(\(arguments))")
        }
    }

    @Test func resultsAreBounded() {
        let context = BuiltinCall.context(resultLimit: 100)
        let long = String(repeating: "a", count: 60)
        #expect(BuiltinCall.answer("replace", "\"\(long)\", \"a\", \"bb\"", in: context).hasPrefix("budget"))
        #expect(BuiltinCall.answer("concat", "\"\", [\"\(long)\", \"\(long)\"]", in: context).hasPrefix("budget"))
        #expect(BuiltinCall.answer("sprintf", "\"%999999d\", [1]", in: context).hasPrefix("budget"))
        #expect(BuiltinCall.answer("sprintf", "\"%.999999d\", [1]", in: context).hasPrefix("budget"))
    }

    @Test func semanticVersionsComparePartByPart() {
        let cases: [(String, String, String)] = [
            ("semver.compare", #""1.2.3", "1.10.0""#, "-1"),
            ("semver.compare", #""1.0.0-rc.1", "1.0.0""#, "-1"),
            ("semver.compare", #""1.0.0-rc.10", "1.0.0-rc.2""#, "1"),
            ("semver.compare", #""1.0.0-1", "1.0.0-a""#, "-1"),
            ("semver.compare", #""1.0.0+a", "1.0.0+b""#, "0"),
            ("semver.compare", #""v1.0.0", "1.0.0""#, "error: operand 1: string v1.0.0 is not a valid SemVer"),
            ("semver.compare", #""1.0.0", "1.0""#, "error: operand 2: string 1.0 is not a valid SemVer"),
            ("semver.is_valid", #""1.2.3-a.b+c""#, "true"),
            ("semver.is_valid", #""v1.2.3""#, "false"),
            ("semver.is_valid", "1", "false"),
        ]
        for (name, arguments, wanted) in cases {
            #expect(BuiltinCall.answer(name, arguments) == wanted, "\(name)(\(arguments))")
        }
    }
}
