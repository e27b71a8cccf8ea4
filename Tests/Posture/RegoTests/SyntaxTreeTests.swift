import Rego
import Testing

/// What the tree itself says, where OPA's JSON form of it says less or otherwise.
@Suite struct SyntaxTreeTests {
    static let libraryStyle = """
        package armo_builtins

        import rego.v1
        import data.cautils as c

        # A comment
        deny contains msga if {
            pod := input[_]
            pod.kind == "Pod"
            some i, container in pod.spec.containers
            not is_safe(container)
            path := sprintf("spec.containers[%v]", [format_int(i, 10)])
            msga := {"alertMessage": sprintf("bad: %v", [container.name]), "failedPaths": [path | true]}
        }

        is_safe(container) if container.securityContext.privileged == false
        else := false
        """

    @Test func `A module of the library's style parses in both dialects`() throws {
        for dialect in [Dialect.v0, .v1] {
            let module = try Parser.parseModule(Self.libraryStyle, file: "a.rego", dialect: dialect)
            #expect(module.package == ["armo_builtins"])
            #expect(module.usesV1Rules)
            #expect(module.imports.map(\.name) == ["v1", "c"])
            #expect(module.rules.map(\.head.name) == ["deny", "is_safe"])
            #expect(module.rules[0].body.count == 6)
            #expect(module.rules[1].elseBranches.count == 1)
            #expect(module.text == Self.libraryStyle)
        }
    }

    /// Text, reference, arguments, key, value.
    static let heads: [(Dialect, String, String, String?, String?, String?)] = [
        (.v1, "p := 1", "p", nil, nil, "1"),
        (.v1, "p = 1", "p", nil, nil, "1"),
        (.v1, "p if true", "p", nil, nil, nil),
        (.v1, "p contains 1", "p", nil, "1", nil),
        (.v1, "a.b contains 1", "a.b", nil, "1", nil),
        (.v1, "p[k] := v if k = v", "p[k]", nil, nil, "v"),
        (.v1, "p[k] if k = 1", "p[k]", nil, nil, nil),
        (.v1, "p[\"k\"] := 1", "p.k", nil, nil, "1"),
        (.v1, "a.b[k].c := 1 if k = 1", "a.b[k].c", nil, nil, "1"),
        (.v1, "f(x, 1) := x", "f", "x, 1", nil, "x"),
        (.v1, "a.f(x) if x", "a.f", "x", nil, nil),
        (.v1, "a[x] contains y if {x = 1; y = 2}", "a[x]", nil, "y", nil),
        (.v0, "p[x] { x = 1 }", "p", nil, "x", nil),
        (.v0, "p[x]", "p", nil, "x", nil),
        (.v0, "p.q", "p", nil, "\"q\"", nil),
        (.v0, "p[k] = 1 { k = 1 }", "p[k]", nil, nil, "1"),
        (.v0, "p.q.r { true }", "p.q.r", nil, nil, nil),
        (.v0, "f(1)", "f", "1", nil, nil),
    ]

    @Test(arguments: heads)
    func `Heads keep reference, arguments, key and value apart`(
        dialect: Dialect, text: String, reference: String, arguments: String?, key: String?, value: String?
    ) throws {
        let head = try Parser.parseModule("package a\n" + text, file: "", dialect: dialect).rules[0].head
        let parts = head.reference.count == 1 ? head.name : Term(.reference(head.reference), at: head.location).text
        #expect(parts == reference)
        #expect(head.arguments?.map(\.text).joined(separator: ", ") == arguments)
        #expect(head.key?.text == key)
        #expect(head.value?.text == value)
        #expect(head.isAssignment == text.contains(":="))
    }

    @Test func `Chained bodies are rules with the same head`() throws {
        let module = try Parser.parseModule("package a\nf(x) = 1 { x } { not x } { true }", file: "", dialect: .v0)
        #expect(module.rules.count == 3)
        #expect(module.rules.map { $0.head.value?.text } == ["1", "1", "1"])
        #expect(module.rules.map(\.location.column) == [1, 16, 26])
    }

    @Test func `Wildcards are fresh variables`() throws {
        let body = try Parser.parseQuery("x[_] = y[_]; _ = {z | z = _}", dialect: .v1)
        #expect(body.map(\.text) == ["x[_] = y[_]", "_ = {z | z = _}"])
        guard case .term(let term) = body[0].kind, case .call(_, let operands) = term.kind,
            case .reference(let left) = operands[0].kind, case .variable(let first) = left[1].kind,
            case .reference(let right) = operands[1].kind, case .variable(let second) = right[1].kind
        else { throw Unexpected() }
        #expect([first, second] == ["$0", "$1"])
    }

