import ArgumentParser
import AsyncHTTPClient
import ContainerImages
import Documents
import NIOCore
import OfflineBundle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How files come from addresses and registries.
struct TransferArguments: ParsableArguments {
    @Option(help: ArgumentHelp("What the file must be, as sha256:… .", valueName: "digest"))
    var checksum: String?

    @Option(help: ArgumentHelp("User of the registry; otherwise the login of docker is used.", valueName: "name"))
    var registryUsername: String?

    @Option(help: ArgumentHelp("Password of the registry.", valueName: "text"))
    var registryPassword: String?

    @Flag(help: "Speak HTTP without encryption with the registry.")
    var insecureRegistry = false

    @OptionGroup var cache: CacheDirectoryOption

    /// A file here, with the one to remove when it was fetched.
    struct LocalFile {
        let path: String
        let isTemporary: Bool

        func remove() { if isTemporary { unlink(path) } }
    }

    /// The file at a place; what is elsewhere is fetched into the cache first.
    func localFile(_ place: String) async throws -> LocalFile {
        let source = try BundleSource(place)
        if case .path(let path) = source, checksum == nil { return LocalFile(path: path, isTemporary: false) }
        let target = "\(try cache.open().path)/incoming-\(getpid()).tar"
        try await fetch(source, to: target)
        return LocalFile(path: target, isTemporary: true)
    }

    /// Brings a file from a place to a path.
    func fetch(_ source: BundleSource, to path: String) async throws {
        var wanted: Digest?
        if let checksum {
            guard let digest = Digest(checksum) ?? Digest(hexadecimal: checksum) else {
                throw Refusal("\"\(checksum)\" is no SHA-256 digest. Write sha256: and 64 hexadecimal digits.")
            }
            wanted = digest
        }
        if case .address(let address) = source, address.hasPrefix("http://"), wanted == nil {
            throw Refusal(
                "\(address) is not encrypted, so anybody on the way could change it. Use https://, or give --checksum.")
        }
        try BundleFolder.makeAll(above: path, mode: 0o700)
        try await withClient { http in
            try await source.fetch(to: path, checksum: wanted, http: http) { client($0, http) }
        }
    }

    /// Runs with an HTTP client of its own, which is shut down in every case.
    func withClient(_ body: (HTTPClient) async throws -> Void) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .follow(max: 5, allowCycles: false)
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(15), read: .seconds(60))
        let http = HTTPClient(configuration: configuration)
        do {
            try await body(http)
        } catch {
            try? await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    func client(_ reference: ImageReference, _ http: HTTPClient) -> RegistryClient {
        RegistryClient(
            reference.registry, credentials: credentials(for: reference.registry), http: http,
            isInsecure: insecureRegistry)
    }

    private func credentials(for registry: String) -> RegistryCredentials {
        if let user = registryUsername ?? Console.environment("KUBESCAPE_REGISTRY_USERNAME"),
            let password = registryPassword ?? Console.environment("KUBESCAPE_REGISTRY_PASSWORD")
        {
            return .login(user: user, password: password)
        }
        if let token = Console.environment("KUBESCAPE_REGISTRY_TOKEN") { return .token(token) }
        let folder =
            Console.environment("DOCKER_CONFIG") ?? Console.environment("HOME").map { "\($0)/.docker" } ?? ".docker"
        guard let bytes = try? NewFile.bytes("\(folder)/config.json", limit: 1 << 20),
            let document = try? JSONParser.parse(SourceBytes(bytes), name: "config.json", budget: .manifest)
        else { return .anonymous }
        return RegistryCredentials.inDockerConfiguration(document.root, for: registry) ?? .anonymous
    }
}
