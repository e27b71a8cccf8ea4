import Rego
import RegoTools
import Testing

/// The runner of tests beside policies.
@Suite struct PolicyTestTests {
    private func results(_ policy: String) throws -> [PolicyTestRunner.Result] {
        try Fixture.withFiles(["p_test.rego": "package p\n\(policy)\n"]) { root in
            let runner = try PolicyTestRunner(PolicyFiles([root]))
            return runner.tests.map { runner.run($0) }
        }
    }

    @Test func aTestPassesWhenItIsTrue() throws {
        let results = try results("test_a if 1 < 2\ntest_b if 2 < 1\ntest_c := \"yes\"\nhelper := 1")
        #expect(results.map(\.test.name) == ["data.p.test_a", "data.p.test_b", "data.p.test_c"])
        #expect(results.map(\.outcome) == [.passed, .failed(entries: []), .failed(entries: [])])
        #expect(results[1].test.location.line == 3)
    }

    @Test func postponedTestsAreSkipped() throws {
        #expect(try results("todo_test_a if false").map(\.outcome) == [.skipped])
    }

    @Test func testsOfOneNameAreRunEach() throws {
        let results = try results("test_a if 1 < 2\ntest_a if 2 < 1")
        #expect(results.map(\.test.name) == ["data.p.test_a", "data.p.test_a#01"])
        #expect(results.map(\.outcome) == [.passed, .failed(entries: [])])
    }

    @Test func entriesOfATestAreJudgedEach() throws {
        let results = try results("test_a[k] := v if some k, v in {\"one\": true, \"two\": false}")
        #expect(results.map(\.outcome) == [.failed(entries: ["two"])])
    }

    @Test func anErrorStopsTheTestAndIsShown() throws {
        let results = try results("test_a := 1 if true\ntest_b if {\n\tc == 1\n}\nc := 1 if true\nc := 2 if true")
        guard case .stopped(let error) = results[1].outcome else {
            Issue.record("\(results[1].outcome)")
            return
        }
        #expect(error.code == .conflict)
    }

    @Test func printedTextBelongsToItsTest() throws {
        let results = try results("test_a if {\n\tprint(\"seen\", 1)\n\tfalse\n}\ntest_b if true")
        #expect(results.map(\.output) == [["seen 1"], []])
        let report = PolicyTestReport(results, isVerbose: false)
        #expect(!report.isGood)
        let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasSuffix("p_test.rego:"))
        #expect(lines[1].hasPrefix("data.p.test_a: FAIL ("))
        #expect(lines[1].hasSuffix("p_test.rego:2"))
        #expect(lines.contains("  seen 1"))
        #expect(lines.suffix(2) == ["PASS: 1/2", "FAIL: 1/2"])
    }

    @Test func aFailureIsExplained() throws {
        try Fixture.withFiles(["p_test.rego": "package p\ntest_a if {\n\t1 < 2\n\t2 < 1\n}\n"]) { root in
            let runner = try PolicyTestRunner(PolicyFiles([root]))
            let lines = try #require(runner.explain(runner.tests)["data.p.test_a"])
            #expect(lines.contains { $0.hasPrefix("\(root)/p_test.rego:4") && $0.hasSuffix("Fail 2 < 1") })
            let report = PolicyTestReport(
                [runner.run(runner.tests[0])], isVerbose: true, explanations: ["data.p.test_a": lines])
            #expect(report.text.hasPrefix("FAILURES\n"))
            #expect(report.text.contains("\nSUMMARY\n"))
        }
    }

    @Test func testsAreSelectedByAPattern() throws {
        try Fixture.withFiles(["p_test.rego": "package p\ntest_one if true\ntest_two if true\n"]) { root in
            let runner = try PolicyTestRunner(PolicyFiles([root]))
            #expect(try runner.select("_t.o$").map(\.name) == ["data.p.test_two"])
            #expect(throws: EvaluationError.self) { _ = try runner.select("(") }
        }
    }

    @Test func passingTestsAreListedWhenWanted() throws {
        let report = PolicyTestReport(try results("test_a if true"), isVerbose: true)
        #expect(report.isGood)
        #expect(report.text.contains("data.p.test_a: PASS ("))
        #expect(report.text.hasSuffix("PASS: 1/1"))
    }
}
