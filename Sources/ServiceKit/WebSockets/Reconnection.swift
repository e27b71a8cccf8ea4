/// When to connect again: pauses that double, with jitter, and begin anew after a connection that lasted.
///
/// Events in, pauses out; no clock and no randomness of its own, so that tests need no sleeping. There is no last try.
public struct Reconnection: Sendable {
    /// How long pauses are.
    public struct Policy: Sendable, Hashable {
        /// The longest first pause.
        public var first: Duration
        /// No pause is longer.
        public var longest: Duration
        /// A connection that lasted this long makes pauses begin anew.
        public var stableAfter: Duration

        /// A policy: 1 second, doubling up to 60, anew after a minute.
        public init(
            first: Duration = .seconds(1), longest: Duration = .seconds(60), stableAfter: Duration = .seconds(60)
        ) {
            self.first = first
            self.longest = longest
            self.stableAfter = stableAfter
        }
    }

    private let policy: Policy
    private var failures = 0
    private var connectedAt: Duration?

    /// Not connected yet.
    public init(_ policy: Policy = Policy()) { self.policy = policy }

    /// Tries in a row that did not lead to a lasting connection.
    public var failuresInARow: Int { failures }

    /// Connected now.
    public mutating func connected(at now: Duration) { connectedAt = now }

    /// The connection ended, or a try failed.
    /// - Parameters:
    ///   - now: a monotonic time.
    ///   - random: 0 ..< 1.
    ///   - retryAfter: what the server asked for; clamped to a second and the longest pause.
    /// - Returns: how long to wait before the next try: between half of a step and the whole of it.
    public mutating func lost(at now: Duration, random: Double, retryAfter: Duration? = nil) -> Duration {
        if let connectedAt, now - connectedAt >= policy.stableAfter { failures = 0 }
        connectedAt = nil
        // 30 doublings of anything reach the longest pause; more would overflow.
        let step = min(policy.first * (1 << min(failures, 30)), policy.longest)
        failures += 1
        let pause = step * (0.5 + 0.5 * min(max(random, 0), 1))
        guard let retryAfter else { return pause }
        return max(pause, min(max(retryAfter, .seconds(1)), policy.longest))
    }
}
