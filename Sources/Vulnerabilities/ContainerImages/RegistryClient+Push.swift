public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension RegistryClient {
    /// Puts a blob into a repository unless it is there already.
    ///
    /// - Throws: ``RegistryError``, `CancellationError`.
    public func push(_ bytes: [UInt8], to repository: String) async throws -> OCIManifest.Descriptor {
        try await push(
            digest: Digest(of: bytes), size: bytes.count, to: repository, body: { .bytes(ByteBuffer(bytes: bytes)) })
    }

    /// Puts a blob into a repository unless it is there already.
    ///
    /// - Parameter body: makes the stream of the bytes; called once for each attempt.
    /// - Throws: ``RegistryError``, `CancellationError`.
    public func push(
        digest: Digest, size: Int, to repository: String, body: () -> HTTPClientRequest.Body
    ) async throws -> OCIManifest.Descriptor {
        let descriptor = OCIManifest.Descriptor(mediaType: "application/octet-stream", digest: digest, size: size)
        let what = "\(digest) of \(registry)/\(repository)"
        let scope = RegistryScope.push(repository)
        var probe = HTTPClientRequest(url: "\(base)/v2/\(repository)/blobs/\(digest)")
        probe.method = .HEAD
        if try await send(probe, scope: scope, what: what).status == .ok { return descriptor }
        var begin = HTTPClientRequest(url: "\(base)/v2/\(repository)/blobs/uploads/")
        begin.method = .POST
        begin.headers.add(name: "Content-Length", value: "0")
        let begun = try await send(begin, scope: scope, what: what)
        guard begun.status == .accepted else { throw await failure(begun, what: what) }
        guard let location = begun.headers.first(name: "Location") else {
            throw RegistryError.malformed(what: "The answer to an upload", why: "it has no location")
        }
        var upload = HTTPClientRequest(url: try address(of: location, digest: digest))
        upload.method = .PUT
        upload.headers.add(name: "Content-Type", value: "application/octet-stream")
        upload.headers.replaceOrAdd(name: "Content-Length", value: "\(size)")
        upload.body = body()
        let done = try await send(upload, scope: scope, what: what, timeout: limits.blobTimeout)
        guard done.status == .created else { throw await failure(done, what: what) }
        return descriptor
    }

    /// Puts a manifest under the tag of a reference. Its blobs must be there.
    ///
    /// - Throws: ``RegistryError``, `CancellationError`.
    public func push(_ manifest: OCIManifest, as reference: ImageReference) async throws -> Digest {
        let bytes = manifest.bytes
        let what = "\(reference)"
        var request = HTTPClientRequest(url: "\(base)/v2/\(reference.repository)/manifests/\(reference.identifier)")
        request.method = .PUT
        request.headers.add(name: "Content-Type", value: OCIManifest.mediaType)
        request.body = .bytes(ByteBuffer(bytes: bytes))
        let response = try await send(request, scope: .push(reference.repository), what: what)
        guard response.status == .created else { throw await failure(response, what: what) }
        return Digest(of: bytes)
    }

    /// The address to upload to, which a registry gives whole or as a path. Never another host: it would get our login.
    private func address(of location: String, digest: Digest) throws(RegistryError) -> String {
        let whole = location.hasPrefix("/") ? base + location : location
        guard whole.hasPrefix("\(base)/") else {
            throw RegistryError.malformed(
                what: "The answer to an upload", why: "it leads to another host, \(location)")
        }
        return "\(whole)\(whole.contains("?") ? "&" : "?")digest=\(RegistryClient.escaped("\(digest)"))"
    }
}
