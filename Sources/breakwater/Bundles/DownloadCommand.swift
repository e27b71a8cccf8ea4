import ArgumentParser
import OfflineBundle
import PolicyLibrary
import PolicyTools

/// `breakwater download WHAT [NAME]`.
struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Write policies and what goes with them into files, for offline use.",
        discussion: """
            Without --from it is the library of this program. With --from it is a bundle: a path, an https:// address or \
            oci://registry/name:tag, checked before anything is kept. A folder of artifacts is what \
            scan --use-artifacts-from takes.
            """)

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case artifacts, framework, control
        case controlsInputs = "controls-inputs"
        case exceptions
        case attackTracks = "attack-tracks"
    }

    @Argument(help: "artifacts, framework, control, controls-inputs, exceptions or attack-tracks.")
    var subject: Subject

    @Argument(help: "The framework or control; all of them when left out.")
    var name: String?

    @Option(name: .shortAndLong, help: "A file that ends in .json, or a folder; the working directory when left out.")
    var output: String?

    @Option(help: ArgumentHelp("Where a bundle is.", valueName: "place"))
    var from: String?

    @Option(help: ArgumentHelp("The public key of whoever made the bundle.", valueName: "file"))
    var key: String?

    @OptionGroup var transfer: TransferArguments

    func run() async throws {
        do {
            let files = try await artifacts()
            var written = 0
            for file in files {
                let path: String
                if let output, output.hasSuffix(".json") {
                    guard files.count == 1 else {
                        throw Refusal("\(files.count) files do not go into \(output). Give a folder instead.")
                    }
                    path = output
                } else {
                    path = "\(output ?? ".")/\(file.path)"
                }
                try DownloadedFile.write(file.bytes, to: path)
                written += 1
                if files.count <= 3 { Console.writeLine(path) }
            }
            if files.count > 3 { Console.writeLine("\(written) files in \(output ?? ".")") }
        } catch let error as BundleError {
            throw Refusal(error)
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        }
    }

    private func artifacts() async throws -> [ExportedFile] {
        if from == nil, transfer.checksum != nil || key != nil {
            throw Refusal("--checksum and --key are about a bundle. Say where it is with --from.")
        }
        let all: [ExportedFile]
        if let from {
            let file = try await transfer.localFile(from)
            defer { file.remove() }
            all = try DownloadedFile.policies(of: try BundleReader.with(file.path, key: key))
        } else {
            all = try LibraryExport.published(EmbeddedFiles())
        }
        let artifacts = PublishedArtifacts(all)
        switch subject {
        case .artifacts: return artifacts.everything
        case .controlsInputs: return try named("control inputs", artifacts.controlInputs)
        case .exceptions: return try named("exceptions", artifacts.exceptions)
        case .attackTracks: return try named("attack tracks", artifacts.attackTracks)
        case .framework:
            let found = artifacts.frameworks(name)
            if found.isEmpty {
                throw Refusal("There is no framework \"\(name ?? "")\" in \(from ?? "the built-in library").")
            }
            return found
        case .control:
            let found = try artifacts.controls(name)
            if found.isEmpty {
                throw Refusal("There is no control \"\(name ?? "")\" in \(from ?? "the built-in library").")
            }
            return found
        }
    }

    private func named(_ what: String, _ file: ExportedFile?) throws -> [ExportedFile] {
        guard let file else { throw Refusal("\(from ?? "The built-in library") has no \(what).") }
        return [file]
    }
}
