import RegoTools
import Testing

/// The cases beside this file: adding one needs no Swift.
@Suite struct CorpusTests {
    private static let files = [
        "builtins-text", "builtins-values", "dialects", "expressions", "functions", "modifiers", "rules",
    ]

    @Test(arguments: files)
    func everyCaseGivesTheWantedAnswer(file: String) throws {
        let entries = try ConformanceFile(path: Fixture.folder + "/Cases/\(file).yaml").entries
        #expect(!entries.isEmpty)
        for entry in entries {
            if let line = entry.run().line(limit: 2_000) { Issue.record("\(line)") }
        }
    }

    @Test(arguments: files)
    func instrumentedCodeGivesTheSameAnswers(file: String) throws {
        for case .sound(let sound) in try ConformanceFile(path: Fixture.folder + "/Cases/\(file).yaml").entries {
            let outcome = sound.run(observer: EvaluationExplanation(.full))
            #expect(outcome == sound.run(), "\(sound.name)")
        }
    }
}
