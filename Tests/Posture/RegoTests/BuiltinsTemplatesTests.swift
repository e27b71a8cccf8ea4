import Testing

@testable import Rego

@Suite struct BuiltinsTemplatesTests {
    private static let variables =
        #"{"a": "x", "n": 5, "l": ["p", "q"], "o": {"k": "v", "z": [1, {"y": null}]}, "t": true, "e": [], "nn": null, "s": "<a&\">"}"#

    @Test func templatesRenderAsInGo() {
        // Every answer is Go's own, from a program that ran these templates.
        let cases: [(String, String)] = [
            ("{{.a}} {{.n}} {{.l}} {{.o}} {{.t}} {{.nn}}", "x 5 [p q] map[k:v z:[1 map[y:<nil>]]] true <no value>"),
            ("{{range $i, $v := .l}}{{$i}}={{$v}};{{end}}", "0=p;1=q;"),
            ("{{range .l}}{{.}},{{else}}none{{end}}", "p,q,"),
            ("{{range .e}}{{.}},{{else}}none{{end}}", "none"),
            ("{{range $k,$v := .o}}{{$k}}:{{$v}} {{end}}", "k:v z:[1 map[y:<nil>]] "),
            ("{{if .t}}yes{{else}}no{{end}}", "yes"),
            (#"{{if eq .a "x" }}a{{else if .t}}b{{end}}"#, "a"),
            (#"{{if eq .n "6"}}six{{else if .t}}b{{else}}c{{end}}"#, "b"),
            (#"{{printf "%s-%v-%d" .a .n 3}}"#, "x-5-3"),
            (#"{{len .l}} {{index .l 1}} {{index .o "k"}}"#, "2 q v"),
            (#"{{.a | printf "%s!"}}"#, "x!"),
            ("{{with .o}}{{.k}}{{end}}", "v"),
            ("{{- .a -}} x", "xx"),
            ("{{/* c */}}z", "z"),
            (#"{{$x := .a}}{{$x}}{{$x = "q"}}{{$x}}"#, "xq"),
            ("{{if and .t .a}}1{{end}}{{if or .nn .a}}2{{end}}{{not .t}}", "12false"),
            (#"{{lt 1 2}} {{ge 2.5 1.5}} {{eq 1 1 2}} {{ne "a" "b"}}"#, "true true true true"),
            (#"{{html .s}} {{js .s}} {{urlquery .s}}"#, #"&lt;a&amp;&#34;&gt; \u003Ca\u0026\"\u003E %3Ca%26%22%3E"#),
            (#"{{print 1 2 "a" "b" 3}}|{{println .a 1}}"#, "1 2ab3|x 1\n"),
            ("{{(index .o.z 1).y}}", "<no value>"),
            ("{{slice .a 0 1}} {{slice .l 1}}", "x [q]"),
            ("{{range $i, $e := .l}}{{if $i}}, {{end}}{{$e}}{{end}}", "p, q"),
            ("{{1.5}} {{1e3}} {{'a'}} {{true}}", "1.5 1000 97 true"),
            (#"{{range .l}}{{if eq . "q"}}{{break}}{{end}}{{.}}{{end}}"#, "p"),
            (#"{{"a\tb"}} {{index .o "nope"}}"#, "a\tb <no value>"),
            ("{{$.a}} {{eq .nn nil}} {{print nil}}", "x true <nil>"),
            (#"{{not 0}} {{and 1 0}} {{or 0 "x"}}"#, "true 0 x"),
        ]
        for (template, wanted) in cases {
            let context = BuiltinCall.context()
            let text = BuiltinCall.answer("strings.render_template", "`\(template)`, \(Self.variables)", in: context)
            var term: [UInt8] = []
            Array(wanted.utf8).withUnsafeBufferPointer { GoQuote.append($0, to: &term) }
            #expect(text == String(decoding: term, as: UTF8.self), "\(template)")
        }
    }

    @Test func mistakesNameTheirPlace() {
        let execution = "error: template: template:"
        let cases: [(String, String)] = [
            ("{{.missing}}", #"1:2: executing "template" at <.missing>: map has no entry for key "missing""#),
            ("hi\n {{.o.missing}}", #"2:5: executing "template" at <.o.missing>: map has no entry for key "missing""#),
            ("{{.o.k.z}}", #"1:4: executing "template" at <.o.k.z>: can't evaluate field z in type interface {}"#),
            (
                "{{if eq .n 5}}a{{end}}",
                #"1:5: executing "template" at <eq .n 5>: error calling eq: incompatible types for comparison"#
            ),
            (
                "{{index .l 5}}",
                #"1:2: executing "template" at <index .l 5>: error calling index: index out of range: 5"#
            ),
            ("{{range .n}}x{{end}}", #"1:8: executing "template" at <.n>: range can't iterate over 5"#),
            (
                "{{eq .l .l}}",
                #"1:2: executing "template" at <eq .l .l>: error calling eq: non-comparable type [p q]: []interface {}"#
            ),
            ("{{.nn.x}}", #"1:5: executing "template" at <.nn.x>: nil pointer evaluating interface {}.x"#),
            ("{{foo}}", #"1: function "foo" not defined"#),
            ("{{if}}x{{end}}", "1: missing value for if"),
            ("{{if .t}}x", "1: unexpected EOF"),
            ("{{end}}", "1: unexpected {{end}}"),
            ("{{.a", "1: unclosed action"),
        ]
        for (template, wanted) in cases {
            let text = BuiltinCall.answer("strings.render_template", "`\(template)`, \(Self.variables)")
            #expect(text == execution + wanted, "\(template)")
        }
        let nested = String(repeating: "{{if .t}}", count: 1000)
        #expect(BuiltinCall.answer("strings.render_template", "`\(nested)`, \(Self.variables)").hasPrefix("budget"))
        let loops = String(repeating: "{{range $.l}}", count: 30) + String(repeating: "{{end}}", count: 30)
        #expect(BuiltinCall.answer("strings.render_template", "`\(loops)`, \(Self.variables)").hasPrefix("budget"))
        let hostile = #"{{$x := 1}}{{len (printf "%999999d" 1)}}"#
        #expect(!BuiltinCall.answer("strings.render_template", "`\(hostile)`, {}").isEmpty)
    }
}
