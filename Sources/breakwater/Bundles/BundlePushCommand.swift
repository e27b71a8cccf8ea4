import ArgumentParser
import AsyncHTTPClient
import ContainerImages
import NIOCore
import OfflineBundle

/// `breakwater bundle push FILE oci://…`.
struct BundlePushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Put a bundle into a registry.")

    @Argument(help: "The bundle.")
    var file: String

    @Argument(help: "oci://registry/name:tag.")
    var place: String

    @OptionGroup var transfer: TransferArguments

    func run() async throws {
        do {
            guard case .registry(let reference) = try BundleSource(place), reference.digest == nil else {
                throw Refusal("\"\(place)\" is no place in a registry. Write oci://registry/name:tag.")
            }
            // What cannot be imported should not be pushed.
            let manifest = try BundleReader(file).verify().manifest
            try await transfer.withClient { http in
                let client = transfer.client(reference, http)
                let config = try await client.push(Array("{}".utf8), to: reference.repository)
                let bytes = try NewFile.bytes(file, limit: 1 << 30)
                var layer = try await client.push(bytes, to: reference.repository)
                layer.mediaType = BundleSource.layerType
                var empty = config
                empty.mediaType = OCIManifest.emptyMediaType
                let digest = try await client.push(
                    OCIManifest(
                        artifactType: BundleSource.artifactType, config: empty, layers: [layer],
                        annotations: [
                            "org.opencontainers.image.created": manifest.created,
                            "org.opencontainers.image.version": manifest.version,
                        ]), as: reference)
                Console.writeLine("\(reference): \(digest)")
            }
        } catch let error as BundleError {
            throw Refusal(error)
        } catch let error as RegistryError {
            throw Refusal(error)
        }
    }
}
