import ArgumentParser
import PolicyLibrary
import PolicyTools

/// `breakwater policies export DIR`.
struct PoliciesExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the built-in policy library into a folder.",
        discussion: """
            The source form is what one edits and gives to --library and --use-artifacts-from. The published form holds \
            JSON arrays of frameworks, controls and rules, control inputs, tables, and a file for each framework.
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case source, published
    }

    @Argument(help: "A folder that does not exist yet, or is empty.")
    var directory: String

    @Option(help: "source or published.")
    var form: Form = .source

    func run() throws {
        do {
            let files: [ExportedFile]
            switch form {
            case .source: files = try LibraryExport.sources(EmbeddedFiles())
            case .published: files = try LibraryExport.published(EmbeddedFiles())
            }
            try LibraryExport.write(files, into: directory)
            Console.writeLine("\(files.count) files in \(directory)")
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as LibraryExportError {
            throw Refusal(error)
        }
    }
}
