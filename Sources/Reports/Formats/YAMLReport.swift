import Documents
public import PostureScan

/// The report v2 as YAML: the same tree as in JSON, with the two long lists at the end.
public struct YAMLReport {
    private let report: ReportV2

    public init(_ report: ScanReport, _ metadata: ReportMetadata) { self.report = ReportV2(report, metadata) }

    /// Writes one document, the long lists element by element.
    public func write(to output: ReportOutput) {
        let rows = ResourceRows(report.report, report.report.controls)
        output.write(bytes: YAMLWriter().bytes(report.head()))
        if !report.metadata.options.omitsRawResources {
            write("resources", rows.order, to: output) { report.resource(report.report.resources[$0]) }
        }
        write("results", rows.order, to: output) { report.result($0, rows[$0]) }
    }

    private func write(_ key: String, _ places: [Int], to output: ReportOutput, _ element: (Int) -> Value) {
        guard !places.isEmpty else { return output.write(line: "\(key): []") }
        output.write(line: "\(key):")
        for place in places {
            let mark = report.arena.mark
            output.write(bytes: YAMLReport.item(element(place)))
            report.arena.reset(to: mark)
        }
    }

    /// A mapping as an item of a list: a dash before its first line, two spaces before the others.
    static func item(_ value: Value) -> [UInt8] {
        var item: [UInt8] = []
        let lines = YAMLWriter().bytes(value).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if index == lines.count - 1 && line.isEmpty { break }
            if !line.isEmpty { item += index == 0 ? "- ".utf8 : "  ".utf8 }
            item += line
            item.append(UInt8(ascii: "\n"))
        }
        return item
    }
}
