import Rego

/// Results of tests as text, in the form of `opa test`.
public struct PolicyTestReport {
    private let results: [PolicyTestRunner.Result]
    private let isVerbose: Bool
    private let explanations: [String: [String]]

    /// - Parameter explanations: lines that say why a test failed, by its name.
    public init(
        _ results: [PolicyTestRunner.Result], isVerbose: Bool, explanations: [String: [String]] = [:]
    ) {
        self.results = results
        self.isVerbose = isVerbose
        self.explanations = explanations
    }

    /// Whether no test failed or was stopped.
    public var isGood: Bool {
        results.allSatisfy { $0.outcome == .passed || $0.outcome == .skipped }
    }

    public var text: String {
        var lines = failures
        var file: String?
        for result in results where isVerbose || result.outcome != .passed {
            let location = result.test.location
            if location.file != file {
                if file != nil { lines.append("") }
                lines.append("\(location.file):")
                file = location.file
            }
            lines += PolicyTestReport.lines(for: result)
        }
        if !lines.isEmpty { lines.append(String(repeating: "-", count: 80)) }
        for (word, count) in counts where count > 0 { lines.append("\(word): \(count)/\(results.count)") }
        return lines.joined(separator: "\n")
    }

    /// The failing tests that have an explanation, in a part of their own.
    private var failures: [String] {
        let rule = String(repeating: "-", count: 80)
        let parts = results.compactMap { result -> [String]? in
            guard case .failed = result.outcome, let lines = explanations[result.test.name] else { return nil }
            return ["\(result.test.name): FAIL", ""] + lines.map { "  \($0)" } + [""]
        }
        return parts.isEmpty ? [] : ["FAILURES", rule] + parts.flatMap(\.self) + ["SUMMARY", rule]
    }

    private static func lines(for result: PolicyTestRunner.Result) -> [String] {
        let time = DurationText.text(of: result.duration)
        let place = "\(result.test.location.file):\(result.test.location.line)"
        var lines: [String] = []
        switch result.outcome {
        case .passed: lines.append("\(result.test.name): PASS (\(time))")
        case .skipped: lines.append("\(result.test.name): SKIPPED")
        case .failed(let entries):
            lines.append("\(result.test.name): FAIL (\(time)) \(place)")
            lines += entries.map { "  \($0): FAIL" }
        case .stopped(let error):
            lines.append("\(result.test.name): ERROR (\(time)) \(place)")
            lines.append("  \(ErrorText.text(of: error))")
        }
        if !result.output.isEmpty {
            lines.append("")
            lines += result.output.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }.map {
                "  \($0)"
            }
            lines.append("")
        }
        return lines
    }

    private var counts: [(word: String, count: Int)] {
        var counts = [("PASS", 0), ("FAIL", 0), ("SKIPPED", 0), ("ERROR", 0)]
        for result in results {
            switch result.outcome {
            case .passed: counts[0].1 += 1
            case .failed: counts[1].1 += 1
            case .skipped: counts[2].1 += 1
            case .stopped: counts[3].1 += 1
            }
        }
        return counts.map { (word: $0.0, count: $0.1) }
    }
}
