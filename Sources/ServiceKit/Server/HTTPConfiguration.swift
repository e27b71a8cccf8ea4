public import NIOCore
public import NIOSSL

/// Bounds of what clients may send, and how long it may take.
public struct HTTPLimits: Sendable {
    /// Bytes of all headers of one request.
    public var headerBytes: Int
    /// Headers of one request.
    public var headerCount: Int
    /// Bytes of a body, where a route sets no limit of its own.
    public var bodyBytes: Int
    /// Time from a new connection to the end of its first request's headers.
    public var headTimeout: TimeAmount
    /// Time that a connection may lie idle.
    public var idleTimeout: TimeAmount
    /// Time for the body of a request to arrive.
    public var bodyTimeout: TimeAmount
    /// Connections at a time; more wait in the backlog.
    public var connections: Int

    /// Limits.
    public init(
        headerBytes: Int = 32 << 10, headerCount: Int = 100, bodyBytes: Int = 8 << 20,
        headTimeout: TimeAmount = .seconds(10), idleTimeout: TimeAmount = .seconds(60),
        bodyTimeout: TimeAmount = .seconds(30), connections: Int = 10_000
    ) {
        self.headerBytes = headerBytes
        self.headerCount = headerCount
        self.bodyBytes = bodyBytes
        self.headTimeout = headTimeout
        self.idleTimeout = idleTimeout
        self.bodyTimeout = bodyTimeout
        self.connections = connections
    }
}

/// Where and how a server listens.
public struct HTTPConfiguration: Sendable {
    /// The address to bind, like `0.0.0.0` or `127.0.0.1`.
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    /// Certificate and key; nil speaks plain HTTP.
    public var tls: TLSConfiguration?
    public var limits: HTTPLimits
    /// Connections that may wait to be accepted.
    public var backlog: Int

    /// Where to listen.
    public init(
        host: String = "127.0.0.1", port: Int, tls: TLSConfiguration? = nil, limits: HTTPLimits = HTTPLimits(),
        backlog: Int = 4096
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
        self.backlog = backlog
    }

    /// A server's TLS from PEM files. Throws a sentence that names the file.
    public static func serverTLS(certificate: String, key: String) throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw ConfigurationError(
                "The certificate \(certificate) cannot be read (\(error)). Give a file in PEM format.")
        }
        guard !chain.isEmpty else { throw ConfigurationError("There is no certificate in \(certificate).") }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw ConfigurationError("The key \(key) cannot be read (\(error)). Give a file in PEM format.")
        }
        return TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    }
}

/// A setting with which a service cannot start.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// An error, as a sentence that says what to do.
    public init(_ description: String) { self.description = description }
}
