public import Documents

/// A client of a Kubernetes API server: discovery, reading, access reviews.
///
/// - ``Kubeconfig`` and ``ServiceAccount`` say where a cluster is and who asks; both end in a ``ClusterConnection``.
/// - ``Discovery`` finds what the server serves, as ``APIResource`` values.
/// - ``ListPager`` reads lists page by page, each page parsed straight from the bytes of the answer.
/// - Every request goes through ``KubernetesClient/send(_:)``: a budget of requests per second, retries of reads, a
///   deadline, and one ``KubernetesError`` for each way to fail. Writes and watches are ``APIRequest`` values like reads.
///
/// Works with API servers from 1.20 on. Reads no environment by itself; what it needs is handed in.
public final class KubernetesClient: Sendable {
    public let connection: ClusterConnection
    public let limits: ClientLimits
    private let transport: HTTPTransport
    private let credentials: CredentialSource
    private let budget: RequestBudget
    private let history = ClientHistory()

    /// A client that must be closed with ``shutdown()``.
    /// - Throws: ``KubernetesError`` or ``KubeconfigError`` when certificates or keys cannot be used.
    public init(_ connection: ClusterConnection, limits: ClientLimits = ClientLimits()) throws {
        self.connection = connection
        self.limits = limits
        transport = try HTTPTransport(connection, limits: limits)
        credentials = CredentialSource(connection)
        budget = RequestBudget(perSecond: limits.requestsPerSecond, burst: limits.burst)
    }

    /// Closes all connections. Nothing may be sent afterwards.
    public func shutdown() async {
        await transport.shutdown()
    }

    /// Gives a client to `body` and closes it whatever happens.
    public static func with<Result>(
        _ connection: ClusterConnection, limits: ClientLimits = ClientLimits(),
        _ body: (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        let client = try KubernetesClient(connection, limits: limits)
        do {
            let result = try await body(client)
            await client.shutdown()
            return result
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// Requests sent so far, retries included.
    public var requestCount: Int { history.requestCount }

    /// Sends a request and gives a successful answer.
    ///
    /// Reads are repeated after 429, 5xx and lost connections, with a growing pause or the one that the server asks
    /// for. A rejected credential that can be renewed is renewed once.
    /// - Throws: ``KubernetesError``; ``CredentialError`` when a plugin or token file fails; `CancellationError`.
    public func send(_ request: APIRequest) async throws -> APIAnswer {
        let start = ContinuousClock.now
        var attempt = 0
        var hasRenewed = false
        while true {
            try await budget.take()
            try Task.checkCancellation()
            let authorization = try await credentials.current()
            let failure: KubernetesError
            var retryAfter: Duration?
            do {
                history.countRequest()
                let answer = try await transport.send(request, authorization)
                if let error = answer.failure(of: request, connection: connection, authorization: authorization) {
                    history.countAnswer()
                    if case .unauthorized = error, !hasRenewed, await credentials.renew(after: authorization) {
                        hasRenewed = true
                        continue
                    }
                    failure = error
                    retryAfter = answer.retryAfter
                } else {
                    history.countAnswer()
                    return answer
                }
            } catch let error as KubernetesError {
                failure = error
            }
            attempt += 1
            guard request.isRepeatable, limits.retries.mayRepeat(failure, hasAnswered: history.hasAnswered),
                attempt < limits.retries.attempts, ContinuousClock.now - start < limits.retries.patience
            else { throw failure }
            try await Task.sleep(
                for: limits.retries.pause(before: attempt, asked: retryAfter, random: Double.random(in: 0..<1)))
        }
    }

    /// Sends a request and reads the answer as JSON.
    public func document(_ request: APIRequest) async throws -> Document {
        let answer = try await send(request)
        return try answer.document(for: request, connection: connection)
    }

    /// The version of the server, as it tells it.
    public func version() async throws -> ServerVersion {
        let request = APIRequest(.get, "/version")
        let document = try await document(request)
        guard let version = ServerVersion(document) else {
            throw KubernetesError.notKubernetes(
                server: connection.serverName, status: 200, excerpt: "an answer without gitVersion at /version")
        }
        return version
    }

    /// One object.
    /// - Throws: ``KubernetesError/notFound(what:)`` when it is not there.
    public func get(_ resource: APIResource, namespace: String? = nil, name: String) async throws -> Document {
        var request = APIRequest(.get, resource.path(namespace: namespace, name: name))
        request.subject = APIRequest.Subject(verb: "get", resource: resource, namespace: namespace, name: name)
        return try await document(request)
    }

    /// A list, to be read page by page.
    public func list(_ resource: APIResource, _ options: ListOptions = ListOptions()) -> ListPager {
        ListPager(client: self, resource: resource, options: options)
    }
}

/// What a client may use: of the server, of time and of memory.
public struct ClientLimits: Sendable {
    /// Requests a second, on average.
    public var requestsPerSecond: Double
    /// Requests that may follow each other at once after a pause.
    public var burst: Int
    /// How long one attempt may take, from sending to the last byte.
    public var timeout: Duration
    /// How long a connection may take to stand.
    public var connectTimeout: Duration
    /// Bytes of one answer, after decompression.
    public var maxBodyBytes: Int
    /// Connections that are open at the same time.
    public var connections: Int
    public var retries: RetryPolicy

    /// Gentle with the server, and no hindrance to reading fifty thousand objects in pages of five hundred.
    public init(
        requestsPerSecond: Double = 50, burst: Int = 200, timeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(10), maxBodyBytes: Int = 256 << 20, connections: Int = 8,
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.requestsPerSecond = requestsPerSecond
        self.burst = burst
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maxBodyBytes = maxBodyBytes
        self.connections = connections
        self.retries = retries
    }
}
