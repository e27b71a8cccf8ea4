import Synchronization

/// What a local cluster has been asked, for tests that count.
public final class RequestJournal: Sendable {
    /// Requests that are remembered; later ones are only counted.
    private static let limit = 10_000

    private struct State {
        var requests: [String] = []
        var count = 0
        var running = 0
        var peak = 0
    }

    private let state = Mutex(State())

    /// Method, path and query of the requests so far: `GET /api/v1/pods?limit=500`.
    public var requests: [String] { state.withLock { $0.requests } }
    public var count: Int { state.withLock { $0.count } }
    /// The most requests that were being answered at the same time.
    public var peak: Int { state.withLock { $0.peak } }

    func begin(_ request: String) {
        state.withLock { state in
            state.count += 1
            if state.requests.count < RequestJournal.limit { state.requests.append(request) }
            state.running += 1
            state.peak = max(state.peak, state.running)
        }
    }

    func end() { state.withLock { $0.running -= 1 } }
}
