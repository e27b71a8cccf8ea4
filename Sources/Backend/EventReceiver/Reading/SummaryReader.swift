import Documents
import ReportStore

/// Reads the summary of a posture report, and what the report says about how it was made.
enum SummaryReader {
    /// Frameworks, controls of each, and bytes of the stored inputs at most; more is cut.
    private static let mostFrameworks = 200
    private static let mostControls = 4096
    private static let mostInputBytes = 1 << 20

    static func read(_ summary: Value, report: Value) -> PostureSummary {
        let frameworks = summary.list("frameworks").prefix(mostFrameworks).map(framework)
        let coverage = report.field("scanCoverage")
        let scan = report.field("metadata").field("scanMetadata")
        return PostureSummary(
            policyVersion: report.text("policyVersion").isEmpty
                ? frameworks.lazy.map(\.version).first { !$0.isEmpty } ?? "" : report.text("policyVersion"),
            scannerVersion: scan.text("kubescapeVersion"),
            inputs: json(report.field("metadata"), whenAbsent: "{}") ?? "{}",
            exceptions: json(report.field("exceptionAudit"), whenAbsent: "[]") ?? "[]",
            coverage: json(coverage, whenAbsent: nil), coverageScore: coverage.number("coverageScore"),
            status: summary.text("status"), riskScore: summary.number("score"),
            complianceScore: summary.number("complianceScore"), counts: counts(summary), frameworks: frameworks,
            controls: all(controls(summary.field("controls")), frameworks))
    }

    private static func framework(_ value: Value) -> FrameworkScore {
        FrameworkScore(
            name: value.text("name"), version: value.text("version"), status: value.text("status"),
            riskScore: value.number("score"), complianceScore: value.number("complianceScore"),
            counts: counts(value), controls: controls(value.field("controls")))
    }

    /// The controls of the whole scan; where the report lists none, those of its frameworks.
    private static func all(_ controls: [ControlScore], _ frameworks: [FrameworkScore]) -> [ControlScore] {
        guard controls.isEmpty else { return controls }
        var seen: Set<String> = []
        return frameworks.flatMap(\.controls).filter { seen.insert($0.id).inserted }
    }

    private static func controls(_ map: Value) -> [ControlScore] {
        guard map.isObject else { return [] }
        var result: [ControlScore] = []
        for (key, value) in zip(map.keys, map.values).prefix(mostControls) {
            guard key.isString, 1...64 ~= key.utf8.count, value.isObject else { continue }
            let info = value.field("statusInfo")
            let status =
                info.field("status").isString
                ? StatusReader.status(info.field("status"), info.field("subStatus"))
                : StatusReader.status(value.field("status"), info.field("subStatus"))
            result.append(
                ControlScore(
                    id: key.string, name: value.text("name"), category: value.field("category").text("name"),
                    status: status, subStatus: info.text("subStatus"), explanation: info.text("info"),
                    baseScore: value.number("scoreFactor") ?? 0, riskScore: value.number("score"),
                    complianceScore: value.number("complianceScore"), counts: counts(value)))
        }
        return result
    }

    /// The counters lie under a key with a capital letter; that is an accident which the contract keeps.
    private static func counts(_ value: Value) -> ResourceCounts {
        let counters = value.field("ResourceCounters")
        return ResourceCounts(
            passed: counters.count("passedResources"), failed: counters.count("failedResources"),
            excluded: counters.count("excludedResources"), skipped: counters.count("skippedResources"))
    }

    private static func json(_ value: Value, whenAbsent fallback: String?) -> String? {
        guard value.isObject || value.isArray else { return fallback }
        let bytes = JSONWriter.compact.bytes(value)
        return bytes.count <= mostInputBytes ? String(decoding: bytes, as: UTF8.self) : fallback
    }
}
