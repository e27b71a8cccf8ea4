import Documents
import Testing

@testable import Rego

@Suite("Hostile arguments of built-ins")
struct BuiltinsHostileArgumentsTests {
    private static func call(_ name: String, _ make: (Arena) -> [Value]) throws -> String {
        let arena = Arena()
        let context = BuiltinContext(
            arena: arena, now: 0, randomBytes: { [UInt8](repeating: 0, count: $0) }, resultLimit: 1 << 24)
        let builtin = try #require(familiesB.first { $0.name == name })
        do {
            let result = try builtin.body(context, arena.array(make(arena)).elements)
            return result.isTrue ? "true" : result.isFalse ? "false" : "value"
        } catch {
            if case .budget = error { return "budget" }
            return "error"
        }
    }

    private static let schema = "type Query { a(x: [Int]): Query b: Int }"

    @Test("deep GraphQL texts end with an error", arguments: ["{a", "{a(x:[", "{a(x:{b:", "{... on Query"])
    func deepQueries(_ piece: String) throws {
        let text =
            (piece.hasPrefix("{a(") ? String(piece.prefix(5)) : "")
            + String(repeating: piece.hasPrefix("{a(") ? String(piece.dropFirst(5)) : piece, count: 100_000)
        #expect(try Self.call("graphql.parse_query") { [$0.string(text)] } == "error")
        #expect(try Self.call("graphql.is_valid") { [$0.string(text), $0.string(Self.schema)] } == "false")
    }

    @Test("deep types in schemas end with an error")
    func deepSchemas() throws {
        let text = "type Query { a: " + String(repeating: "[", count: 100_000)
        #expect(try Self.call("graphql.schema_is_valid") { [$0.string(text)] } == "false")
    }

    @Test("long chains of fragments end at the budget")
    func chains() throws {
        let fragments = (0..<20_000).map { "fragment F\($0) on Query { ...F\($0 + 1) }" }.joined(separator: " ")
        let text = "{...F0} fragment F20000 on Query {b} " + fragments
        #expect(try Self.call("graphql.is_valid") { [$0.string(text), $0.string(Self.schema)] } == "budget")
    }

    @Test("fragments that would multiply are compared once")
    func multiplication() throws {
        let fragments = (0..<40).map {
            "fragment F\($0) on Query { a { ...F\($0 + 1) } a { ...F\($0 + 1) } }"
        }.joined(separator: " ")
        let text = "{...F0} fragment F40 on Query {b} " + fragments
        #expect(try Self.call("graphql.is_valid") { [$0.string(text), $0.string(Self.schema)] } == "true")
    }

    @Test("tens of thousands of equal fields end at the budget")
    func manyFields() throws {
        let text = "{" + String(repeating: "b ", count: 30_000) + "}"
        #expect(try Self.call("graphql.is_valid") { [$0.string(text), $0.string(Self.schema)] } == "budget")
    }

    @Test("deep syntax trees end with an error")
    func deepTrees() throws {
        let result = try Self.call("graphql.is_valid") { arena in
            var selection = arena.object(["Name": arena.string("b"), "Alias": arena.string("b")])
            for _ in 0..<900 {
                selection = arena.object([
                    "Name": arena.string("a"), "Alias": arena.string("a"), "SelectionSet": arena.array([selection]),
                ])
            }
            let operation = arena.object([
                "Operation": arena.string("query"), "SelectionSet": arena.array([selection]),
            ])
            return [arena.object(["Operations": arena.array([operation])]), arena.string(Self.schema)]
        }
        #expect(result == "budget")
    }

    @Test(
        "schemas in circles end at the budget",
        arguments: [
            ##"{"$ref": "#"}"##, ##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
            ##"{"allOf": [{"not": {"$ref": "#"}}, {"$ref": "#"}]}"##,
        ])
    func circles(_ schema: String) throws {
        #expect(try Self.call("json.match_schema") { [$0.string("{}"), $0.string(schema)] } == "budget")
        #expect(try Self.call("json.verify_schema") { [$0.string(schema)] } == "value")
    }

    @Test("values nested deeper than any document are refused or carried through")
    func deepValues() throws {
        func nested(_ arena: Arena, _ levels: Int, _ leaf: Value) -> Value {
            (0..<levels).reduce(leaf) { value, _ in arena.object(["a": value]) }
        }
        func pair(_ arena: Arena) -> [Value] {
            [nested(arena, 5_000, .true), nested(arena, 5_000, .false)]
        }
        #expect(try Self.call("object.union", pair) == "budget")
        #expect(try Self.call("object.subset", pair) == "budget")
        #expect(try Self.call("yaml.marshal") { [pair($0)[0]] } == "budget")
        #expect(try Self.call("json.marshal") { [pair($0)[0]] } == "value")
        #expect(try Self.call("walk") { [nested($0, 2_000, .true)] } == "value")
        #expect(
            try Self.call("json.filter") { arena in
                let path = arena.array(repeatElement(arena.string("a"), count: 5_000))
                return [nested(arena, 5_000, .true), arena.array([path])]
            } == "budget")
    }

    @Test("long paths and long graphs cost no recursion")
    func longPaths() throws {
        let filtered = try Self.call("json.filter") { arena in
            let path = arena.array(repeatElement(arena.string("a"), count: 100_000))
            return [arena.object(["a": .true]), arena.array([path])]
        }
        #expect(filtered == "value")
        let reached = try Self.call("graph.reachable_paths") { arena in
            let edges = (0..<50_000).map { (key: arena.number($0), value: arena.array([arena.number($0 + 1)])) }
            return [arena.object(edges), arena.array([arena.number(0)])]
        }
        #expect(reached == "value")
    }

    @Test("numbers with endless exponents are compared, not written out")
    func exponents() throws {
        for keyword in ["multipleOf", "minimum", "maximum"] {
            let schema = #"{"\#(keyword)": 1e-999999999}"#
            #expect(try Self.call("json.match_schema") { [$0.string("1e999999999"), $0.string(schema)] } == "value")
        }
    }
}
