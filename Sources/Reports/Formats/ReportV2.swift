import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// The report as JSON, version 2 of the format that Kubescape's tools read.
///
/// Keys are sorted, lists are in the order of ids, so the same scan gives the same text but for its time and id.
public struct ReportV2: TreeMaking {
    let report: ScanReport
    let metadata: ReportMetadata
    let arena = Arena(firstBlock: 1 << 16)
    private let remedies: Remedies
    private let priorities: [Int: PrioritizedResource]

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        self.report = report
        self.metadata = metadata
        remedies = Remedies(report, metadata.options)
        priorities = Dictionary(
            report.prioritizedResources.map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Writes the report on one line.
    ///
    /// The two long lists are written element by element, so that only one element exists as a tree at a time.
    public func write(to output: ReportOutput) {
        let rows = ResourceRows(report, report.controls)
        var head = JSONWriter.compact.bytes(head())
        head.removeLast()
        output.write(bytes: head)
        if !metadata.options.omitsRawResources {
            output.write(#","resources":["#)
            writeResources(rows.order, to: output)
            output.write("]")
        }
        output.write(#","results":["#)
        write(rows.order, to: output) { result($0, rows[$0]) }
        output.write("]}\n")
    }

    // MARK: Parts

    /// Everything but the two long lists.
    func head() -> Value {
        object(present: [
            "generationTime": text(metadata.generationTime),
            "clusterAPIServerInfo": metadata.cluster?.serverVersion.map { arena.copy($0.value) } ?? .null,
            "clusterCloudProvider": text(metadata.cluster?.provider ?? ""),
            "clusterName": text(metadata.cluster?.name ?? ""),
            "customerGUID": text(""),
            "reportGUID": text(metadata.reportGUID),
            "jobID": text(""),
            "summaryDetails": summary(),
            "attributes": arena.array([]),
            "metadata": metadataObject(),
            "paginationInfo": arena.object(["chunkNumber": number(0), "isLastChunk": .true]),
            "customerGUIDGenerated": .false,
            "triggeredByCLI": .true,
            "scanCoverage": coverage(),
            "exceptionAudit": report.exceptionAudit.items.isEmpty && report.exceptionAudit.problems.isEmpty
                ? nil : exceptionAudit(),
            "resourceLabels": metadata.options.labelsToCopy.isEmpty ? nil : labels(),
        ])
    }

    /// The chosen labels of every resource that has one of them.
    private func labels() -> Value {
        var seen: Set<String> = []
        return arena.object(
            report.resources.compactMap { resource in
                let labels = resource.labels
                let found = metadata.options.labelsToCopy.compactMap { name in
                    labels[name].map { (key: text(name), value: text($0)) }
                }
                guard !found.isEmpty, seen.insert(resource.id).inserted else { return nil }
                return (key: text(resource.id), value: arena.object(found))
            })
    }

    /// Objects were put aside as they are written here, so they are copied and not read.
    private func writeResources(_ places: [Int], to output: ReportOutput) {
        for (index, place) in places.enumerated() {
            let resource = report.resources[place]
            let mark = arena.mark
            let rest = JSONWriter.compact.bytes(arena.object(facts(of: resource)))
            arena.reset(to: mark)
            do throws(SpillError) {
                output.write(index > 0 ? #",{"object":"# : #"{"object":"#)
                output.write(bytes: try resource.rawText() ?? Array("{}".utf8))
                output.write(",")
                output.write(bytes: rest.dropFirst())
            } catch {
                return output.fail(error)
            }
        }
    }

    func resource(_ resource: Resource) -> Value {
        let node = resource.node
        return withExtendedLifetime(node.document) {
            arena.object(
                facts(of: resource) + [(text("object"), arena.copy(Redaction.cleaned(node.value, in: arena)))])
        }
    }

    /// What is said about a resource beside the object itself.
    private func facts(of resource: Resource) -> [(key: Value, value: Value)] {
        var entries: [(key: Value, value: Value)] = [(text("resourceID"), text(resource.id))]
        if let source = resource.manifest?.source {
            entries.append(
                (
                    text("source"),
                    arena.object([
                        "path": text(source.path), "relativePath": text(source.relativePath),
                        "fileType": text(source.format.rawValue), "lastCommit": arena.object([:]),
                    ])
                ))
        }
        return entries
    }

    func result(_ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)]) -> Value {
        object(present: [
            "prioritizedResource": priorities[place].map(priority),
            "resourceID": text(report.resources[place].id),
            "controls": arena.array(
                rows.map { control, verdict in
                    arena.object([
                        "controlID": text(control.control.id),
                        "name": text(control.control.name),
                        "status": status(verdict.status, verdict.subStatus, ""),
                        "severity": text(control.control.severity.name),
                        "rules": arena.array(verdict.rules.map(rule)),
                    ])
                }),
        ])
    }

    private func rule(_ verdict: RuleVerdict) -> Value {
        var related: Set<String> = []
        for finding in verdict.findings { for place in finding.related { related.insert(report.resources[place].id) } }
        return object(present: [
            "name": text(verdict.rule),
            "status": text(verdict.status.name),
            "subStatus": text(verdict.subStatus?.rawValue ?? ""),
            "paths": arena.array(verdict.findings.flatMap(\.paths).map(path)),
            "messages": list(verdict.findings.map(\.message)),
            "exception": verdict.exceptions.isEmpty
                ? nil : arena.array(verdict.exceptions.map { exception($0.policy) }),
            "evaluationMode": text(verdict.mode.rawValue),
            "controlConfigurations": lists(verdict.inputs),
            "relatedResourcesIDs": list(related.sorted()),
        ])
    }

    private func path(_ path: Finding.Path) -> Value {
        var fix = RuleResponse.Fix(path: "", value: "")
        var entries: [(key: Value, value: Value)] = [
            (text("resourceID"), text(report.resources[path.resource].id))
        ]
        switch path.role {
        case .failed: entries.append((text("failedPath"), text(path.path)))
        case .review: entries.append((text("reviewPath"), text(path.path)))
        case .delete: entries.append((text("deletePath"), text(path.path)))
        case .command: entries.append((text("fixCommand"), text(path.path)))
        case .fix(let value): fix = RuleResponse.Fix(path: path.path, value: value)
        }
        entries.append((text("fixPath"), arena.object(["path": text(fix.path), "value": text(fix.value)])))
        if let place = path.place {
            entries.append(
                (
                    text("location"),
                    arena.object([
                        "file": text(place.file), "line": number(place.line), "column": number(place.column),
                    ])
                ))
            let current = place.current == "XXXXXX" ? remedies.current(path) ?? place.current : place.current
            if let current { entries.append((text("currentValue"), text(current))) }
        }
        return arena.object(entries)
    }

    func status(_ status: Status, _ subStatus: SubStatus?, _ info: String) -> Value {
        arena.object([
            "status": text(status.name), "subStatus": text(subStatus?.rawValue ?? ""), "info": text(info),
        ])
    }
}
