import RegoTools
import Testing

/// The cases beside this file: adding one needs no Swift. Those of `against-opa.jsonl` are ours, their answers are what
/// OPA 1.20.2 gave to them, built-in errors being strict.
@Suite struct CorpusTests {
    private static let files = [
        "against-opa.jsonl", "builtins-text.yaml", "builtins-values.yaml", "dialects.yaml", "expressions.yaml",
        "functions.yaml", "modifiers.yaml", "rules.yaml",
    ]

    @Test(arguments: files)
    func everyCaseGivesTheWantedAnswer(file: String) throws {
        let entries = try ConformanceFile(path: Fixture.folder + "/Cases/\(file)").entries
        #expect(!entries.isEmpty)
        for entry in entries {
            if let line = entry.run().line(limit: 2_000) { Issue.record("\(line)") }
        }
    }

    @Test(arguments: files)
    func instrumentedCodeGivesTheSameAnswers(file: String) throws {
        for case .sound(let sound) in try ConformanceFile(path: Fixture.folder + "/Cases/\(file)").entries {
            let outcome = sound.run(observer: EvaluationExplanation(.full))
            #expect(outcome == sound.run(), "\(sound.name)")
        }
    }
}
