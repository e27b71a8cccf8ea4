import HTTPTypes
import Hummingbird
import ServiceKit
import ServiceLifecycle
import Synchronization

@testable import Spool

/// An event receiver over real sockets that remembers what came, and misbehaves on wish.
final class Receiver: Sendable {
    struct Arrival: Sendable {
        let run: String
        let part: Int
        let of: Int
        let cluster: String
        let body: [UInt8]
    }

    struct State {
        var arrivals: [Arrival] = []
        /// Parts by their idempotency key: what a receiver's database would hold.
        var stored: [String: Arrival] = [:]
        var answer: @Sendable (Int) -> ServiceError? = { _ in nil }
        var requests = 0
    }

    let state = Mutex(State())

    /// Runs that are complete, in the order in which they became so.
    var complete: [String] {
        state.withLock { state in
            var counts: [String: Int] = [:]
            var seen: Set<String> = []
            var order: [String] = []
            for arrival in state.arrivals where seen.insert("\(arrival.run)/\(arrival.part)").inserted {
                counts[arrival.run, default: 0] += 1
                if counts[arrival.run] == arrival.of { order.append(arrival.run) }
            }
            return order
        }
    }

    /// Every request from now on is asked here; an error is the answer.
    func answer(_ answer: @escaping @Sendable (_ request: Int) -> ServiceError?) {
        state.withLock { $0.answer = answer }
    }

    /// Serves while `body` runs.
    func serve(port: Int = 0, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let service = HTTPService(
            "receiver", HTTPConfiguration(port: port), metrics: MetricsRegistry(), logger: quiet,
            onListening: { found.yield($0) }
        ) { router in
            router.post("reports") { [self] request, _ in
                let number = state.withLock { state in
                    state.requests += 1
                    return state.requests
                }
                if let error = state.withLock({ $0.answer })(number) { throw error }
                let body = try await request.body(upTo: 1 << 22)
                guard let arrival = Receiver.arrival(request, body) else {
                    throw ServiceError(.badRequest, "What is this?")
                }
                state.withLock { state in
                    state.arrivals.append(arrival)
                    state.stored["\(arrival.run)/\(arrival.part)"] = arrival
                }
                return "ok"
            }
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [service], gracefulShutdownSignals: [], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                do {
                    try await body("http://127.0.0.1:\(port)")
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func arrival(_ request: Request, _ body: [UInt8]) -> Arrival? {
        func header(_ name: String) -> String? {
            request.headers.first { $0.name.canonicalName == name }?.value
        }
        guard let run = header("x-breakwater-run"), let part = header("x-breakwater-part").flatMap({ Int($0) }),
            let of = header("x-breakwater-of").flatMap({ Int($0) }), header("idempotency-key") == "\(run)/\(part)",
            let cluster = request.uri.queryParameters["cluster"]
        else { return nil }
        return Arrival(run: run, part: part, of: of, cluster: String(cluster), body: body)
    }
}

/// Waits until something is true; throws after a minute.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw CancellationError() }
        try await Task.sleep(for: .milliseconds(5))
    }
}
