public import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// Findings in files as SARIF 2.1.0, for code scanning and editors.
///
/// A result for each failed resource and control, at the first field to change, with the other fields as related
/// locations and, where the change is certain, a fix. Accepted failures are suppressed results. What was not evaluated and what could not be read are
/// notifications, so that an empty report says why.
public struct SARIFReport: TreeMaking {
    let arena = Arena(firstBlock: 1 << 14)
    let contents: ReportContents
    let remedies: Remedies
    let paths: SourcePaths
    private let budget: DocumentBudget

    /// - Parameter budget: what reading a manifest again, for its regions and changes, may cost.
    public init(_ report: ScanReport, _ metadata: ReportMetadata, budget: DocumentBudget = .manifest) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
        paths = SourcePaths(metadata)
        self.budget = budget
    }

    public func write(to output: ReportOutput) {
        let failed = contents.controls.filter { $0.status == .failed || $0.acceptedResources > 0 }
        output.write(#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#)
        output.write(#""tool":"#)
        output.write(tool(failed))
        output.write(#","invocations":"#)
        output.write(invocations())
        output.write(#","columnKind":"utf16CodeUnits","results":["#)
        let rows = ResourceRows(contents.report, failed) { $0.status == .failed || $0.subStatus == .withExceptions }
        let places = contents.inFileOrder(rows.order)
        let indices = Dictionary(uniqueKeysWithValues: failed.enumerated().map { ($1.control.id, $0) })
        var cache = SourceCache(budget: budget)
        let results = places.lazy.flatMap { place in rows[place].map { ($0.control, $0.verdict) } }
        write(results, to: output) { control, verdict in
            result(control, verdict, index: indices[control.control.id] ?? 0, &cache)
        }
        output.write("]}]}\n")
    }

    /// Failed resources that stand in no file, and so are not in the report.
    public var findingsWithoutPlace: Int {
        contents.failedControls.reduce(0) { sum, control in
            sum + control.verdicts.filter { $0.status == .failed && source(of: $0) == nil }.count
        }
    }

    // MARK: The run

    private func tool(_ failed: [ControlResult]) -> Value {
        arena.object([
            "driver": object(present: [
                "name": text("Breakwater"),
                "semanticVersion": text(contents.metadata.productVersion),
                "informationUri": contents.links.base.map { text($0) },
                "rules": arena.array(failed.map(rule)),
            ])
        ])
    }

    private func rule(_ result: ControlResult) -> Value {
        let control = result.control
        let name = contents.name(of: result)
        let about = control.description.isEmpty ? name : control.description
        let help = [control.remediation, "More: \(contents.links.pointer(control.id))"].filter { !$0.isEmpty }
        return object(present: [
            "id": text(control.id),
            "name": text(name),
            "shortDescription": arena.object(["text": text(name)]),
            "fullDescription": arena.object(["text": text(about)]),
            "help": arena.object(["text": text(help.joined(separator: "\n\n"))]),
            "helpUri": contents.links.url(control.id).map { text($0) },
            "defaultConfiguration": arena.object(["level": text(Self.level(control.baseScore))]),
            "properties": arena.object([
                "security-severity": text(Self.oneDecimal(control.baseScore)),
                "tags": list(tags(result)),
            ]),
        ])
    }

    /// What the control is about, each word once, as the schema wants it.
    private func tags(_ result: ControlResult) -> [String] {
        var seen: Set<String> = []
        let words =
            ["security", "kubernetes"] + contents.frameworks(of: result)
            + [result.control.category?.name].compactMap { $0 }
        return words.filter { seen.insert($0).inserted }
    }

    static func level(_ score: Double) -> String { score >= 9 ? "error" : score >= 4 ? "warning" : "note" }

    private static func oneDecimal(_ score: Double) -> String {
        let tenths = Int((score * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func invocations() -> Value {
        let problems = contents.report.manifests.problems
        var notes = problems.map { problem in
            notification(
                "error", problem.description, id: "unreadable-file", uri: paths.uri(problem.path),
                line: problem.error.line)
        }
        for control in contents.controls(in: "not evaluated") + contents.controls(in: "needs a human") {
            let what =
                "\(control.control.id), \(contents.name(of: control)): \(control.coverage.name); \(control.info)"
            notes.append(notification("note", what, id: "not-evaluated"))
        }
        let lost = findingsWithoutPlace
        if lost > 0 {
            let what =
                "\(Words.counted(lost, "finding")) without a file are not in this report; other formats hold them"
            notes.append(notification("warning", what, id: "no-file"))
        }
        return arena.array([
            arena.object([
                "executionSuccessful": Value(problems.isEmpty),
                "startTimeUtc": text(contents.metadata.startTime),
                "endTimeUtc": text(contents.metadata.generationTime),
                "toolExecutionNotifications": arena.array(notes),
            ])
        ])
    }

    private func notification(
        _ level: String, _ message: String, id: String, uri: String? = nil, line: Int? = nil
    ) -> Value {
        object(present: [
            "level": text(level), "message": arena.object(["text": text(message)]),
            "descriptor": arena.object(["id": text(id)]),
            "locations": uri.map { uri in
                arena.array([
                    arena.object([
                        "physicalLocation": object(present: [
                            "artifactLocation": arena.object(["uri": text(uri)]),
                            "region": line.map { arena.object(["startLine": number(max($0, 1))]) },
                        ])
                    ])
                ])
            },
        ])
    }
}
