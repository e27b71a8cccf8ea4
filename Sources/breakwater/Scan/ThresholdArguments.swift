import ArgumentParser
import PolicyLibrary
import PostureScan

/// Flags that make a scan end with a failure, and limits of time.
struct ThresholdArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Fail when compliance is below this (0…100).", valueName: "percent"))
    var complianceThreshold = 0.0

    @Option(
        name: [.customShort("t"), .long],
        help: ArgumentHelp("Fail when the risk score is above this (0…100).", valueName: "percent"))
    var failThreshold: Double?

    @Option(help: "Fail when a resource fails a control of this severity or worse: low, medium, high, critical.")
    var severityThreshold: String?

    @Option(help: ArgumentHelp("Fail when the coverage score is below this (0…100).", valueName: "percent"))
    var failCoverageBelow = 0.0

    @Flag(help: "Fail when a policy input is not the one that was asked for.")
    var failOnDegradedConfig = false

    @Option(help: ArgumentHelp("Compare with this report of an earlier scan.", valueName: "report"))
    var baseline: String?

    @Flag(help: "Fail when there are findings that the earlier report does not have.")
    var baselineFailOnNew = false

    @Option(help: "Of new findings, only those of this severity or worse make the scan fail.")
    var baselineSeverityThreshold: String?

    @Option(help: "What counts as one finding: evidence (every field) or control (a resource and a control).")
    var baselineGranularity = "evidence"

    @Option(help: ArgumentHelp("Give up after this long, such as 90s, 10m or 1h.", valueName: "time"))
    var scanTimeout: String?

    @Option(help: ArgumentHelp("Skip a control that takes longer than this.", valueName: "time"))
    var controlTimeout: String?

    @Option(
        help: """
            plain: 0 or 1. distinct: 2 for wrong usage, 3 for an incomplete scan, 4 for a crossed threshold, 1 for the \
            rest.
            """)
    var exitCodes = "plain"

    func validate() throws {
        for value in [complianceThreshold, failThreshold ?? 0, failCoverageBelow] where !(0...100 ~= value) {
            throw ValidationError("A threshold is a number from 0 to 100.")
        }
        guard ["evidence", "control"].contains(baselineGranularity) else {
            throw ValidationError("--baseline-granularity is evidence or control.")
        }
        if baseline == nil && (baselineFailOnNew || baselineSeverityThreshold != nil) {
            throw ValidationError("--baseline-fail-on-new and --baseline-severity-threshold need --baseline.")
        }
        guard ["plain", "distinct"].contains(exitCodes) else {
            throw ValidationError("--exit-codes is plain or distinct.")
        }
        let scan = try duration(scanTimeout, "--scan-timeout")
        if let scan, let control = try duration(controlTimeout, "--control-timeout"), control >= scan {
            throw ValidationError("--control-timeout must be smaller than --scan-timeout.")
        }
        _ = try duration(controlTimeout, "--control-timeout")
    }

    /// How long the scan and one control may take; nil: as long as they like.
    func limits() throws -> (scan: Duration?, control: Duration?) {
        (try duration(scanTimeout, "--scan-timeout"), try duration(controlTimeout, "--control-timeout"))
    }

    /// A time as Go writes it: `1h30m`, `90s`, `500ms`. 0 stands for no limit.
    private func duration(_ text: String?, _ flag: String) throws -> Duration? {
        guard let text else { return nil }
        guard let duration = Duration(goText: text) else {
            throw ValidationError("\(flag) is a time such as 90s, 10m or 1h, not \"\(text)\".")
        }
        return duration == .zero ? nil : duration
    }

    /// The gates as the user set them.
    func gates() throws -> ScanGates {
        var gates = ScanGates()
        gates.compliance = complianceThreshold
        gates.risk = failThreshold
        gates.severity = try severityThreshold.map { try ThresholdArguments.severity($0) }
        gates.coverage = failCoverageBelow
        gates.refusesDegradedInputs = failOnDegradedConfig
        return gates
    }

    static func severity(_ name: String) throws -> Severity {
        guard let severity = Severity(name: name), severity != .unknown else {
            throw Refusal("There is no severity \"\(name)\". These exist: low, medium, high, critical.")
        }
        return severity
    }
}

extension Duration {
    /// Nil for texts that are no time.
    init?(goText text: String) {
        if text == "0" {
            self = .zero
            return
        }
        var rest = text[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let seconds: [Substring: Double] = ["h": 3600, "m": 60, "s": 1, "ms": 0.001]
            guard let value = Double(digits), let factor = seconds[unit] else { return nil }
            total += value * factor
        }
        guard total.isFinite, total < 1e9 else { return nil }
        self = .milliseconds(Int(total * 1000))
    }
}
