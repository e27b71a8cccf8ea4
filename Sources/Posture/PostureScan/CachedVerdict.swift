import Documents
import ManifestSources

/// The verdict of a rule on one object, with places that count from the beginning of the object.
struct CachedVerdict {
    /// Bits of ``ScanLedger/Mark``.
    let mark: UInt8
    let findings: [RuleRun.RawFinding]

    init(mark: UInt8, findings: [RuleRun.RawFinding]) {
        self.mark = mark
        self.findings = findings
    }

    func bytes(_ place: Int, _ resource: Resource, _ pool: inout TextPool) -> [UInt8]? {
        var record = RecordWriter()
        record.number(UInt64(mark))
        record.number(findings.count)
        let line = resource.manifest?.position.map { Int($0.line) } ?? 0
        for finding in findings {
            guard isOwn(finding.target, place), finding.related.isEmpty else { return nil }
            let short = FindingRecord.shortened(finding.message, without: resource.name)
            record.number(short == nil ? 0 : 1)
            record.text(short ?? finding.message, &pool)
            record.number(finding.paths.count)
            for path in finding.paths {
                guard isOwn(path.target, place), (path.place?.line ?? line) >= line else { return nil }
                if let place = path.place, place.file != resource.manifest?.source.path { return nil }
                FindingRecord.write(path, owner: 0, firstLine: line, showsFile: false, to: &record, &pool)
            }
        }
        return record.bytes
    }

    private func isOwn(_ target: RuleRun.Target, _ place: Int) -> Bool {
        if case .resource(place) = target { return true }
        return false
    }

    init?(_ bytes: ArraySlice<UInt8>, texts: [String], place: Int, resource: Resource) {
        var reader = RecordReader(Array(bytes), texts: texts)
        mark = UInt8(truncatingIfNeeded: reader.number())
        let line = resource.manifest?.position.map { Int($0.line) } ?? 0
        let file = resource.manifest?.source.path ?? ""
        var findings: [RuleRun.RawFinding] = []
        for _ in 0..<reader.count() {
            let isShort = reader.number() == 1
            let text = reader.text()
            var paths: [RuleRun.RawPath] = []
            for _ in 0..<reader.count() {
                let path = FindingRecord.path(&reader, firstLine: line, file: file) { _ in 0 }
                paths.append(
                    RuleRun.RawPath(
                        target: .resource(place), role: path.role, path: path.path, place: path.place,
                        container: path.container))
            }
            findings.append(
                RuleRun.RawFinding(
                    target: .resource(place),
                    message: isShort ? FindingRecord.lengthened(text, with: resource.name) : text, paths: paths,
                    related: []))
            if reader.isBroken { return nil }
        }
        guard !reader.isBroken, reader.isAtEnd else { return nil }
        self.findings = findings
    }
}
