import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

/// The one place that knows the HTTP library: sends bytes, gives bytes, and translates what goes wrong on the way.
struct HTTPTransport: Sendable {
    private let http: HTTPClient
    private let connection: ClusterConnection
    private let limits: ClientLimits
    private let security: TransportSecurity
    /// Scheme, host and port as requests name them.
    private let base: String
    /// The value of the header `Host`.
    private let host: String

    init(_ connection: ClusterConnection, limits: ClientLimits) throws {
        self.connection = connection
        self.limits = limits
        security = try TransportSecurity(connection)
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = security.configuration
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout = HTTPClient.Configuration.Timeout(
            connect: TimeAmount(limits.connectTimeout), read: TimeAmount(limits.timeout))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limits.connections
        // A refused connection is told at once; repeating is decided above, where it is known what was asked.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.decompression = .enabled(limit: .size(limits.maxBodyBytes))
        configuration.proxy = connection.proxy.map(HTTPTransport.proxy)
        let server = connection.server
        var name = server.bracketedHost
        if server.isEncrypted, let tlsName = connection.tlsServerName, tlsName != server.host {
            // The library verifies the name in the address and connects to where this leads.
            configuration.dnsOverride = [tlsName: server.host]
            name = tlsName
        }
        base = "\(server.isEncrypted ? "https" : "http")://\(name):\(server.port)\(server.path)"
        host = "\(server.bracketedHost):\(server.port)"
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func shutdown() async {
        // Fails only when it was shut down before.
        try? await http.shutdown()
    }

    private static func proxy(_ proxy: ProxyAddress) -> HTTPClient.Configuration.Proxy {
        switch proxy.kind {
        case .socks5: .socksServer(host: proxy.host, port: proxy.port)
        case .http:
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.login.map { .basic(username: $0.user, password: $0.password) })
        }
    }

