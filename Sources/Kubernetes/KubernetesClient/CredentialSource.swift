import Documents
import NIOSSL

/// What is put on a request to say who asks.
struct Authorization: Sendable {
    /// The value of the header `Authorization`.
    var header: String?
    /// The certificate that a plugin gave; the one of the kubeconfig is part of the transport.
    var identity: ClientIdentity?
    /// What to call it in errors.
    var name: String
    /// Which credential of the source this is.
    var generation = 0
}

/// Gives the credential that is valid now, and renews those that can be renewed.
actor CredentialSource {
    /// How long a token from a file is used before the file is read again.
    private static let fileLifetime = Duration.seconds(60)
    /// Seconds before its expiry at which a credential is replaced.
    private static let leeway = 30

    private let credential: Credential
    private var kept: Kept?
    private var generation = 0
    /// The run of the plugin that all requests wait for.
    private var running: Task<ExecCredential, any Error>?

    private struct Kept {
        let authorization: Authorization
        let time: ContinuousClock.Instant
        let expiry: Int?
    }

    init(_ connection: ClusterConnection) {
        credential = connection.credential
    }

    /// The credential for the next request.
    func current() async throws -> Authorization {
        switch credential {
        case .none: return Authorization(name: "a request without credentials")
        case .token(let token): return Authorization(header: "Bearer \(token)", name: "the token")
        case .basic(let user, let password):
            return Authorization(
                header: "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))", name: "user name and password")
        case .certificate(let identity):
            try CredentialSource.checkExpiry(identity)
            return Authorization(name: "the client certificate")
        case .tokenFile(let path):
            if let kept, ContinuousClock.now - kept.time < CredentialSource.fileLifetime { return kept.authorization }
            return try readToken(path)
        case .exec(let plugin):
            if let kept, kept.expiry.map({ $0 - CredentialSource.leeway > Timestamp.now }) ?? true {
                return kept.authorization
            }
            return try await run(plugin)
        }
    }

    /// Whether a rejected credential can be had anew. Called by several requests at once, it renews once.
    func renew(after rejected: Authorization) -> Bool {
        switch credential {
        case .tokenFile, .exec:
            if rejected.generation == generation { kept = nil }
            return true
        default: return false
        }
    }

    private func readToken(_ path: String) throws -> Authorization {
        let token: String
        do throws(DocumentError) {
            let bytes = try SourceBytes(path: path, budget: DocumentBudget(maxBytes: 1 << 20)).owned
            token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        } catch {
            // What was read last is better than nothing while a volume is being changed.
            if let kept { return kept.authorization }
            throw CredentialError.tokenFile(path: path, why: FileAccess.reason(error))
        }
        if token.isEmpty { throw CredentialError.tokenFile(path: path, why: "it is empty") }
        return keep(Authorization(header: "Bearer \(token)", name: "the token in \(path)"), expiry: nil)
    }

    private func run(_ plugin: ExecPlugin) async throws -> Authorization {
        if running == nil {
            // Unstructured, because all waiting requests share it; the plugin has a deadline of its own.
            running = Task { try await plugin.run() }
        }
        guard let task = running else { throw CancellationError() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        if running != task {
            // Another request that waited, too, has kept the credential.
            if let kept { return kept.authorization }
        } else {
            running = nil
        }
        let credential = try result.get()
        return keep(
            Authorization(
                header: credential.token.map { "Bearer \($0)" }, identity: credential.identity,
                name: "the credential of the plugin \(plugin.command)"),
            expiry: credential.expiry)
    }

    private func keep(_ authorization: Authorization, expiry: Int?) -> Authorization {
        generation += 1
        var authorization = authorization
        authorization.generation = generation
        kept = Kept(authorization: authorization, time: ContinuousClock.now, expiry: expiry)
        return authorization
    }

    /// Servers answer 401 to an expired certificate and say no more; here the date is known.
    private static func checkExpiry(_ identity: ClientIdentity) throws {
        guard let certificate = try? NIOSSLCertificate.fromPEMBytes(identity.certificate).first else { return }
        let end = Int(certificate.notValidAfter)
        if end < Timestamp.now { throw CredentialError.clientCertificateExpired(since: Timestamp.text(end)) }
    }
}
