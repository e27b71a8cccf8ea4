import ArgumentParser
import PolicyLibrary
import PolicyTools
import Reports

/// `breakwater policies show NAME`.
struct PoliciesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tell all about a control, a rule, a framework or a control input.")

    @Argument(help: "An id such as C-0057, or the name of a control, rule, framework or input.")
    var name: String

    @OptionGroup var source: LibraryOption

    @Flag(help: "Print the Rego of the rules, too.")
    var rego = false

    func run() throws {
        do {
            let library = try source.open()
            let width = min(Console.style(toFile: false).width, 100)
            guard let lines = try LibraryCatalog(library).entry(name, width: width, withCode: rego) else {
                throw Refusal(
                    "There is no control, rule, framework or input \"\(name)\" in \(library.origin). "
                        + "breakwater policies list shows what there is.")
            }
            for line in lines { Console.writeLine(line) }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        }
    }
}
