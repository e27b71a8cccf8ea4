import Rego
import RegoTools
import Testing

/// Mistakes that compile.
@Suite struct StrictCheckTests {
    private func messages(_ policy: String) throws -> [String] {
        let module = try Parser.parseModule("package p\n\(policy)\n", file: "p.rego", dialect: .v1)
        do throws(PolicyErrors) {
            try StrictCheck.check([module])
            return []
        } catch {
            return error.errors.map { "\($0.location.line): \($0.message)" }
        }
    }

    @Test func importsThatNothingUses() throws {
        #expect(try messages("import data.lib\nimport input.a as b\nq := b") == ["2: import data.lib unused"])
        #expect(try messages("import data.lib\nq := lib.f(1)").isEmpty)
        #expect(try messages("import rego.v1\nq := 1").isEmpty)
    }

    @Test func variablesThatNothingUses() throws {
        #expect(try messages("q if { a := 1; b := 2; b > 1 }") == ["2: assigned var a unused"])
        #expect(try messages("q := a if { a := 1 }").isEmpty)
        #expect(try messages("q if { [_, a] := [1, 2]; a == 2 }").isEmpty)
        #expect(try messages("q := [x | x := 1]").isEmpty)
        #expect(try messages("q := [1 | x := 1]") == ["2: assigned var x unused"])
        #expect(try messages("q if { a := 1; every x in [2] { x > a } }").isEmpty)
    }

    @Test func argumentsThatNothingUses() throws {
        let hint = "(hint: use _ (wildcard variable) instead)"
        #expect(try messages("f(a, b) := a") == ["2: unused argument b. \(hint)"])
        #expect(try messages("f(_, b) := b").isEmpty)
        #expect(try messages("f(a) := 1 if false else := a").isEmpty)
    }
}
