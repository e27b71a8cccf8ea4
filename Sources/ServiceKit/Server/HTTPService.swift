public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A server of HTTP and websockets on one port: what every component listens with.
///
/// Routes are Hummingbird's. Errors they throw become answers in one place (``ServiceError``); every request has an id
/// and bounds.
public final class HTTPService: Service {
    public let configuration: HTTPConfiguration
    private let responder: RouterResponder<ServiceContext>
    private let webSockets: [WebSocketRoute]
    private let logger: Logger
    private let bound = Mutex<Int?>(nil)
    private let onListening: @Sendable (Int) async -> Void

    /// A server.
    /// - Parameters:
    ///   - name: what its metrics are labelled with.
    ///   - routes: adds the routes.
    ///   - onListening: called with the port once it listens.
    public init(
        _ name: String, _ configuration: HTTPConfiguration, metrics: MetricsRegistry, logger: Logger,
        webSockets: [WebSocketRoute] = [], onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        routes: (Router<ServiceContext>) -> Void
    ) {
        self.configuration = configuration
        self.webSockets = webSockets
        self.logger = logger
        self.onListening = onListening
        let router = Router(context: ServiceContext.self)
        router.addMiddleware {
            RequestGuard(
                requests: metrics.counter(
                    "breakwater_http_requests_total", "Requests answered, by status.", labels: ["status"]),
                durations: metrics.histogram("breakwater_http_request_seconds", "Time from head to answer."))
        }
        routes(router)
        responder = router.buildResponder()
    }

    /// The port; nil before it listens.
    public var port: Int? { bound.withLock { $0 } }

    /// Listens until the service is shut down: no new connections then, requests under way are finished, websockets are
    /// closed with 1001.
    public func run() async throws {
        let limits = configuration.limits
        let routes = webSockets
        let plain = HTTPServerBuilder { responder in
            ServiceChannel(responder: responder, limits: limits, routes: routes)
        }
        let server = try configuration.tls.map { try HTTPServerBuilder.tls(plain, tlsConfiguration: $0) } ?? plain
        let application = Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil,
                backlog: configuration.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
            onServerRunning: { [self] channel in
                let port = channel.localAddress?.port ?? configuration.port
                bound.withLock { $0 = port }
                await onListening(port)
            }, logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ConfigurationError(
                "Cannot listen on \(configuration.host):\(configuration.port): \(error.localizedReason). "
                    + "Stop what uses the port, or choose another.")
        }
    }
}

extension IOError {
    fileprivate var localizedReason: String { String(cString: strerror(errnoCode)) }
}
