import Rego
import RegoTools
import Testing

/// Answers, errors and figures as they are shown.
@Suite struct ReportTests {
    private func report(_ query: String, input: String? = nil) throws -> AnswerReport {
        let prepared = try CompiledPolicy(texts: []).prepare(query)
        return AnswerReport(try prepared.evaluate(input: try input.map(Fixture.json)), of: prepared)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func answersComeInTheFormOfOPA() throws {
        let json = try #require(try report("x := 1; {3, 2}").json)
        #expect(
            text(json.prettyBytes) == """
                [
                  {
                    "expressions": [
                      {
                        "value": true,
                        "text": "x := 1",
                        "location": {
                          "row": 1,
                          "col": 1
                        }
                      },
                      {
                        "value": [
                          2,
                          3
                        ],
                        "text": "{3, 2}",
                        "location": {
                          "row": 1,
                          "col": 9
                        }
                      }
                    ],
                    "bindings": {
                      "x": 1
                    }
                  }
                ]

                """)
    }

    @Test func withoutAnswersThereIsNoResult() throws {
        let report = try report("input.none")
        #expect(report.isUndefined)
        #expect(report.json == nil)
        #expect(text(report.raw) == "")
        #expect(text(report.pretty()) == "undefined\n")
    }

    @Test func rawIsTheValueAlone() throws {
        #expect(text(try report(#""mole""#).raw) == "mole\n")
        #expect(text(try report(#"[1, {"a": "b"}]"#).raw) == "[1,{\"a\":\"b\"}]\n")
        #expect(text(try report("input[_]", input: #"["a", 2]"#).raw) == "a\n2\n")
    }

    @Test func severalAnswersAreATable() throws {
        #expect(
            text(try report("input[i] = x", input: #"["a", "bb"]"#).pretty()) == """
                +---+------+
                | i |  x   |
                +---+------+
                | 0 | "a"  |
                | 1 | "bb" |
                +---+------+

                """)
    }

    @Test func oneValueIsJSON() throws {
        #expect(text(try report(#"{"a": 1}"#).pretty()) == "{\n  \"a\": 1\n}\n")
    }

    @Test func errorsComeInTheFormOfOPA() throws {
        let error = try #require(throws: PolicyErrors.self) { _ = try report("x > 1") }
        let json = text(OrderedJSON.object(["errors": ErrorReport.json(error)]).prettyBytes)
        #expect(json.contains(#""message": "var x is unsafe""#))
        #expect(json.contains(#""code": "rego_unsafe_var_error""#))
        #expect(
            json.contains("\"location\": {\n        \"file\": \"\",\n        \"row\": 1,\n        \"col\": 1\n      }"))
    }

    @Test func aCaretShowsTheColumn() {
        let error = PolicyError(.parse, "unexpected token", at: Location(file: "p.rego", line: 2, column: 7))
        #expect(
            SourceExcerpt.text(of: error, in: "package p\n\tp := := 1\n")
                == "p.rego:2:7: rego_parse_error: unexpected token\n\t\tp := := 1\n\t\t     ^")
        #expect(
            SourceExcerpt.text(of: error, in: nil) == "p.rego:2:7: rego_parse_error: unexpected token")
    }

    @Test func durationsSuitThemselves() {
        #expect(DurationText.text(of: .nanoseconds(12)) == "12ns")
        #expect(DurationText.text(of: .nanoseconds(12_345)) == "12.345µs")
        #expect(DurationText.text(of: .microseconds(1_500)) == "1.5ms")
        #expect(DurationText.text(of: .seconds(2)) == "2s")
        #expect(DurationText.decimal(0.05, places: 2) == "0.05")
    }

    @Test func aBenchmarkCountsItsAnswers() throws {
        let benchmark = try QueryBenchmark.run(
            query: "[1, 2, 3]", files: try PolicyFiles([]), input: nil, count: 4)
        #expect(benchmark.evaluations.count == 4)
        #expect(benchmark.answers == 1)
        #expect(benchmark.resultCount == 3)
        #expect(benchmark.resultBytes == 7)
        #expect(benchmark.minimum <= benchmark.median)
        #expect(benchmark.text.contains("4 times"))
    }
}
