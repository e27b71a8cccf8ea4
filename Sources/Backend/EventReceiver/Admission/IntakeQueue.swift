/// Turns for requests that cost memory: so many at a time, so many waiting, the rest is sent away with 429.
actor IntakeQueue {
    private var free: Int
    private let waitingLimit: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var nextID = 0

    init(concurrent: Int, waiting: Int) {
        free = max(concurrent, 1)
        waitingLimit = max(waiting, 0)
    }

    /// Runs `body` when it is its turn.
    /// - Throws: a ``ReceiverError`` with 429 when too many wait already.
    nonisolated func turn<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        try await take()
        do {
            let result = try await body()
            await giveBack()
            return result
        } catch {
            await giveBack()
            throw error
        }
    }

    private func take() async throws {
        if free > 0 {
            free -= 1
            return
        }
        guard waiting.count < waitingLimit else {
            throw ReceiverError(429, "The receiver is busy. Send it again in a second.", retryAfter: 1)
        }
        let id = nextID
        nextID += 1
        let hasTurn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            // Cancellation handlers are synchronous, and the queue is an actor.
            Task { await cancel(id) }
        }
        guard hasTurn else { throw CancellationError() }
    }

    private func cancel(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    private func giveBack() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().continuation.resume(returning: true)
        }
    }
}
