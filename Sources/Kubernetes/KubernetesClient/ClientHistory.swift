import Synchronization

/// What a client has seen of its server so far.
final class ClientHistory: Sendable {
    private let requests = Atomic<Int>(0)
    private let answers = Atomic<Int>(0)

    var requestCount: Int { requests.load(ordering: .relaxed) }
    /// Whether the server has answered before, so that a refused connection means a restart and not a wrong address.
    var hasAnswered: Bool { answers.load(ordering: .relaxed) > 0 }

    func countRequest() { requests.wrappingAdd(1, ordering: .relaxed) }
    func countAnswer() { answers.wrappingAdd(1, ordering: .relaxed) }
}
