import ArgumentParser
import StoredReports

/// `breakwater fix REPORT`.
struct FixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Repair manifests as a report proposes.",
        discussion: """
            REPORT is a JSON report (version 2) of a scan of manifests. The changes are shown first; without a terminal \
            to ask at, nothing is written unless --no-confirm says so. Comments and layout stay. Only YAML files below \
            the base folder are changed, and only as long as they are what was scanned.
            """)

    @Argument(help: "The report.")
    var report: String

    @Option(help: ArgumentHelp("The folder that changes must stay in.", valueName: "dir"))
    var basePath = "."

    @Option(help: ArgumentHelp("Fix only these controls.", valueName: "id,id"))
    var controls: String?

    @Flag(help: "Show the changes and write nothing.")
    var dryRun = false

    @Flag(name: [.customLong("no-confirm"), .customLong("yes"), .customShort("y")], help: "Write without asking.")
    var noConfirm = false

    @Option(help: ArgumentHelp("A value for fields that need one of yours; may be repeated.", valueName: "field=text"))
    var value: [String] = []

    @Option(help: ArgumentHelp("Leave out fixes with placeholders that have no value.", valueName: "true|false"))
    var skipUserValues = true

    @Option(help: .hidden)
    var exitCodes = "plain"

    func run() async throws {
        var options = FixPlan.Options(base: basePath)
        options.controls = try controls.map { Set(try ScanTask.list($0).map { $0.uppercased() }) }
        options.writesPlaceholders = !skipUserValues
        for text in value {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw Refusal(
                    "--value is a field or placeholder and its value, such as resources.limits.cpu=500m, not \"\(text)\"."
                )
            }
            options.values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        let stored: StoredReport
        do throws(StoredReportError) {
            stored = try StoredReport(path: report)
        } catch {
            throw Refusal(error, .usage)
        }
        if let wanted = options.controls {
            let known = Set(stored.controls.keys.map { $0.uppercased() })
            let unknown = wanted.subtracting(known).sorted()
            if !unknown.isEmpty {
                throw Refusal("--controls names \(unknown.joined(separator: ", ")), which the report does not have.")
            }
        }
        let plan = FixPlan(stored, options)
        show(plan)
        if plan.files.isEmpty || dryRun { return }
        guard noConfirm || ask() else {
            Console.complain("Nothing was changed.")
            return
        }
        var failures = 0
        for file in plan.files {
            do throws(FixWritingError) {
                try file.write()
            } catch {
                failures += 1
                Console.complain("Error: \(error)")
            }
        }
        let written = plan.files.count - failures
        Console.complain("Changed \(written) \(written == 1 ? "file" : "files"). Scan again to see what is left.")
        if failures > 0 { throw ExitStatus.failure.code }
    }

    private func show(_ plan: FixPlan) {
        for file in plan.files {
            Console.write(UnifiedDiff.text(file.before, file.after, path: file.relativePath))
            for (index, change) in file.changes.enumerated() {
                Console.complain(
                    "\(index + 1). \(change.resource): \(change.text) (\(change.controlIDs.joined(separator: ", ")))")
            }
        }
        Console.complain("\(dryRun ? "Would fix" : "Fixes") \(plan.fixed) of \(plan.total) failures.")
        if !plan.leftovers.isEmpty { Console.complain("Left for you:") }
        for leftover in plan.leftovers {
            Console.complain("  \(leftover.controlID) \(leftover.resource): \(leftover.why)")
        }
    }

    /// Asks at the terminal; nobody there means no.
    private func ask() -> Bool {
        guard Console.isInteractive else {
            Console.complain("There is no terminal to ask at; --no-confirm writes without asking.")
            return false
        }
        Console.prompt("Write these changes? [y/n] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
