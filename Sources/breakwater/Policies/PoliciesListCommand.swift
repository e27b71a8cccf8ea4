import ArgumentParser
import Documents
import PolicyLibrary
import PolicyTools
import Reports

/// `breakwater policies list [WHAT]`.
struct PoliciesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what a policy library has.")

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case controls, frameworks, rules, inputs
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case pretty = "pretty-print"
        case json
    }

    @Argument(help: "controls, frameworks, rules or inputs.")
    var subject: Subject = .controls

    @OptionGroup var source: LibraryOption

    @Option(name: .shortAndLong, help: "pretty-print or json.")
    var format: Format = .pretty

    func run() throws {
        do {
            let catalog = try LibraryCatalog(try source.open())
            let table: CatalogTable
            switch subject {
            case .controls: table = catalog.controls()
            case .frameworks: table = catalog.frameworks()
            case .rules: table = catalog.rules()
            case .inputs: table = catalog.inputs()
            }
            switch format {
            case .pretty: for line in table.lines(width: Console.style(toFile: false).width) { Console.writeLine(line) }
            case .json: Console.writeLine(JSONWriter.pretty.string(table.document.root))
            }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        }
    }
}
