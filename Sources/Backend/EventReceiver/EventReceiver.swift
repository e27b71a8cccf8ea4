import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ReportStore
public import ServiceLifecycle

/// The room that receives what agents send: parts of posture runs and image scans, job reports, inventory.
///
/// Every request is let in by its key, read within bounds, stored, and acknowledged after the commit. Repeats and any
/// order are harmless, so an agent that is not sure sends again.
public struct EventReceiver: Service {
    private let configuration: EventReceiverConfiguration
    private let store: ReportStore
    private let logger: Logger
    private let whenListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - store: may be shared with other parts of the backend in the same process.
    ///   - whenListening: called with the port as soon as requests are taken.
    public init(
        configuration: EventReceiverConfiguration, store: ReportStore, logger: Logger,
        whenListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.store = store
        self.logger = logger
        self.whenListening = whenListening
    }

    /// Serves until the task is cancelled or the surrounding service group shuts down; requests under way are
    /// finished first.
    /// - Throws: ``EventReceiverError`` when the address cannot be listened on.
    public func run() async throws {
        let metrics = ReceiverMetrics()
        let routes = ReceiverRoutes(
            store: store, configuration: configuration,
            gate: AgentGate(
                store: store, admitsAccountOnlyAgents: configuration.admitsAccountOnlyAgents, metrics: metrics),
            metrics: metrics,
            queue: IntakeQueue(
                concurrent: configuration.concurrentRequests, waiting: configuration.waitingRequests),
            logger: logger)
        if configuration.admitsAccountOnlyAgents {
            logger.warning("agents without a key are admitted: anybody who knows an account id can write")
        }
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: routes.router(), server: server(routes),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1024),
            services: [Housekeeping(store: store, retention: configuration.retention, logger: logger)],
            onServerRunning: { [whenListening, logger] channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("the event receiver listens", metadata: ["port": "\(port)"])
                await whenListening(port)
            }, logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw EventReceiverError.cannotListen(
                host: configuration.host, port: configuration.port,
                reason: String(cString: strerror(error.errnoCode)))
        }
    }

    private func server(_ routes: ReceiverRoutes) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in InventorySocket(routes: routes, responder: responder) }
    }
}

/// Why the receiver could not start.
public enum EventReceiverError: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "The event receiver cannot listen on \(host):\(port): \(reason). Choose another port, or stop what uses it."
        }
    }
}

/// Cleans the store bit by bit: soon after the start, then every hour.
struct Housekeeping: Service {
    let store: ReportStore
    let retention: Retention
    let logger: Logger

    func run() async throws {
        // Also ends with a graceful shutdown, between two pieces.
        try? await cancelWhenGracefulShutdown {
            try await Task.sleep(for: .seconds(30))
            while !Task.isCancelled {
                do {
                    try await store.expireCommands()
                    while try await store.clean(retention).hasMore { try await Task.sleep(for: .milliseconds(50)) }
                } catch let error as StoreError {
                    logger.error("cleaning the store failed", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
