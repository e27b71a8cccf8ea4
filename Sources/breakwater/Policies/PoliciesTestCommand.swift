import ArgumentParser
import PolicyLibrary
import PostureScan

/// `breakwater policies test DIR [RULE…]`.
struct PoliciesTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the test cases of a library against its own rules.",
        discussion: """
            DIR is a library in source form; the cases of a rule lie in rules/<name>/test. To run cases from elsewhere, \
            use policies verify.
            """)

    @Argument(help: "The library.")
    var directory: String

    @Argument(help: "Rules to test instead of all.")
    var rules: [String] = []

    @Flag(name: .shortAndLong, help: "Name the cases that pass, too.")
    var verbose = false

    func run() async throws {
        do {
            let cases = try PolicyCase.find(in: "\(directory)/rules").filter(\.isOwn)
            let known = Set(cases.map(\.rule))
            if let unknown = rules.first(where: { !known.contains($0) }) {
                throw Refusal("There are no test cases for a rule \"\(unknown)\" in \(directory)/rules.")
            }
            let wanted = rules.isEmpty ? cases : cases.filter { rules.contains($0.rule) }
            try await PolicyCaseRun(try PolicyLibrary(directory: directory), verbose: verbose).run(wanted)
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as PolicyCaseError {
            throw Refusal(error)
        }
    }
}
