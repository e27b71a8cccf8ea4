import Crypto
public import HTTPTypes
public import Hummingbird
import Logging

/// Who asks: a person, a component or a cluster's agent.
public struct Identity: Sendable, Hashable {
    /// Who it is, for logs and the audit.
    public let name: String
    /// The account that it belongs to; nil when it belongs to none.
    public let account: String?
    /// The cluster that it speaks for; nil when it speaks for none or for all.
    public let cluster: String?
    /// What it may do.
    public let roles: Set<String>

    /// An identity.
    public init(name: String, account: String? = nil, cluster: String? = nil, roles: Set<String> = []) {
        self.name = name
        self.account = account
        self.cluster = cluster
        self.roles = roles
    }
}

/// What a client shows. Prints no secret.
public enum Credential: Sendable, CustomStringConvertible {
    /// `Authorization: Bearer …`
    case bearer(String)
    /// `X-API-KEY: …`
    case apiKey(String)

    /// The secret itself.
    public var secret: String {
        switch self {
        case .bearer(let secret), .apiKey(let secret): secret
        }
    }

    public var description: String {
        switch self {
        case .bearer: "a bearer token"
        case .apiKey: "an API key"
        }
    }

    static let apiKeyHeader = HTTPField.Name("X-API-KEY") ?? .authorization

    /// The credential in a request's headers; nil when there is none. Secrets beyond 8 KiB are no credentials.
    public init?(_ headers: HTTPFields) {
        if let key = headers[Credential.apiKeyHeader], 1...8192 ~= key.utf8.count {
            self = .apiKey(key)
            return
        }
        guard let header = headers[.authorization], header.utf8.count <= 8192 + 7,
            header.prefix(7).lowercased() == "bearer "
        else { return nil }
        let token = header.dropFirst(7).drop { $0 == " " }
        guard !token.isEmpty else { return nil }
        self = .bearer(String(token))
    }
}

/// Decides who shows a credential.
public protocol Authenticator: Sendable {
    /// The identity behind a credential; nil when it is unknown, expired or revoked.
    func identity(for credential: Credential) async throws -> Identity?
}

extension Authenticator {
    /// The identity behind a request's headers. Throws 401 when there is none; for websocket admissions and middleware.
    public func require(_ headers: HTTPFields) async throws -> Identity {
        guard let credential = Credential(headers) else {
            throw ServiceError(
                .unauthorized, "A credential is missing. Send Authorization: Bearer TOKEN or X-API-KEY: KEY.")
        }
        guard let identity = try await identity(for: credential) else {
            throw ServiceError(
                .unauthorized, "The credential is not accepted here. It may have expired or been revoked.")
        }
        return identity
    }
}

/// Tokens of the configuration, kept as digests and compared in constant time.
public struct StaticTokens: Authenticator {
    private let entries: [(digest: SHA256Digest, identity: Identity)]

    /// Tokens and who shows them. Empty tokens are left out, so that a missing setting admits nobody.
    public init(_ tokens: [String: Identity]) {
        entries = tokens.filter { !$0.key.isEmpty }
            .map { (SHA256.hash(data: Array($0.key.utf8)), $0.value) }
    }

    public func identity(for credential: Credential) -> Identity? {
        let digest = SHA256.hash(data: Array(credential.secret.utf8))
        // Every entry is looked at, so that time tells nothing about which one it was.
        var found: Identity?
        for entry in entries where entry.digest == digest { found = entry.identity }
        return found
    }
}

/// Lets only requests with a credential through, and puts the identity into their context.
public struct AuthenticationMiddleware: RouterMiddleware {
    public typealias Context = ServiceContext
    private let authenticator: any Authenticator
    private let role: String?

    /// - Parameter role: a role that the identity must have; nil asks for none.
    public init(_ authenticator: any Authenticator, role: String? = nil) {
        self.authenticator = authenticator
        self.role = role
    }

    public func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let identity = try await authenticator.require(request.headers)
        if let role, !identity.roles.contains(role) {
            throw ServiceError(.forbidden, "\(identity.name) may not do this: the role \(role) is missing.")
        }
        var context = context
        context.identity = identity
        context.logger[metadataKey: "identity"] = .string(identity.name)
        return try await next(request, context)
    }
}
