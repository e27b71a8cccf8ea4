import AsyncHTTPClient
import ContainerImages
import Foundation
import Testing

/// Against the registry of the distribution project, from Debian's package docker-registry.
@Suite(.enabled(if: RegistryProcess.isInstalled, "docker-registry is not installed; scripts/test installs it"))
struct RegistryClientTests {
    @discardableResult
    private func withClient<Result>(
        _ registry: RegistryProcess, _ credentials: RegistryCredentials = .anonymous,
        _ body: (RegistryClient) async throws -> Result
    ) async throws -> Result {
        let http = HTTPClient()
        do {
            let result = try await body(RegistryClient(registry.address, credentials: credentials, http: http))
            try await http.shutdown()
            return result
        } catch {
            try await http.shutdown()
            throw error
        }
    }

    private func pushed(_ client: RegistryClient, _ reference: ImageReference) async throws -> Digest {
        let config = try await client.push(Array("{}".utf8), to: reference.repository)
        let layer = try await client.push(Array("hello".utf8), to: reference.repository)
        return try await client.push(
            OCIManifest(artifactType: "application/vnd.example", config: config, layers: [layer]), as: reference)
    }

    @Test func whatWasPushedComesBack() async throws {
        try await RegistryProcess.with { registry in
            let reference = try #require(ImageReference("\(registry.address)/team/app:v1"))
            try await withClient(registry) { client in
                let digest = try await pushed(client, reference)
                let found = try await client.manifest(reference)
                #expect(found.digest == digest)
                #expect(found.manifest.artifactType == "application/vnd.example")
                var bytes: [UInt8] = []
                try await client.blob(found.manifest.layers[0], of: reference.repository) { bytes += $0 }
                #expect(String(decoding: bytes, as: UTF8.self) == "hello")
            }
        }
    }

    @Test func aBlobThatWasChangedIsRefused() async throws {
        try await RegistryProcess.with { registry in
            let reference = try #require(ImageReference("\(registry.address)/team/app:v1"))
            try await withClient(registry) { client in
                _ = try await pushed(client, reference)
                let layer = try await client.manifest(reference).manifest.layers[0]
                try registry.overwrite(layer.digest, with: "hullo")
                let error = await #expect(throws: RegistryError.self) {
                    try await client.blob(layer, of: reference.repository) { _ in }
                }
                #expect(error?.description.contains("is not what its digest stands for") == true)
            }
        }
    }

    @Test func whatIsNotThereIsNamed() async throws {
        try await RegistryProcess.with { registry in
            let reference = try #require(ImageReference("\(registry.address)/team/app:v9"))
            try await withClient(registry) { client in
                await #expect(throws: RegistryError.notFound(what: "\(reference)", registry: registry.address)) {
                    _ = try await client.manifest(reference)
                }
            }
        }
    }

    @Test func aLoginIsGivenWhenTheRegistryAsks() async throws {
        try await RegistryProcess.with(password: "secret") { registry in
            let reference = try #require(ImageReference("\(registry.address)/team/app:v1"))
            try await withClient(registry, .login(user: "robot", password: "secret")) { client in
                _ = try await pushed(client, reference)
            }
            try await withClient(registry, .login(user: "robot", password: "wrong")) { client in
                let error = await #expect(throws: RegistryError.self) { _ = try await client.manifest(reference) }
                #expect(error?.description.contains("does not give access") == true)
            }
        }
    }

    @Test func nobodyListeningIsOneSentence() async throws {
        let http = HTTPClient()
        let client = RegistryClient("127.0.0.1:1", credentials: .anonymous, http: http)
        let reference = try #require(ImageReference("127.0.0.1:1/a:b"))
        let error = await #expect(throws: RegistryError.self) { _ = try await client.manifest(reference) }
        try await http.shutdown()
        #expect(error?.description.contains("cannot be reached") == true)
    }
}
