import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
public import NIOSSL
import Synchronization

/// A Kubernetes API server in the process: discovery, lists with pages and selectors, single objects, access reviews.
///
/// - ``ObjectStore`` holds the objects as bytes, each with its resource version; ``GeneratedObjects`` makes them on
///   demand, for lists that are too long to hold.
/// - ``ServedResource`` says what is served; kinds that no table knows are served as custom resources are.
/// - ``ClusterDisturbance`` makes the server misbehave on purpose: refusals, slow and broken answers.
///
/// `kubectl get` works against it with ``LocalCluster/kubeconfig``. It listens on loopback alone.
public final class LocalCluster: Sendable {
    public let configuration: LocalClusterConfiguration
    public let store: ObjectStore
    public let disturbances = DisturbanceList()
    public let journal = RequestJournal()
    private let port = Mutex<Int?>(nil)

    public init(_ configuration: LocalClusterConfiguration = LocalClusterConfiguration(), store: ObjectStore) {
        self.configuration = configuration
        self.store = store
    }

    /// Serves until the task is cancelled.
    /// - Parameter onReady: called once it listens.
    public func run(onReady: @escaping @Sendable () async -> Void = {}) async throws {
        var logger = Logger(label: "local-cluster")
        logger.logLevel = .critical
        let responder = ClusterResponder(cluster: self)
        let server: HTTPServerBuilder =
            try configuration.tls.map { try .tls(.http1(), tlsConfiguration: $0) } ?? .http1()
        let application = Application(
            responder: responder, server: server,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: configuration.port), serverName: nil),
            onServerRunning: { [self] channel in
                port.withLock { $0 = channel.localAddress?.port }
                await onReady()
            },
            logger: logger)
        try await application.run()
    }

    /// Serves while `body` runs.
    public func serve<Result: Sendable>(
        _ body: @escaping @Sendable (LocalCluster) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            let (ready, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            group.addTask { [self] in
                defer { signal.finish() }
                try await run { signal.yield() }
                return nil
            }
            for await _ in ready { break }
            group.addTask { [self] in try await body(self) }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Where it listens; nil before it does.
    public var address: String? {
        port.withLock { $0 }.map { "\(configuration.tls == nil ? "http" : "https")://127.0.0.1:\($0)" }
    }

    /// A kubeconfig that leads here; nil before it listens.
    public var kubeconfig: String? {
        guard let address else { return nil }
        var cluster = "server: \(address)"
        if let authority = configuration.authorityFile { cluster += "\n    certificate-authority: \(authority)" }
        let user = configuration.token.map { "token: \($0)" } ?? "{}"
        return """
            apiVersion: v1
            kind: Config
            current-context: local
            contexts:
            - name: local
              context:
                cluster: local
                user: local
            clusters:
            - name: local
              cluster:
                \(cluster)
            users:
            - name: local
              user:
                \(user)

            """
    }
}

/// How a local cluster presents itself.
public struct LocalClusterConfiguration: Sendable {
    /// 0 for any that is free.
    public var port: Int
    public var major: Int
    public var minor: Int
    /// Whether discovery answers in one piece, as servers from 1.26 do.
    public var hasAggregatedDiscovery: Bool
    /// The token that every request must carry; nil for none.
    public var token: String?
    /// Who the bearer of the token is.
    public var user: String
    public var tls: TLSConfiguration?
    /// The authority to name in the kubeconfig.
    public var authorityFile: String?

    public init(
        port: Int = 0, major: Int = 1, minor: Int = 30, hasAggregatedDiscovery: Bool = true, token: String? = nil,
        user: String = "local", tls: TLSConfiguration? = nil, authorityFile: String? = nil
    ) {
        self.port = port
        self.major = major
        self.minor = minor
        self.hasAggregatedDiscovery = hasAggregatedDiscovery
        self.token = token
        self.user = user
        self.tls = tls
        self.authorityFile = authorityFile
    }
}
