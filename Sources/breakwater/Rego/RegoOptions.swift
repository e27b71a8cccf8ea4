import ArgumentParser
import Documents
import Rego
import RegoTools

/// The options by which several `rego` commands take policies, data and input.
struct RegoSourceOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("data")],
        help: ArgumentHelp(
            "Policies (.rego) and data (.json, .yaml): a file or directory; may be repeated.", valueName: "path"),
        completion: .file())
    var data: [String] = []

    @Option(
        name: [.short, .customLong("input")],
        help: ArgumentHelp("The input document, JSON or YAML; - is standard input.", valueName: "file"),
        completion: .file())
    var input: String?

    @Flag(help: "Read policies and queries as OPA before 1.0 did.")
    var v0Compatible = false

    /// The dialect of modules; nil leaves it to each module.
    var moduleDialect: Dialect? { v0Compatible ? .v0 : nil }
    var queryDialect: Dialect { v0Compatible ? .v0 : .v1 }

    func inputDocument() throws -> Document? {
        var bytes = 0
        return try input.map { try PolicyFiles.document(of: $0, bytes: &bytes) }
    }
}
