import ArgumentParser

/// How the program ends. Pipelines of the original know 0 and 1 only; `--exit-codes distinct` tells more.
enum ExitStatus: Int32 {
    case failure = 1
    /// What was asked for makes no sense.
    case usage = 2
    /// The scan could not look at everything that it should have.
    case incomplete = 3
    /// What was found crosses a threshold.
    case threshold = 4

    /// Whether the command line asks for distinct codes; also when it cannot be parsed.
    static var areDistinct: Bool {
        let words = CommandLine.arguments
        return words.contains("--exit-codes=distinct")
            || zip(words, words.dropFirst()).contains { $0 == "--exit-codes" && $1 == "distinct" }
    }

    var code: ExitCode { ExitCode(ExitStatus.areDistinct ? rawValue : 1) }
}
