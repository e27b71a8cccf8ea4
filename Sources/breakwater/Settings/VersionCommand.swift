import ArgumentParser

/// `breakwater version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(name: .shortAndLong, help: "How it is printed.")
    var format = Format.text

    func run() {
        switch format {
        case .text: Console.write("breakwater \(Breakwater.productVersion)\n")
        case .json: Console.write("{\"version\":\"\(Breakwater.productVersion)\"}\n")
        }
    }
}
