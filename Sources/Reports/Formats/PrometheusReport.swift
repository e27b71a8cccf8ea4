import PolicyLibrary
public import PostureScan

/// The numbers of a scan in the text format of Prometheus, under the names that Kubescape's dashboards ask for.
public struct PrometheusReport {
    private let report: ScanReport
    private let metadata: ReportMetadata

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        self.report = report
        self.metadata = metadata
    }

    private typealias Sample = (labels: [(name: String, value: String)], value: String)

    public func write(to output: ReportOutput) {
        writeTotals(to: output)
        writeFrameworks(to: output)
        writeControls(to: output)
        writeResources(to: output)
    }

    private func writeTotals(to output: ReportOutput) {
        let cluster = "kubescape_cluster"
        gauge("kubescape_score", "Compliance score of the scan in per cent.", output) {
            [([], "\(Words.rounded(report.complianceScore))")]
        }
        gauge("\(cluster)_complianceScore", "Compliance score over all controls in per cent.", output) {
            [([], "\(Words.rounded(report.complianceScore))")]
        }
        let counts = ResourceCounts(report.controls)
        for (status, count) in [("failed", counts.failed), ("skipped", counts.skipped), ("passed", counts.passed)] {
            gauge("\(cluster)_count_resources_\(status)", "Resources that \(Self.verb(status)).", output) {
                [([], "\(count)")]
            }
        }
        for status in [Status.failed, .skipped, .passed] {
            gauge("\(cluster)_count_control_\(status.name)", "Controls that \(Self.verb(status.name)).", output) {
                [([], "\(report.controls.filter { $0.status == status }.count)")]
            }
        }
        gauge("\(cluster)_coverage_score", "How much of the scan could be evaluated, in per cent.", output) {
            [([], "\(Words.rounded(report.coverage.score))")]
        }
        gauge("breakwater_controls_evaluated", "Controls that were evaluated.", output) {
            [([], "\(report.evaluatedControls)")]
        }
        if let seconds = UTCTime(metadata.generationTime)?.seconds {
            gauge("breakwater_scan_timestamp_seconds", "When the scan ended, in seconds since 1970.", output) {
                [([], "\(seconds)")]
            }
        }
    }

    private func writeFrameworks(to output: ReportOutput) {
        let frameworks = report.frameworks.compactMap { framework in framework.name.map { ($0, framework) } }
        guard !frameworks.isEmpty else { return }
        func gauge(_ name: String, _ help: String, _ value: (FrameworkResult) -> String?) {
            self.gauge(name, help, output) {
                frameworks.compactMap { name, framework in value(framework).map { ([("name", name)], $0) } }
            }
        }
        gauge("kubescape_framework_complianceScore", "Compliance score of a framework in per cent.") {
            "\(Words.rounded($0.complianceScore))"
        }
        gauge("breakwater_framework_evaluated_compliance", "Compliance over the evaluated controls of a framework.") {
            $0.evaluatedComplianceScore.map { "\(Words.rounded($0))" }
        }
        for status in ["failed", "skipped", "passed"] {
            gauge(
                "kubescape_framework_count_resources_\(status)",
                "Resources that \(Self.verb(status)) in a framework."
            ) { framework in
                let counts = ResourceCounts(report.controls(of: framework))
                return "\(status == "failed" ? counts.failed : status == "skipped" ? counts.skipped : counts.passed)"
            }
        }
        for status in [Status.failed, .skipped, .passed] {
            gauge(
                "kubescape_framework_count_control_\(status.name)",
                "Controls that \(Self.verb(status.name)) in a framework."
            ) { framework in "\(report.controls(of: framework).filter { $0.status == status }.count)" }
        }
    }

    private func writeControls(to output: ReportOutput) {
        let contents = ReportContents(report, metadata)
        func gauge(_ name: String, _ help: String, _ value: (ControlResult) -> Int) {
            self.gauge(name, help, output) {
                report.controls.map { result in
                    let control = result.control
                    let labels = [
                        ("id", control.id), ("name", contents.name(of: result)), ("severity", control.severity.name),
                        ("link", contents.links.url(control.id) ?? ""),
                    ]
                    return (labels, "\(value(result))")
                }
            }
        }
        gauge("kubescape_control_complianceScore", "Compliance score of a control in per cent.") {
            Words.rounded($0.complianceScore)
        }
        for status in [Status.failed, .skipped, .passed] {
            gauge(
                "kubescape_control_count_resources_\(status.name)",
                "Resources that \(Self.verb(status.name)) of a control."
            ) { $0.count(status) }
        }
    }

    /// How many controls each resource fails. Resources that differ in nothing but their file count together, as a
    /// series may be there only once.
    private func writeResources(to output: ReportOutput) {
        struct Name: Hashable { let parts: [String] }
        for status in [Status.failed, .skipped] {
            var counts: [Name: Int] = [:]
            for control in report.controls {
                for verdict in control.verdicts where verdict.status == status {
                    let resource = report.resources[verdict.resource]
                    let name = Name(parts: [resource.apiVersion, resource.kind, resource.namespace, resource.name])
                    counts[name, default: 0] += 1
                }
            }
            gauge(
                "kubescape_resource_count_controls_\(status.name)",
                "Controls that \(status == .failed ? "a resource fails" : "could not be judged for a resource").",
                output
            ) {
                counts.sorted { $0.key.parts.lexicographicallyPrecedes($1.key.parts) }.map { name, count in
                    let labels = zip(["apiVersion", "kind", "namespace", "name"], name.parts).map { ($0, $1) }
                    return (labels, "\(count)")
                }
            }
        }
    }

    private static func verb(_ status: String) -> String {
        switch status {
        case "failed": "failed"
        case "skipped": "could not be judged"
        default: "passed"
        }
    }

    private func gauge(_ name: String, _ help: String, _ output: ReportOutput, _ samples: () -> [Sample]) {
        let samples = samples()
        guard !samples.isEmpty else { return }
        output.write("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            output.write(labels.isEmpty ? "\(name) \(sample.value)\n" : "\(name){\(labels)} \(sample.value)\n")
        }
    }

    /// A label value: backslash, quote and line break are escaped.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { "\\\"\n".utf8.contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += #"\\"#
            case "\"": result += #"\""#
            case "\n": result += #"\n"#
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
