import Documents
import Testing

@testable import Rego

@Suite("Built-ins on documents, collections and texts")
struct BuiltinsFixtureTests {
    @Test(
        "objects, paths and graphs answer as OPA does",
        arguments: BuiltinCase.file("objects") + BuiltinCase.file("objects-mutations"))
    func objects(_ test: BuiltinCase) throws { try check(test) }

    @Test("arrays, sets and types answer as OPA does", arguments: BuiltinCase.file("collections"))
    func collections(_ test: BuiltinCase) throws { try check(test) }

    @Test("texts are encoded and decoded as OPA does", arguments: BuiltinCase.file("encodings"))
    func encodings(_ test: BuiltinCase) throws { try check(test) }

    @Test("YAML is read and written as OPA does", arguments: BuiltinCase.file("yaml"))
    func yaml(_ test: BuiltinCase) throws { try check(test) }

    @Test(
        "GraphQL is read and checked as OPA does",
        arguments: BuiltinCase.file("graphql") + BuiltinCase.file("graphql-mutations"))
    func graphQL(_ test: BuiltinCase) throws { try check(test) }

    @Test(
        "JSON Schema is read and checked as OPA does",
        arguments: BuiltinCase.file("schemas") + BuiltinCase.file("schemas-mutations"))
    func schemas(_ test: BuiltinCase) throws { try check(test) }

    @Test("binary data passes through from one encoding to the next")
    func binary() throws {
        let arena = Arena()
        let context = BuiltinContext(arena: arena, now: 0, randomBytes: { _ in [] })
        func run(_ name: String, _ argument: Value) throws -> Value {
            let builtin = try #require(familiesB.first { $0.name == name })
            return try builtin.body(context, arena.array([argument]).elements)
        }
        let bytes = try run("base64.decode", arena.string("/wCA"))
        #expect(Array(bytes.utf8) == [0xFF, 0x00, 0x80])
        #expect(try run("hex.encode", bytes).string == "ff0080")
        #expect(try run("json.marshal", bytes).string == #""\ufffd\u0000\ufffd""#)
    }

    @Test("a small value that is endless when written ends at the budget")
    func bomb() throws {
        let arena = Arena()
        let context = BuiltinContext(arena: arena, now: 0, randomBytes: { _ in [] }, resultLimit: 1 << 20)
        var value = Value.true
        for _ in 0..<60 { value = arena.array([value, value]) }
        for name in ["json.marshal", "walk"] {
            let builtin = try #require(familiesB.first { $0.name == name })
            do {
                _ = try builtin.body(context, arena.array([value]).elements)
                Issue.record("no error")
            } catch {
                guard case .budget = error else {
                    Issue.record(error)
                    return
                }
            }
        }
    }

    @Test("the files of cases are there")
    func files() {
        #expect(BuiltinCase.file("objects").count > 80)
        #expect(BuiltinCase.file("collections").count > 30)
        #expect(BuiltinCase.file("encodings").count > 90)
        #expect(BuiltinCase.file("yaml").count > 25)
        #expect(BuiltinCase.file("graphql").count > 700)
        #expect(BuiltinCase.file("graphql-mutations").count > 300)
        #expect(BuiltinCase.file("schemas").count > 600)
    }

    @Test("only the old names are deprecated and only walk is a relation")
    func flags() {
        let deprecated = familiesB.filter(\.isDeprecated).map(\.name).sorted()
        let casts = ["cast_array", "cast_boolean", "cast_null", "cast_object", "cast_set", "cast_string"]
        #expect(deprecated == casts + ["set_diff"])
        #expect(familiesB.filter(\.isRelation).map(\.name) == ["walk"])
        #expect(Set(familiesB.map(\.name)).count == familiesB.count)
    }

    @Test("exponentially many paths through a graph end at the budget")
    func explosion() throws {
        // A chain of diamonds.
        let edges = (0..<40).map {
            "\($0): [\($0 * 10 + 1000), \($0 * 10 + 1001)], \($0 * 10 + 1000): [\($0 + 1)], \($0 * 10 + 1001): [\($0 + 1)]"
        }
        let graph = "{" + edges.joined(separator: ", ") + "}, [0]"
        #expect(try call("graph.reachable_paths", graph, resultLimit: 1 << 20) == "!budget")
    }
}
