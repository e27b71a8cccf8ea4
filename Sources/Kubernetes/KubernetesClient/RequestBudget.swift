import Synchronization

/// A token bucket: how many requests a client may send a second.
final class RequestBudget: Sendable {
    private let bucket: Mutex<TokenBucket>
    private let start = ContinuousClock.now

    init(perSecond: Double, burst: Int) {
        bucket = Mutex(TokenBucket(perSecond: perSecond, burst: burst))
    }

    /// Waits until a request may be sent. Callers are served in the order in which they come.
    func take() async throws {
        let wait = bucket.withLock { $0.reserve(at: ContinuousClock.now - start) }
        if wait > .zero { try await Task.sleep(for: wait) }
    }
}

/// The arithmetic of a token bucket, without a clock.
struct TokenBucket {
    /// The time between two tokens.
    private let interval: Duration
    private let burst: Int
    /// When the bucket is full again if nothing more is taken.
    private var full = Duration.zero

    init(perSecond: Double, burst: Int) {
        interval = .seconds(1 / max(perSecond, 0.001))
        self.burst = max(burst, 1)
    }

    /// Takes a token and says how long to wait until it is there.
    mutating func reserve(at now: Duration) -> Duration {
        full = max(full, now) + interval
        return max(full - now - interval * burst, .zero)
    }
}
