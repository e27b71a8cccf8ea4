public import AsyncHTTPClient
import Documents
import NIOCore
import NIOHTTP1
import NIOPosix

/// Reads and writes manifests and blobs of a registry (OCI distribution specification 1.1).
///
/// Logs in where the registry asks for it: with a name and password, or for a token that is then used. Every answer is
/// bounded in time and size, and checked against its digest where it has one.
public struct RegistryClient: Sendable {
    /// Bounds of what a registry may make us do.
    public struct Limits: Sendable {
        public var maxManifestBytes = 4 << 20
        public var maxBlobBytes = 4 << 30
        /// For an answer to begin; and for the whole of a manifest.
        public var timeout = Duration.seconds(30)
        /// For the whole of a blob.
        public var blobTimeout = Duration.seconds(30 * 60)

        public init() {}
    }

    let http: HTTPClient
    let registry: String
    let credentials: RegistryCredentials
    let limits: Limits
    let base: String
    private let tokens = TokenCache()

    /// - Parameter isInsecure: speaks HTTP without encryption. So do registries on loopback, as everywhere.
    public init(
        _ registry: String, credentials: RegistryCredentials, http: HTTPClient, isInsecure: Bool = false,
        limits: Limits = Limits()
    ) {
        self.http = http
        self.registry = registry
        self.credentials = credentials
        self.limits = limits
        let host = registry == ImageReference.dockerHub ? "registry-1.docker.io" : registry
        let name = host.split(separator: ":").first.map(String.init) ?? host
        let isLoopback = name == "localhost" || name.hasPrefix("127.")
        base = "\(isInsecure || isLoopback ? "http" : "https")://\(host)"
    }

    // MARK: Reading

    /// The manifest of an artifact, and the digest of its bytes.
    ///
    /// - Throws: ``RegistryError``, `CancellationError`.
    public func manifest(_ reference: ImageReference) async throws -> (manifest: OCIManifest, digest: Digest) {
        let what = "\(reference)"
        var request = HTTPClientRequest(url: "\(base)/v2/\(reference.repository)/manifests/\(reference.identifier)")
        request.headers.add(
            name: "Accept",
            value: "\(OCIManifest.mediaType), application/vnd.docker.distribution.manifest.v2+json")
        let response = try await send(request, scope: .pull(reference.repository), what: what)
        guard response.status == .ok else { throw await failure(response, what: what) }
        var bytes: [UInt8] = []
        var running = RunningDigest()
        try await read(response, what: what, limit: limits.maxManifestBytes) { part in
            running.update(part)
            bytes += part
        }
        let digest = running.digest
        if let wanted = reference.digest, wanted != digest {
            throw RegistryError.wrongDigest(what: what, wanted: wanted, got: digest)
        }
        do {
            let document = try JSONParser.parse(SourceBytes(bytes), name: what, budget: .manifest)
            guard let manifest = OCIManifest(document.root) else {
                throw RegistryError.malformed(
                    what: what,
                    why: "its manifest names no configuration and layers; an index of several platforms "
                        + "cannot be used here")
            }
            return (manifest, digest)
        } catch let error as DocumentError {
            throw RegistryError.malformed(what: what, why: "\(error)")
        }
    }

    /// Hands over a blob piece by piece, and checks at the end that it was the right one; so use nothing before this
    /// returns.
    ///
    /// - Throws: ``RegistryError``, `CancellationError`, what `receive` throws.
    public func blob(
        _ descriptor: OCIManifest.Descriptor, of repository: String, receive: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        let what = "\(descriptor.digest) of \(registry)/\(repository)"
        guard descriptor.size <= limits.maxBlobBytes else {
            throw RegistryError.tooLarge(what: what, limit: limits.maxBlobBytes)
        }
        let request = HTTPClientRequest(url: "\(base)/v2/\(repository)/blobs/\(descriptor.digest)")
        let response = try await send(
            request, scope: .pull(repository), what: what, timeout: limits.blobTimeout)
        guard response.status == .ok else { throw await failure(response, what: what) }
        var running = RunningDigest()
        try await read(response, what: what, limit: descriptor.size) { part in
            running.update(part)
            try receive(part)
        }
        let digest = running.digest
        if digest != descriptor.digest {
            throw RegistryError.wrongDigest(what: what, wanted: descriptor.digest, got: digest)
        }
    }

    // MARK: Sending

    /// Sends a request, after logging in when the registry asks for it.
    func send(
        _ request: HTTPClientRequest, scope: RegistryScope, what: String, timeout: Duration? = nil
    ) async throws -> HTTPClientResponse {
        var request = request
        request.headers.add(name: "User-Agent", value: "breakwater")
        let first = await tokens.header(for: scope)
        if let first { request.headers.replaceOrAdd(name: "Authorization", value: first) }
        let response = try await execute(request, what: what, timeout: timeout)
        guard response.status == .unauthorized,
            let challenge = RegistryChallenge(response.headers["WWW-Authenticate"])
        else { return response }
        guard let header = try await logIn(challenge, scope: scope), header != first else { return response }
        await tokens.keep(header, for: scope)
        request.headers.replaceOrAdd(name: "Authorization", value: header)
        return try await execute(request, what: what, timeout: timeout)
    }

    private func execute(
        _ request: HTTPClientRequest, what: String, timeout: Duration?
    ) async throws -> HTTPClientResponse {
        let limit = timeout ?? limits.timeout
        do {
            return try await http.execute(request, timeout: .nanoseconds(limit.components.seconds * 1_000_000_000))
        } catch let error as HTTPClientError
            where error == .deadlineExceeded || error == .readTimeout || error == .connectTimeout
        {
            throw RegistryError.timedOut(registry: registry, what: what, limit: limit)
        } catch let error as HTTPClientError {
            throw RegistryError.unreachable(registry: registry, why: error.shortDescription)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RegistryError.unreachable(registry: registry, why: RegistryClient.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        if let connection = error as? NIOConnectionError {
            return connection.connectionErrors.first.map { "\($0.error)" } ?? "the host name cannot be resolved"
        }
        return "\(error)"
    }

    func read(
        _ response: HTTPClientResponse, what: String, limit: Int, receive: (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        var count = 0
        do {
            for try await part in response.body {
                count += part.readableBytes
                if count > limit { throw RegistryError.tooLarge(what: what, limit: limit) }
                try part.withUnsafeReadableBytes(receive)
            }
        } catch let error as HTTPClientError
            where error == .deadlineExceeded || error == .readTimeout
        {
            throw RegistryError.timedOut(registry: registry, what: what, limit: limits.blobTimeout)
        } catch let error as HTTPClientError {
            throw RegistryError.unreachable(registry: registry, why: error.shortDescription)
        }
    }

    /// The error that an answer stands for.
    func failure(_ response: HTTPClientResponse, what: String) async -> RegistryError {
        var bytes: [UInt8] = []
        // The words of the registry are a help, not a need.
        try? await read(response, what: what, limit: 64 << 10) { bytes += $0 }
        let root = try? JSONParser.parse(SourceBytes(bytes), name: what, budget: .manifest).root
        let message = root?["errors"]?[0]?["message"]?.string ?? ""
        switch response.status {
        case .unauthorized, .forbidden: return .denied(registry: registry, what: what, message: message)
        case .notFound: return .notFound(what: what, registry: registry)
        case .tooManyRequests: return .throttled(registry: registry)
        default:
            return .unexpectedStatus(
                registry: registry, status: Int(response.status.code), what: what, message: message)
        }
    }
}
