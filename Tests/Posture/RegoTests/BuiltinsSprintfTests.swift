import Documents
import Testing

@testable import Rego

@Suite struct BuiltinsSprintfTests {
    @Test func printsAsGoDoesAfterOPAsConversion() {
        // Format, arguments, wanted text; most were put to Go itself.
        let cases: [(String, String, String)] = [
            (
                "%s %d %v %q %x %5.2f %t %%", #""a", 3, {"k": [1, "z"]}, "q", 255, 3.14159, true"#,
                #"a 3 {"k": [1, "z"]} "q" ff  3.14 %!t(string=true) %"#
            ),
            ("%d", "3.5", "%!d(float64=3.5)"),
            ("%s|%s|%s", #"1, {2, 1}, ["a"]"#, #"%!s(int=1)|{1, 2}|["a"]"#),
            ("%v|%v|%v", #"set(), [], {}"#, "set()|[]|{}"),
            ("%v %v", "1", "1 %!v(MISSING)"),
            ("%v", "1, 2", "1%!(EXTRA int=2)"),
            (
                "", #"1.5, "a", 123456789012345678901"#,
                "%!(EXTRA float64=1.5, string=a, *big.Int=123456789012345678901)"
            ),
            ("%v %v %s", "null, true, null", "null true null"),
            ("%d", "12345678901234567890", "12345678901234567890"),
            ("%v %v %v %v", "1.0, 1e21, 0.000001, 1.5", "1 1e+21 1e-06 1.5"),
            ("%5t", "1", "%!t(int=    1)"),
            ("%[2]d %[1]d", "1, 2", "2 1"),
            ("%[2]*[1]d", "1, 5", "    1"),
            ("%[3]d", "1", "%!d(BADINDEX)"),
            ("%[x]d", "1", "%!d(BADINDEX)"),
            ("%*d", #""a", 5"#, "%!(BADWIDTH)5"),
            ("%.*d", "-1, 5", "%!(BADPREC)5"),
            (
                "%-5d|%05d|%+d|% d|%x|%X|%o|%#o|%O|%b|%#x|%c|%U|%#U",
                "1, -2, 3, 4, 255, 255, 8, 8, 8, 5, 255, 65, 65, 65",
                "1    |-0002|+3| 4|ff|FF|10|010|0o10|101|0xff|A|U+0041|U+0041 'A'"
            ),
            ("%.3d|%8.3d|%08.3d|%.0d", "5, 5, 5, 0", "005|     005|     005|"),
            (
                "%q %#q %+q %x % x %#x %X", #""é\"", "a", "é", "hi", "hi", "hi", "hi""#,
                #""é\"" `a` "\u00e9" 6869 68 69 0x6869 6869"#
            ),
            ("%5s|%-5s|%.2s|%05s", #""é", "é", "éab", "ab""#, "    é|é    |éa|000ab"),
            (
                "%e|%E|%g|%G|%f|%.0f|%6.2f|%+.1f|%08.3f",
                "1234.5678, 0.00012, 1e20, 1e-7, 1.5, 2.5, 3.14159, 2.25, -3.14159",
                "1.234568e+03|1.200000E-04|1e+20|1E-07|1.500000|2|  3.14|+2.2|-003.142"
            ),
            ("%x|%b", "1.5, 1.5", "0x1.8p+00|6755399441055744p-52"),
            ("%T %T %T %T", #"1, 1.5, "a", null"#, "int float64 string string"),
            ("%!", "", "%!!(MISSING)"),
            ("%", "", "%!(NOVERB)"),
            ("%d %s", "", "%!d(MISSING) %!s(MISSING)"),
            ("%z", "1", "%!z(int=1)"),
            ("%é", "1", "%!é(int=1)"),
            ("%99999999999d", "1", "%!(NOVERB)%!(EXTRA int=1)"),
            (
                "%+d|%x|%08d|%#X",
                "123456789012345678901, 123456789012345678901, -123456789012345678901, 123456789012345678901",
                "+123456789012345678901|6b14e9f812f366c35|-123456789012345678901|0X6B14E9F812F366C35"
            ),
            ("%o", "420", "644"),
        ]
        for (format, arguments, wanted) in cases {
            let context = BuiltinCall.context()
            let text = BuiltinCall.answer("sprintf", "`\(format)`, [\(arguments)]", in: context)
            var reader = PlainTermReader(text, arena: context.arena)
            #expect(reader.value().asString == wanted, "sprintf(\(format), [\(arguments)])")
        }
        #expect(BuiltinCall.answer("sprintf", "\"a\", 1") == "type error: operand 2 must be array but got number")
    }
}
