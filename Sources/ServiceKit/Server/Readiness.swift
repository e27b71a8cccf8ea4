import HTTPTypes
public import Hummingbird
import NIOCore
import Synchronization

/// Whether a component can do its work, and what it waits for.
public final class Readiness: Sendable {
    private let waiting: Mutex<[String: String]>

    /// Not ready until each of `conditions` is met.
    public init(waitingFor conditions: [String] = []) {
        waiting = Mutex(Dictionary(uniqueKeysWithValues: conditions.map { ($0, "not there yet") }))
    }

    /// A condition is met.
    public func met(_ condition: String) { waiting.withLock { $0[condition] = nil } }

    /// A condition is not met, and why.
    public func lost(_ condition: String, _ reason: String) { waiting.withLock { $0[condition] = reason } }

    /// Whether all conditions are met.
    public var isReady: Bool { waiting.withLock { $0.isEmpty } }

    /// What is waited for, sorted.
    public var reasons: [String] {
        waiting.withLock { $0.map { "\($0.key): \($0.value)" } }.sorted()
    }
}

extension Router where Context == ServiceContext {
    /// Adds the probes: `/v1/readiness` and `/v1/liveness` as the contract has them (any method, empty body), and
    /// `/readyz` and `/livez`, where a component that is not ready says why.
    public func addProbes(_ readiness: Readiness) {
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options] {
            on("/v1/readiness", method: method) { _, _ in
                Response(status: readiness.isReady ? .ok : .serviceUnavailable)
            }
            on("/v1/liveness", method: method) { _, _ in Response(status: .ok) }
        }
        get("/livez") { _, _ in Response(status: .ok) }
        get("/readyz") { _, _ in
            let reasons = readiness.reasons
            return Response(
                status: reasons.isEmpty ? .ok : .serviceUnavailable, headers: [.contentType: "text/plain"],
                body: .init(byteBuffer: ByteBuffer(string: reasons.map { $0 + "\n" }.joined())))
        }
    }

    /// Adds `/metrics`.
    public func addMetrics(_ metrics: MetricsRegistry) {
        get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(bytes: metrics.text())))
        }
    }
}
