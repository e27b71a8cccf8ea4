public import ArgumentParser
import Documents
import PolicyLibrary
public import Reports

/// `breakwater list frameworks|controls|exceptions`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the frameworks, controls or exceptions that a scan can use.")

    enum Subject: String, ExpressibleByArgument, CaseIterable {
        case frameworks, controls, exceptions
    }

    @Argument(help: "frameworks, controls or exceptions.")
    var subject: Subject

    @Option(name: .shortAndLong, help: "pretty-print, json, yaml or csv.")
    var format: ListTable.Format = .pretty

    @Option(help: ArgumentHelp("Take the policies from this folder.", valueName: "dir"))
    var useArtifactsFrom: String?

    @Option(help: ArgumentHelp("The file with the exceptions.", valueName: "file"))
    var exceptions: String?

    @Option(help: ArgumentHelp("Where the texts of the controls are published.", valueName: "url"))
    var docsURL: String?

    func run() throws {
        do {
            switch subject {
            case .frameworks: try print(frameworks())
            case .controls: try print(controls(), leavingOut: ["docs"])
            case .exceptions: try print(exceptionNames())
            }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as ReportFileError {
            throw Refusal(error)
        }
    }

    private func print(_ table: ListTable, leavingOut hidden: [String] = []) throws {
        let style = Console.style(toFile: false)
        try Console.write { table.write(format, style, leavingOut: hidden, to: $0) }
    }

    private func library() throws -> PolicyLibrary {
        try useArtifactsFrom.map { try PolicyLibrary(directory: $0) } ?? PolicyLibrary.builtIn()
    }

    private func frameworks() throws -> ListTable {
        var table = ListTable([.init("Framework", key: "name")])
        for name in try library().frameworkNames() { table.add([[name]]) }
        return table
    }

    private func controls() throws -> ListTable {
        let library = try library()
        var frameworks: [String: [String]] = [:]
        for name in try library.frameworkNames() {
            for id in try library.framework(name).controls.map(\.id) { frameworks[id, default: []].append(name) }
        }
        var table = ListTable([
            .init("ID", key: "id"), .init("Control", key: "name"), .init("Documentation", key: "docs"),
            .init("Frameworks", key: "frameworks", isList: true),
        ])
        let links = DocumentationLinks(base: docsURL)
        for control in try library.controls().sorted(by: { Self.isBefore($0.id, $1.id) }) {
            table.add([[control.id], [control.name], [links.pointer(control.id)], frameworks[control.id] ?? []])
        }
        return table
    }

    /// Ids in the order of people: numbers by their size.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        func key(_ id: String) -> (String, Int) {
            let digits = id.reversed().prefix(while: \.isNumber).count
            return (String(id.dropLast(digits)), Int(id.suffix(digits)) ?? 0)
        }
        let keys = (key(left), key(right))
        return keys.0 != keys.1 ? keys.0 < keys.1 : left < right
    }

    private func exceptionNames() throws -> ListTable {
        var table = ListTable([
            .init("Exception", key: "name"), .init("From", key: "origin"), .init("Reason", key: "reason"),
        ])
        var choice = PolicyInputs.Choice()
        choice.exceptions = exceptions
        choice.artifacts = useArtifactsFrom
        do throws(PolicyLibraryError) {
            for policy in try PolicyInputs(choice).exceptions {
                table.add([[policy.name], [policy.origin.description], [policy.reason]])
            }
        } catch {
            throw Refusal(error, .usage)
        }
        return table
    }
}

extension ListTable.Format: ExpressibleByArgument {}
