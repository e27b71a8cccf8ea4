/// One case and how it went.
public struct ConformanceResult: Sendable {
    public var category: String
    /// `category/note`.
    public var name: String
    public var outcome: ConformanceOutcome

    public init(category: String, name: String, outcome: ConformanceOutcome) {
        self.category = category
        self.name = name
        self.outcome = outcome
    }

    /// The line that reports a failed or skipped case; nil for one that passed.
    ///
    /// - Parameter limit: characters of each side that are shown.
    public func line(limit: Int = 300) -> String? {
        switch outcome {
        case .passed: nil
        case .failed(let expected, let got):
            "FAIL \(name.onOneLine()): expected \(expected.onOneLine(limit)) got \(got.onOneLine(limit))"
        case .skipped(let reason): "SKIP \(name.onOneLine()): asks for \(reason)"
        }
    }
}

/// Counts of results, in total and by category.
public struct ConformanceSummary: Sendable {
    public struct Counts: Sendable, Equatable {
        public var passed = 0
        public var failed = 0
        public var skipped = 0
    }
    public private(set) var total = Counts()
    public private(set) var byCategory: [String: Counts] = [:]

    public init() {}

    public mutating func add(_ result: ConformanceResult) {
        let count: WritableKeyPath<Counts, Int>
        switch result.outcome {
        case .passed: count = \.passed
        case .failed: count = \.failed
        case .skipped: count = \.skipped
        }
        total[keyPath: count] += 1
        byCategory[result.category, default: Counts()][keyPath: count] += 1
    }

    /// `N passed, N failed, N skipped`.
    public var closingLine: String { "\(total.passed) passed, \(total.failed) failed, \(total.skipped) skipped" }

    /// A line for every category.
    public var table: String {
        let width = max(8, byCategory.keys.map(\.count).max() ?? 0)
        func row(_ cells: [String]) -> String {
            cells[0].padded(to: width) + cells.dropFirst().map { "  " + $0.padded(to: 7, onTheLeft: true) }.joined()
        }
        let lines = byCategory.sorted { $0.key < $1.key }.map { category, counts in
            row([category, "\(counts.passed)", "\(counts.failed)", "\(counts.skipped)"])
        }
        return ([row(["category", "passed", "failed", "skipped"])] + lines).joined(separator: "\n")
    }
}
