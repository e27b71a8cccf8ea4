import Crypto
import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// Findings in manifests for GitLab's security pages: report type `sast`, schema 15.2.4.
public struct GitLabReport: TreeMaking {
    let arena = Arena(firstBlock: 1 << 14)
    private let contents: ReportContents
    private let remedies: Remedies
    private let paths: SourcePaths

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
        paths = SourcePaths(metadata)
    }

    public func write(to output: ReportOutput) {
        output.write(#"{"version":"15.2.4","scan":"#)
        output.write(scan())
        output.write(#","vulnerabilities":["#)
        let findings = contents.failedControls.lazy.flatMap { control in
            control.verdicts.lazy.filter { $0.status == .failed }.map { (control, $0) }
        }
        write(findings, to: output) { vulnerability($0, $1) }
        output.write("]}\n")
    }

    /// Failed resources that have no place in the repository, and so are not in the report.
    public var findingsWithoutPlace: Int {
        contents.failedControls.reduce(0) { sum, control in
            sum + control.verdicts.filter { $0.status == .failed && location($0) == nil }.count
        }
    }

    private func scan() -> Value {
        let product: KeyValuePairs<String, Value> = [
            "id": text("breakwater"), "name": text("Breakwater"), "version": text(contents.metadata.productVersion),
            "vendor": arena.object(["name": text("Breakwater")]),
        ]
        let isWhole = contents.report.manifests.problems.isEmpty
        return arena.object([
            "analyzer": arena.object(product), "scanner": arena.object(product), "type": text("sast"),
            "start_time": time(contents.metadata.startTime), "end_time": time(contents.metadata.generationTime),
            "status": text(isWhole ? "success" : "failure"),
            "messages": arena.array(
                contents.report.manifests.problems.map {
                    arena.object(["level": text("warn"), "value": text($0.description)])
                } + contents.limits.map { arena.object(["level": text("info"), "value": text($0)]) }),
        ])
    }

    /// GitLab wants the time without a zone.
    private func time(_ time: String) -> Value { text(time.hasSuffix("Z") ? String(time.dropLast()) : time) }

    private func location(_ verdict: ResourceVerdict) -> (file: String, line: Int)? {
        let resource = contents.report.resources[verdict.resource]
        let place = verdict.findings.lazy.compactMap(\.firstPlace).first
        let source = place?.file ?? resource.manifest?.source.path
        guard let source, let file = paths.relative(source) else { return nil }
        return (file, place?.line ?? resource.manifest?.position.map { Int($0.line) } ?? 1)
    }

    private func vulnerability(_ result: ControlResult, _ verdict: ResourceVerdict) -> Value? {
        guard let (file, line) = location(verdict) else { return nil }
        let control = result.control
        let resource = contents.report.resources[verdict.resource]
        let name = contents.name(of: result)
        let todo = remedies.sentences(of: verdict)
        let message = "\(name): \(contents.fullTitle(of: verdict.resource))"
        return object(present: [
            "id": text(FindingID.text(control.id, resource.id, file)),
            "category": text("sast"),
            "name": text("\(control.id) - \(name)"),
            "message": text(message),
            "description": text(([control.description] + todo.map { "- \($0)" }).joined(separator: "\n")),
            "severity": text(control.severity.name),
            "scanner": arena.object(["id": text("breakwater"), "name": text("Breakwater")]),
            "location": arena.object(["file": text(file), "start_line": number(line)]),
            "identifiers": arena.array([
                object(present: [
                    // The type under which GitLab knows these findings from Kubescape.
                    "type": text("kubescape_control_id"), "name": text("Control \(control.id)"),
                    "value": text(control.id), "url": contents.links.url(control.id).map { text($0) },
                ])
            ]),
            "solution": control.remediation.isEmpty ? nil : text(control.remediation),
        ])
    }
}

/// A name for a finding that stays when lines move.
enum FindingID {
    /// SHA-256 over the parts, in hexadecimal digits.
    static func text(_ parts: String...) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0 as UInt8])
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
