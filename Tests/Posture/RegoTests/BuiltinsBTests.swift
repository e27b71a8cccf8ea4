import Testing

@testable import Rego

@Suite("Built-ins on documents, collections and texts")
struct BuiltinsBTests {
    @Test("objects, paths and graphs answer as OPA does", arguments: BuiltinCase.file("objects"))
    func objects(_ test: BuiltinCase) throws { try check(test) }

    @Test("arrays, sets and types answer as OPA does", arguments: BuiltinCase.file("collections"))
    func collections(_ test: BuiltinCase) throws { try check(test) }

    @Test("the files of cases are there")
    func files() {
        #expect(BuiltinCase.file("objects").count > 80)
        #expect(BuiltinCase.file("collections").count > 30)
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
