import Rego
import RegoTools
import Testing

/// Profiles and explanations of instrumented code.
@Suite struct ObserverTests {
    private static let policy = """
        package t
        names contains n if {
        	some n in input.names
        	not startswith(n, "x")
        	long(n)
        }
        long(n) if count(n) > 1
        allow if input.user == "root"
        allow if count(names) > 5
        """

    private func evaluate(_ query: String, _ observer: any EvaluationObserver) throws -> PreparedQuery {
        let policy = try CompiledPolicy(texts: [(file: "t.rego", text: ObserverTests.policy)], isInstrumented: true)
        let prepared = try policy.prepare(query)
        var options = EvaluationOptions()
        options.observer = observer
        let input = try Fixture.json(#"{"user": "guest", "names": ["abc", "xyz", "b"]}"#)
        _ = try prepared.evaluate(input: input, options: options)
        return prepared
    }

    @Test func anExplanationShowsWhatFailedAndWhere() throws {
        let explanation = EvaluationExplanation(.fails)
        let query = try evaluate("data.t.allow", explanation)
        #expect(
            explanation.lines(of: query) == [
                "query:1   Enter data.t.allow",
                "t.rego:8  | Enter data.t.allow",
                #"t.rego:8  | | Fail input.user == "root""#,
                "t.rego:2  | | Enter data.t.names",
                #"t.rego:4  | | | Fail not startswith(n, "x")"#,
                "t.rego:7  | | | Enter data.t.long",
                "t.rego:7  | | | | Fail count(n) > 1",
                "t.rego:5  | | | Fail long(n)",
                "t.rego:9  | | Fail count(names) > 5",
                "query:1   | Fail data.t.allow",
            ])
    }

    @Test func aFullExplanationShowsEveryStep() throws {
        let explanation = EvaluationExplanation(.full)
        let query = try evaluate("data.t.long(input.names[0])", explanation)
        #expect(
            explanation.lines(of: query) == [
                "query:1   Enter data.t.long(input.names[0])",
                "query:1   | Eval data.t.long(input.names[0])",
                "t.rego:7  | Enter data.t.long",
                "t.rego:7  | | Eval count(n) > 1",
                "t.rego:7  | Leave data.t.long",
                "query:1   Leave data.t.long(input.names[0])",
            ])
    }

    @Test func anExplanationIsBounded() throws {
        let explanation = EvaluationExplanation(.full, lineLimit: 3)
        let query = try evaluate("data.t.names", explanation)
        #expect(explanation.lines(of: query).count == 4)
        #expect(explanation.lines(of: query).last?.contains("first 3 steps") == true)
    }

    @Test func aProfileCountsEvaluationsAndAnswers() throws {
        let profile = EvaluationProfile()
        _ = try evaluate("data.t.names", profile)
        let counts = Dictionary(
            profile.slowest(100).filter { $0.location.file == "t.rego" }.map {
                ($0.location.line, [$0.evaluations, $0.successes])
            }, uniquingKeysWith: { first, _ in first })
        #expect(counts == [3: [1, 3], 4: [3, 2], 5: [2, 1], 7: [2, 1]])
        #expect(profile.slowest(2).count == 2)
    }

    @Test func ordinaryCodeTellsNothing() throws {
        let policy = try CompiledPolicy(texts: [(file: "t.rego", text: ObserverTests.policy)])
        var options = EvaluationOptions()
        let profile = EvaluationProfile()
        options.observer = profile
        _ = try policy.prepare("data.t.names").evaluate(options: options)
        #expect(profile.slowest().isEmpty)
    }
}
