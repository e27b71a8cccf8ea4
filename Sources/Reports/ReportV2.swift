import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// The report as JSON, version 2 of the format that Kubescape's tools read.
///
/// Keys are sorted, lists are in the order of ids, so the same scan gives the same text but for its time and id.
public struct ReportV2 {
    let report: ScanReport
    let metadata: ReportMetadata
    let arena = Arena(firstBlock: 1 << 16)

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        self.report = report
        self.metadata = metadata
    }

    /// The text of the report.
    public func bytes() -> [UInt8] {
        var rows: [Int: [(control: ControlResult, verdict: ResourceVerdict)]] = [:]
        for control in report.controls {
            for verdict in control.verdicts { rows[verdict.resource, default: []].append((control, verdict)) }
        }
        let order = rows.keys.sorted { (report.resources[$0].id, $0) < (report.resources[$1].id, $1) }
        let head = arena.object([
            "generationTime": text(metadata.generationTime),
            "clusterAPIServerInfo": .null,
            "clusterCloudProvider": text(""),
            "clusterName": text(""),
            "customerGUID": text(""),
            "reportGUID": text(metadata.reportGUID),
            "jobID": text(""),
            "summaryDetails": summary(),
            "attributes": arena.array([]),
            "metadata": metadataObject(),
            "paginationInfo": arena.object(["chunkNumber": number(0), "isLastChunk": .true]),
            "scanCoverage": coverage(),
        ])
        // The two long lists are written element by element, so that only one element exists as a tree at a time.
        var bytes = JSONWriter.compact.bytes(head)
        bytes.removeLast()
        bytes += #","resources":["#.utf8
        write(order, to: &bytes) { resource(report.resources[$0]) }
        bytes += #"],"results":["#.utf8
        write(order, to: &bytes) { result($0, rows[$0] ?? []) }
        bytes += "]}\n".utf8
        return bytes
    }

    private func write(_ places: [Int], to bytes: inout [UInt8], _ element: (Int) -> Value) {
        for (index, place) in places.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let mark = arena.mark
            JSONWriter.compact.write(element(place), to: &bytes)
            arena.reset(to: mark)
        }
    }

    // MARK: Values

    func text(_ string: String) -> Value { arena.string(string) }
    func number(_ integer: Int) -> Value { arena.number(integer) }
    func list(_ strings: [String]) -> Value { arena.array(strings.map { arena.string($0) }) }

    /// A score with at most four digits after the point.
    func number(_ double: Double) -> Value {
        let rounded = (double * 10_000).rounded() / 10_000
        return rounded == rounded.rounded() ? arena.number(Int(rounded)) : arena.number(text: "\(rounded)")
    }

    func lists(_ lists: [String: [String]]) -> Value {
        arena.object(lists.map { (key: arena.string($0), value: list($1)) })
    }

    // MARK: Parts

    private func resource(_ resource: Resource) -> Value {
        var entries: [(key: Value, value: Value)] = [
            (text("resourceID"), text(resource.id)),
            (text("object"), Redaction.cleaned(resource.node.value, in: arena)),
        ]
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
        return arena.object(entries)
    }

    private func result(_ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)]) -> Value {
        arena.object([
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
        return arena.object([
            "name": text(verdict.rule),
            "status": text(verdict.status.name),
            "subStatus": text(verdict.subStatus?.rawValue ?? ""),
            "paths": arena.array(verdict.findings.flatMap(\.paths).map(path)),
            "messages": list(verdict.findings.map(\.message)),
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
            if let current = place.current { entries.append((text("currentValue"), text(current))) }
        }
        return arena.object(entries)
    }

    func status(_ status: Status, _ subStatus: SubStatus?, _ info: String) -> Value {
        arena.object([
            "status": text(status.name), "subStatus": text(subStatus?.rawValue ?? ""), "info": text(info),
        ])
    }
}