    /// Sends once. - Throws: ``KubernetesError``, `CancellationError`, ``KubeconfigError`` for unusable certificates.
    func send(_ request: APIRequest, _ authorization: Authorization) async throws -> APIAnswer {
        let deadline = ContinuousClock.now + limits.timeout
        do {
            let message = try message(request, authorization)
            let response = try await http.execute(message, deadline: .now() + TimeAmount(limits.timeout))
            let body = try await read(response, request, until: deadline)
            return APIAnswer(status: Int(response.status.code), headers: response.headers, body: body)
        } catch let error as KubernetesError {
            throw error
        } catch let error as KubeconfigError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw await translate(error, request, authorization)
        }
    }

    private func message(_ request: APIRequest, _ authorization: Authorization) throws -> HTTPClientRequest {
        var message = HTTPClientRequest(url: base + request.target)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers.add(name: "Host", value: host)
        message.headers.add(name: "Accept", value: request.accept)
        message.headers.add(name: "User-Agent", value: "breakwater")
        if connection.allowsCompression { message.headers.add(name: "Accept-Encoding", value: "gzip") }
        if let header = authorization.header { message.headers.add(name: "Authorization", value: header) }
        for (name, value) in connection.impersonation { message.headers.add(name: name, value: value) }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: request.contentType)
            message.body = .bytes(ByteBuffer(bytes: body))
        }
        if let identity = authorization.identity {
            message.tlsConfiguration = try security.configuration(with: identity, of: authorization.name)
        }
        return message
    }

    private func read(
        _ response: HTTPClientResponse, _ request: APIRequest, until deadline: ContinuousClock.Instant
    ) async throws -> ByteBuffer {
        var body = ByteBuffer()
        if let length = response.headers.first(name: "Content-Length").flatMap({ Int($0) }) {
            guard length <= limits.maxBodyBytes else {
                throw KubernetesError.tooLarge(what: request.what, limit: limits.maxBodyBytes)
            }
            body.reserveCapacity(length)
        }
        for try await var part in response.body {
            guard body.readableBytes + part.readableBytes <= limits.maxBodyBytes else {
                throw KubernetesError.tooLarge(what: request.what, limit: limits.maxBodyBytes)
            }
            body.writeBuffer(&part)
            if ContinuousClock.now > deadline { throw timedOut(request) }
        }
        return body
    }

    private func timedOut(_ request: APIRequest, _ limit: Duration? = nil) -> KubernetesError {
        .timedOut(server: connection.serverName, what: request.what, limit: limit ?? limits.timeout)
    }

    // MARK: What goes wrong

    private func translate(
        _ error: any Error, _ request: APIRequest, _ authorization: Authorization
    ) async -> KubernetesError {
        let server = connection.serverName
        func lost(_ why: String) -> KubernetesError { .connectionLost(server: server, what: request.what, why: why) }
        switch error {
        case let error as HTTPClientError:
            switch error {
            case .deadlineExceeded, .readTimeout, .writeTimeout: return timedOut(request)
            case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
                .getConnectionFromPoolTimeout:
                return timedOut(request, limits.connectTimeout)
            case .remoteConnectionClosed: return lost("it was closed")
            case .proxyAuthenticationRequired:
                return .proxyFailed(proxy: connection.proxyName, why: "it wants a login, or another one")
            case .invalidProxyResponse:
                return .proxyFailed(proxy: connection.proxyName, why: "it does not open a tunnel to \(server)")
            default: return lost(error.shortDescription)
            }
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return await translate(first.error, request, authorization) }
            return .unknownHost(server: connection.proxy?.description ?? server)
        case let error as ChannelError:
            if case .connectTimeout = error { return timedOut(request, limits.connectTimeout) }
            return lost("it was closed")
        case let error as IOError: return ioFailure(error, request)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return await tlsFailure(error, request, authorization)
        case let error as HTTPParserError:
            if error == .invalidEOFState { return lost("it ended in the middle of the answer") }
            return .notKubernetes(server: server, status: 0, excerpt: "it does not speak HTTP")
        case is NIOTooManyBytesError:
            return .tooLarge(what: request.what, limit: limits.maxBodyBytes)
        default:
            let text = "\(error)"
            if text.contains("DecompressionError") || text.contains("decompression") {
                return .tooLarge(what: request.what, limit: limits.maxBodyBytes)
            }
            return lost(text)
        }
    }

    private func ioFailure(_ error: IOError, _ request: APIRequest) -> KubernetesError {
        let server = connection.serverName
        switch error.errnoCode {
        case POSIXCode.refused:
            if let proxy = connection.proxy { return .proxyFailed(proxy: "\(proxy)", why: "nothing listens there") }
            return .refused(server: server)
        case POSIXCode.timedOut: return timedOut(request, limits.connectTimeout)
        default:
            return .connectionLost(server: server, what: request.what, why: POSIXCode.words(error.errnoCode))
        }
    }

    private func tlsFailure(
        _ error: any Error, _ request: APIRequest, _ authorization: Authorization
    ) async -> KubernetesError {
        let server = connection.serverName
        if case .uncleanShutdown? = error as? NIOSSLError {
            return .connectionLost(server: server, what: request.what, why: "it was closed")
        }
        let text = "\(error)"
        if let fault = TransportSecurity.clientFault(text) { return .untrusted(server: server, fault) }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") || text.contains("RECORD_TOO_LARGE") {
            return .untrusted(server: server, .noTLS)
        }
        if text.contains("EOF during handshake") || text.contains("eofDuringHandshake") {
            return .connectionLost(server: server, what: request.what, why: "it was closed while encryption was set up")
        }
        let isNameWrong = error is NIOSSLExtraError
        guard isNameWrong || text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate")
        else { return .untrusted(server: server, .other(TransportSecurity.words(text))) }
        let certificate = await CertificateProbe.certificate(of: connection, timeout: limits.connectTimeout)
        return .untrusted(
            server: server,
            TransportSecurity.fault(
                certificate, isNameWrong: isNameWrong, asked: connection.tlsServerName ?? connection.server.host))
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
