import Documents
import Rego
import Testing

/// Calls within calls, as deep as they go.
@Suite struct DeepCallTests {
    private func chain(_ length: Int) -> [(file: String, text: String)] {
        let functions = (0..<length).map { "f\($0)(x) := y if y := f\($0 + 1)(x) + 1\n" }.joined()
        return [(file: "chain.rego", text: "package chain\n\(functions)f\(length)(x) := x\n")]
    }

    @Test func aChainThatFitsIsEvaluated() throws {
        let query = try CompiledPolicy(texts: chain(20)).prepare("data.chain.f0(1)")
        #expect(try query.evaluate().answers.first?.expressions.first?.integer == 21)
    }

    @Test func aChainThatIsTooDeepIsAnError() throws {
        let query = try CompiledPolicy(texts: chain(1_200)).prepare("data.chain.f0(1)")
        let error = try #require(throws: EvaluationError.self) { _ = try query.evaluate() }
        #expect(error.code == .budget)
    }
}