    struct Unexpected: Error {}

    @Test func `Places count lines and bytes from 1 and cut expressions out of the text`() throws {
        let text = "package a\n\np if {\n  é := \"é\"\n  not input.x  with input as 1\n}"
            .replacing("é :=", with: "e :=")
        let module = try Parser.parseModule(text, file: "m.rego", dialect: .v1)
        let bytes = Array(text.utf8)
        let pieces = module.rules[0].body.map { expression in
            let place = expression.location
            return "\(place) " + String(decoding: bytes[place.offset..<place.offset + place.length], as: UTF8.self)
        }
        #expect(pieces == ["m.rego:4:3 e := \"é\"", "m.rego:5:3 not input.x  with input as 1"])
        #expect(module.rules[0].location.offset == 11)
        #expect(module.packageLocation.description == "m.rego:1:1")
    }

    @Test func `A query is a body`() throws {
        #expect(try Parser.parseQuery("data.t.p = x", dialect: .v1).map(\.text) == ["data.t.p = x"])
        #expect(try Parser.parseQuery("x := 1; some y in [x]\ny > 0", dialect: .v1).count == 3)
        #expect(throws: PolicyErrors.self) { try Parser.parseQuery("", dialect: .v1) }
        #expect(throws: PolicyErrors.self) { try Parser.parseQuery("x;", dialect: .v1) }
        #expect(throws: PolicyErrors.self) { try Parser.parseQuery("x := ", dialect: .v1) }
    }

    @Test func `A term alone parses`() throws {
        #expect(try Parser.parseTerm("{\"a\": {1, 2}, \"b\": set()}").text == "{\"a\": {1, 2}, \"b\": set()}")
        #expect(throws: PolicyErrors.self) { try Parser.parseTerm("1 2") }
        #expect(throws: PolicyErrors.self) { try Parser.parseTerm("") }
    }

    @Test func `In either dialect, v1 comes first and its error is told`() throws {
        #expect(try Parser.parseModuleInEitherDialect("package a\np if true", file: "").dialect == .v1)
        #expect(try Parser.parseModuleInEitherDialect("package a\np { true }", file: "").dialect == .v0)
        let error = #expect(throws: PolicyErrors.self) {
            try Parser.parseModuleInEitherDialect("package a\np { true }\nq := ", file: "")
        }
        #expect(error?.errors.first?.message == "unexpected eof token")
    }

    @Test func `All rules that v1 refuses are told at once`() throws {
        let error = #expect(throws: PolicyErrors.self) {
            try Parser.parseModule("package a\np { true }\nq[1]\nf(x) { x } else = 2 { x }", file: "a", dialect: .v1)
        }
        #expect(
            error?.description == """
                a:2:1: rego_parse_error: `if` keyword is required before rule body
                a:3:1: rego_parse_error: `contains` keyword is required for partial set rules
                a:4:1: rego_parse_error: `if` keyword is required before function body
                a:4:12: rego_parse_error: `if` keyword is required before function body
                """)
    }

    @Test func `Numbers keep their text`() throws {
        for text in ["1.0", "1.50", "1e3", "1E+5", "100000000000000000000", "-0.1", "0"] {
            #expect(try Parser.parseTerm(text).text == text)
        }
        #expect(try Parser.parseTerm(".5").text == "0.5")
        #expect(try Parser.parseTerm("-.5e3").text == "-0.5e3")
        for text in ["1e30103", "1e-400000", "1e999999999999999999999"] {
            let error = #expect(throws: PolicyErrors.self) { try Parser.parseTerm(text) }
            #expect(error?.errors.first?.message == "number too big")
        }
    }

    @Test func `Escapes are resolved and raw strings left alone`() throws {
        let cases: [(String, String)] = [
            (#""\u00e9\n\t\/\"\\""#, "é\n\t/\"\\"), (#""\ud83d\ude00""#, "😀"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ude00""#, "\u{FFFD}"), ("`a\\nb\"c`", "a\\nb\"c"), ("`a\r\nb`", "a\r\nb"), ("\"\"", ""),
        ]
        for (text, wanted) in cases {
            guard case .string(let string) = try Parser.parseTerm(text).kind else { throw Unexpected() }
            #expect(string.utf8.elementsEqual(wanted.utf8))
        }
    }
}
