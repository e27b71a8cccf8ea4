import ArgumentParser
import PolicyLibrary
import PostureScan

/// Runs test cases of rules and says what became of them: a line for each that fails, and the numbers.
struct PolicyCaseRun {
    private let verifier: PolicyVerifier
    private let isVerbose: Bool

    init(_ library: PolicyLibrary, verbose: Bool) throws {
        verifier = try PolicyVerifier(library)
        isVerbose = verbose
    }

    /// - Throws: `ExitCode.failure` when a case fails, or when none passes.
    func run(_ cases: [PolicyCase]) async throws {
        var passed = 0
        var failed = 0
        var skipped = 0
        for (item, outcome) in zip(cases, try await verifier.run(cases, workers: Console.processors)) {
            switch outcome {
            case .passed:
                passed += 1
                if isVerbose { Console.writeLine("ok   \(item.name)") }
            case .skipped: skipped += 1
            case .failed(let why):
                failed += 1
                Console.writeLine("FAIL \(item.name): \(why)")
            }
        }
        Console.writeLine("\(passed) passed, \(failed) failed, \(skipped) skipped")
        if failed > 0 || passed == 0 { throw ExitCode.failure }
    }
}
