import ArgumentParser
import OfflineBundle

/// `breakwater bundle`.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Carry policies into networks with no way out.",
        discussion: """
            A bundle is one file with everything a scan needs from outside, each part with its digest, signed when you \
            have a key. Make it where there is a network, check and import it where there is none.
            """,
        subcommands: [
            BundleCreateCommand.self, BundleVerifyCommand.self, BundleImportCommand.self, BundlePushCommand.self,
            BundleKeygenCommand.self,
        ])
}

/// `breakwater bundle keygen NAME`.
struct BundleKeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a pair of keys: NAME.key signs bundles, NAME.pub checks them.")

    @Argument(help: "The beginning of both file names.")
    var name: String

    func run() throws {
        let key = BundleSigningKey()
        do throws(BundleError) {
            try NewFile.write("\(key.text)\n", to: "\(name).key", mode: 0o600)
            try NewFile.write("\(key.publicKey.text)\n", to: "\(name).pub", mode: 0o644)
        } catch {
            throw Refusal(error)
        }
        Console.writeLine("\(name).key signs, keep it to yourself; \(name).pub checks, give it to those who import.")
    }
}

/// `breakwater bundle create FILE`.
struct BundleCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Put a policy library and what goes with it into one file.")

    @Argument(help: "The bundle to write.")
    var file: String

    @OptionGroup var source: LibraryOption

    @Option(help: ArgumentHelp("Exceptions to carry along; may be given several times.", valueName: "file"))
    var exceptions: [String] = []

    @Option(help: ArgumentHelp("Control inputs to carry along.", valueName: "file"))
    var controlsConfig: String?

    @Option(help: ArgumentHelp("What to call this state; the date when left out.", valueName: "text"))
    var contentVersion: String?

    @Option(help: ArgumentHelp("The key to sign with, from bundle keygen.", valueName: "file"))
    var signingKey: String?

    func run() throws {
        do {
            let contents = try BundleContents(
                library: source.library, exceptions: exceptions, controlsConfig: controlsConfig)
            let key = try signingKey.map { try BundleSigningKey(text: try NewFile.text($0), file: $0) }
            let now = Console.timestamp
            let manifest = try contents.writer.write(
                to: file, name: "policies", version: contentVersion ?? String(now.prefix(10)), created: now,
                time: Console.epoch,
                product: "breakwater \(Breakwater.productVersion)", signingKey: key)
            Console.writeLine(
                "\(file): \(manifest.entries.count) files, \(manifest.totalSize >> 10) KiB, version "
                    + "\(manifest.version), \(key == nil ? "not signed" : "signed")")
        } catch let error as BundleError {
            throw Refusal(error)
        }
    }
}

/// `breakwater bundle verify FILE`.
struct BundleVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every byte of a bundle, and its signature when a key is given.")

    @Argument(help: "The bundle.")
    var file: String

    @Option(help: ArgumentHelp("The public key of whoever made it.", valueName: "file"))
    var key: String?

    func run() throws {
        do {
            let verdict = try BundleReader.with(file, key: key).verify()
            for line in BundleSummary(verdict, keyIsChecked: key != nil).lines { Console.writeLine(line) }
        } catch let error as BundleError {
            throw Refusal(error)
        }
    }
}

/// `breakwater bundle import PLACE`.
struct BundleImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Check a bundle and use it for scans with --use-default.",
        discussion: """
            PLACE is a path, an https:// address or oci://registry/name:tag. The bundle before it stays until the new \
            one is whole and right.
            """)

    @Argument(help: "Where the bundle is.")
    var place: String

    @Option(help: ArgumentHelp("The public key of whoever made it.", valueName: "file"))
    var key: String?

    @OptionGroup var transfer: TransferArguments

    func run() async throws {
        do {
            let file = try await transfer.localFile(place)
            defer { file.remove() }
            let store = BundleStore(directory: try transfer.cache.open().path)
            let verdict = try store.take(try BundleReader.with(file.path, key: key))
            for line in BundleSummary(verdict, keyIsChecked: key != nil).lines { Console.writeLine(line) }
            Console.writeLine("Scans with --use-default use it now.")
        } catch let error as BundleError {
            throw Refusal(error)
        }
    }
}
