import AsyncHTTPClient
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle

@testable import ServiceKit

/// A running server of a test.
struct RunningServer: Sendable {
    let port: Int
    let metrics: MetricsRegistry

    /// A request and its answer.
    func ask(
        _ method: String = "GET", _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> (status: Int, headers: [String: String], body: String) {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = .RAW(value: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        let fields = Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        return (Int(response.status.code), fields, String(buffer: bytes))
    }
}

/// Runs a server on a free port while `body` runs, then stops it gracefully.
func serving(
    limits: HTTPLimits = HTTPLimits(), tls: TLSConfiguration? = nil, webSockets: [WebSocketRoute] = [],
    routes: (Router<ServiceContext>) -> Void = { _ in },
    _ body: @escaping @Sendable (RunningServer) async throws -> Void
) async throws {
    let metrics = MetricsRegistry()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let service = HTTPService(
        "test", HTTPConfiguration(port: 0, tls: tls, limits: limits), metrics: metrics, logger: logger,
        webSockets: webSockets, onListening: { found.yield($0) }, routes: routes)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: [service], gracefulShutdownSignals: [], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { found.finish() }
            try await group.run()
        }
        for await port in ports {
            do {
                try await withDeadline(.seconds(60), orThrow: TestTimeout()) {
                    try await body(RunningServer(port: port, metrics: metrics))
                }
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

struct TestTimeout: Error {}

/// Waits until something is true; throws after thirty seconds.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestTimeout() }
        try await Task.sleep(for: .milliseconds(5))
    }
}
