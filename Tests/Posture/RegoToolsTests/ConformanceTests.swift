import Documents
import RegoTools
import Testing

/// How cases are read and judged.
@Suite struct ConformanceTests {
    private func run(_ line: String) throws -> ConformanceOutcome {
        try ConformanceCase(Fixture.json(line).root).run()
    }

    private func isFailure(_ outcome: ConformanceOutcome) -> Bool {
        if case .failed = outcome { true } else { false }
    }

    @Test func answersAreComparedWithoutRegardToTheirOrder() throws {
        let outcome = try run(#"{"query": "x = [2, 1][_]", "want_result": [{"x": 1}, {"x": 2}]}"#)
        #expect(outcome == .passed)
    }

    @Test func aMissingAnswerFails() throws {
        let outcome = try run(#"{"query": "x = [2, 1][_]", "want_result": [{"x": 1}]}"#)
        #expect(outcome == .failed(expected: #"[{"x":1}]"#, got: #"[{"x":2},{"x":1}]"#))
    }

    @Test func setsComeAsArraysInOrder() throws {
        #expect(try run(#"{"query": "x = {3, 1}", "want_result": [{"x": [1, 3]}]}"#) == .passed)
        #expect(try isFailure(run(#"{"query": "x = {3, 1}", "want_result": [{"x": [3, 1]}]}"#)))
    }

    @Test func sortedBindingsComeInAnyOrder() throws {
        let line = #"{"query": "x = [3, 1]", "want_result": [{"x": [1, 3]}], "sort_bindings": true}"#
        #expect(try run(line) == .passed)
        let nested = #"{"query": "x = [[3, 1]]", "want_result": [{"x": [[1, 3]]}], "sort_bindings": true}"#
        #expect(try isFailure(run(nested)))
        let set = #"{"query": "x = [{3, 1}]", "want_result": [{"x": [[3, 1]]}], "sort_bindings": true}"#
        #expect(try run(set) == .passed)
    }

    @Test func keysThatAreNoStringsAreText() throws {
        #expect(try run(#"{"query": "x = {1: 2, [3]: 4}", "want_result": [{"x": {"1": 2, "[3]": 4}}]}"#) == .passed)
    }

    @Test func numbersAreComparedByValue() throws {
        #expect(try run(#"{"query": "x = 10 / 4", "want_result": [{"x": 2.50}]}"#) == .passed)
    }

    @Test func anErrorMustBeTheWantedOne() throws {
        let start = #"{"query": "x = data.p.a", "modules": ["package p\na if b > 1"], "#
        #expect(try run(start + #""want_error_code": "rego_unsafe_var_error"}"#) == .passed)
        #expect(try run(start + #""want_error": "var b is unsafe"}"#) == .passed)
        #expect(try isFailure(run(start + #""want_error_code": "rego_type_error"}"#)))
        #expect(try isFailure(run(start + #""want_error": "var c is unsafe"}"#)))
        #expect(try isFailure(run(start + #""want_result": []}"#)))
        #expect(try isFailure(run(#"{"query": "x = 1", "want_error": "anything"}"#)))
    }

    @Test func refusedFunctionsSkipTheCaseAndAreNamed() throws {
        let outcome = try run(
            #"{"query": "x = data.p.a", "modules": ["package p\na := http.send({})"], "want_result": []}"#)
        #expect(outcome == .skipped("http.send"))
    }

    @Test func theDialectFollowsTheSuite() throws {
        let module = #""modules": ["package p\na { true }"], "query": "data.p.a = x", "want_result": [{"x": true}]}"#
        #expect(try run(#"{"suite": "v0", "# + module) == .passed)
        #expect(try isFailure(run(#"{"suite": "v1", "# + module)))
    }

    @Test func theInputMayBeATerm() throws {
        let line = #"{"query": "input[[1]] = x", "input_term": "{[1]: {2}}", "want_result": [{"x": [2]}]}"#
        #expect(try run(line) == .passed)
        #expect(try run(#"{"query": "input = x", "input_term": "false", "want_result": [{"x": false}]}"#) == .passed)
    }

    @Test func aBrokenLineSpoilsOnlyItself() {
        let file = ConformanceFile(
            lines: .init("{\"query\": \"x = 1\"}\n\n{\"query\": \n{\"note\": \"no query\"}\n"), name: "cases.jsonl")
        var summary = ConformanceSummary()
        for entry in file.entries { summary.add(entry.run()) }
        #expect(summary.closingLine == "1 passed, 2 failed, 0 skipped")
        #expect(summary.byCategory["cases"]?.passed == 1)
        #expect(summary.byCategory["(unreadable)"]?.failed == 2)
    }

    @Test func messagesOfOPAAreFoundWithoutTheirExcerpts() {
        let text = "1 error occurred: module0.rego:3: rego_type_error: undefined ref: data.p.s.foo"
        #expect(
            ErrorText.isFound(
                "1 error occurred: m0.rego:3: rego_type_error: undefined ref: data.p.s.foo\n\t^^", in: text))
        #expect(ErrorText.isFound("m0.rego:3: rego_type_error: undefined ref: __local0__[-1]", in: text))
        #expect(!ErrorText.isFound("m0.rego:4: rego_type_error: undefined ref", in: text))
        #expect(!ErrorText.isFound("rego_parse_error", in: text))
    }
}
