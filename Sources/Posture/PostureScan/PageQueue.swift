import Synchronization

/// Pages on their way from a source to the workers that evaluate them.
///
/// At most `capacity` of them wait; whoever gives one more waits until there is room, so that a fast source does not
/// fill the memory. Waiting ends with the scan: a failure of either side, or cancellation, wakes everybody with it.
final class PageQueue: Sendable {
    private struct State: Sendable {
        var pages: [ObjectPage] = []
        var takers: [CheckedContinuation<ObjectPage?, any Error>] = []
        var givers: [(page: ObjectPage, continuation: CheckedContinuation<Void, any Error>)] = []
        var isFinished = false
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(capacity, 1) }

    /// Adds a page, when there is room.
    func give(_ page: ObjectPage) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let wake: () -> Void = state.withLock { state in
                if let failure = state.failure { return { continuation.resume(throwing: failure) } }
                if !state.takers.isEmpty {
                    let taker = state.takers.removeFirst()
                    return {
                        taker.resume(returning: page)
                        continuation.resume()
                    }
                }
                if state.pages.count < capacity {
                    state.pages.append(page)
                    return { continuation.resume() }
                }
                state.givers.append((page, continuation))
                return {}
            }
            wake()
        }
    }

    /// The next page; nil when there will be no more.
    func take() async throws -> ObjectPage? {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<ObjectPage?, any Error>) in
            let wake: () -> Void = state.withLock { state in
                if let failure = state.failure { return { continuation.resume(throwing: failure) } }
                if !state.pages.isEmpty {
                    let page = state.pages.removeFirst()
                    guard !state.givers.isEmpty else { return { continuation.resume(returning: page) } }
                    let giver = state.givers.removeFirst()
                    state.pages.append(giver.page)
                    return {
                        continuation.resume(returning: page)
                        giver.continuation.resume()
                    }
                }
                if state.isFinished { return { continuation.resume(returning: nil) } }
                state.takers.append(continuation)
                return {}
            }
            wake()
        }
    }

    /// Says that no more pages will come.
    func finish() {
        let takers = state.withLock { state in
            state.isFinished = true
            defer { state.takers = [] }
            return state.takers
        }
        for taker in takers { taker.resume(returning: nil) }
    }

    /// Ends everything with an error; the first one counts.
    func fail(_ error: any Error) {
        let (takers, givers, failure) = state.withLock { state in
            let failure = state.failure ?? error
            state.failure = failure
            defer {
                state.pages = []
                state.takers = []
                state.givers = []
            }
            return (state.takers, state.givers, failure)
        }
        for taker in takers { taker.resume(throwing: failure) }
        for giver in givers { giver.continuation.resume(throwing: failure) }
    }
}
