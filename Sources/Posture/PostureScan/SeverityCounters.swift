public import PolicyLibrary

/// How many of something there are of each severity.
public struct SeverityCounters: Sendable, Hashable {
    private var counts: [Severity: Int] = [:]

    public init(_ counts: [Severity: Int] = [:]) { self.counts = counts }

    public subscript(_ severity: Severity) -> Int {
        get { counts[severity] ?? 0 }
        set { counts[severity] = newValue }
    }

    /// How many reach a severity. Those of unknown severity reach every one, as nobody knows better.
    public func atLeast(_ severity: Severity) -> Int {
        counts.reduce(0) { $0 + ($1.key >= severity || $1.key == .unknown ? $1.value : 0) }
    }

    public static func == (left: SeverityCounters, right: SeverityCounters) -> Bool {
        Severity.allCases.allSatisfy { left[$0] == right[$0] }
    }
    public func hash(into hasher: inout Hasher) { for severity in Severity.allCases { hasher.combine(self[severity]) } }
}
