public import AsyncHTTPClient
public import ContainerImages
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a bundle, or another file, is to be had.
public enum BundleSource: Sendable, Hashable, CustomStringConvertible {
    case path(String)
    case address(String)
    case registry(ImageReference)

    /// The kind of artifact that bundles are in a registry, and their one layer.
    public static let artifactType = "application/vnd.breakwater.bundle.v1"
    public static let layerType = "application/vnd.breakwater.bundle.v1.tar"

    /// - Throws: ``BundleError/badSource(_:)``.
    public init(_ text: String) throws(BundleError) {
        if text.hasPrefix("oci://") {
            guard let reference = ImageReference(String(text.dropFirst(6))) else { throw .badSource(text) }
            self = .registry(reference)
        } else if text.hasPrefix("https://") || text.hasPrefix("http://") {
            self = .address(text)
        } else if text.isEmpty || text.contains("://") {
            throw .badSource(text)
        } else {
            self = .path(text)
        }
    }

    public var description: String {
        switch self {
        case .path(let path): path
        case .address(let address): address
        case .registry(let reference): "oci://\(reference)"
        }
    }

    /// Bounds of a transfer.
    public struct Limits: Sendable {
        public var maxBytes = BundleReader.maxSize
        public var timeout = Duration.seconds(30 * 60)

        public init() {}
    }

    /// Brings the file to `path`, under a temporary name until it is whole and its digest is right.
    ///
    /// - Parameters:
    ///   - checksum: what the file must be; nil when nothing is known of it. Registries name a digest themselves, which
    ///     is always checked.
    ///   - client: a client for a registry.
    /// - Throws: ``BundleError``, `CancellationError`.
    public func fetch(
        to path: String, checksum: Digest?, http: HTTPClient, limits: Limits = Limits(),
        client: (ImageReference) -> RegistryClient
    ) async throws {
        let temporary = "\(path).part"
        guard let file = fopen(temporary, "w") else {
            throw BundleError.cannotWrite(path: temporary, why: String(cString: strerror(errno)))
        }
        let sink = FileSink(file: file, path: temporary)
        do {
            switch self {
            case .path(let source): try sink.copy(from: source)
            case .address(let address): try await BundleSource.get(address, into: sink, http: http, limits: limits)
            case .registry(let reference): try await BundleSource.pull(reference, into: sink, client(reference))
            }
            let digest = try sink.close()
            if let checksum, checksum != digest {
                throw BundleError.wrongChecksum(source: description, wanted: checksum, got: digest)
            }
            guard rename(temporary, path) == 0 else {
                throw BundleError.cannotWrite(path: path, why: String(cString: strerror(errno)))
            }
        } catch {
            sink.abandon()
            unlink(temporary)
            throw error
        }
    }

    private static func pull(
        _ reference: ImageReference, into sink: FileSink, _ client: RegistryClient
    ) async throws {
        do {
            let (manifest, _) = try await client.manifest(reference)
            guard let layer = manifest.layers.first, manifest.layers.count == 1 else {
                throw BundleError.transfer(
                    "\(reference) is no bundle: it has \(manifest.layers.count) layers instead of one.")
            }
            try await client.blob(layer, of: reference.repository) { try sink.write($0) }
        } catch let error as RegistryError {
            throw BundleError.transfer("\(error)")
        }
    }

    private static func get(
        _ address: String, into sink: FileSink, http: HTTPClient, limits: Limits
    ) async throws {
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "User-Agent", value: "breakwater")
        do {
            let response = try await http.execute(request, timeout: .seconds(limits.timeout.components.seconds))
            guard response.status == .ok else {
                throw BundleError.transfer(
                    "\(address) answered with status \(response.status.code). Check the address and your access to it.")
            }
            var count = 0
            for try await part in response.body {
                count += part.readableBytes
                if count > limits.maxBytes { throw BundleError.tooLarge(file: address, limit: limits.maxBytes) }
                try part.withUnsafeReadableBytes { try sink.write($0) }
            }
            if let length = response.headers.first(name: "Content-Length").flatMap({ Int($0) }), length != count {
                throw BundleError.transfer("\(address) broke off after \(count) of \(length) bytes. Try again.")
            }
        } catch let error as BundleError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch let error as HTTPClientError {
            throw BundleError.transfer(
                "\(address) cannot be got (\(error.shortDescription)). Check the address, the network and the proxy "
                    + "settings.")
        } catch {
            throw BundleError.transfer("\(address) cannot be got (\(error)). Check the address and the network.")
        }
    }
}

/// A file that is written piece by piece, and its digest.
private final class FileSink {
    private var file: UnsafeMutablePointer<FILE>?
    private let path: String
    private var running = RunningDigest()

    init(file: UnsafeMutablePointer<FILE>, path: String) {
        self.file = file
        self.path = path
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BundleError) {
        guard let file, fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else { throw failure() }
        running.update(bytes)
    }

    func copy(from source: String) throws(BundleError) {
        guard let input = fopen(source, "r") else {
            throw .unreadable(file: source, why: String(cString: strerror(errno)))
        }
        defer { fclose(input) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = fread(buffer.baseAddress, 1, buffer.count, input)
            if count == 0 { break }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        if ferror(input) != 0 { throw .unreadable(file: source, why: String(cString: strerror(errno))) }
    }

    func close() throws(BundleError) -> Digest {
        guard let open = file else { throw failure() }
        file = nil
        if fclose(open) != 0 { throw failure() }
        return running.digest
    }

    func abandon() {
        if let open = file { fclose(open) }
        file = nil
    }

    private func failure() -> BundleError { .cannotWrite(path: path, why: String(cString: strerror(errno))) }
}
