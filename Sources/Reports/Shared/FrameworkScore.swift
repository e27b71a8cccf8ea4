import PostureScan

/// What reports say about a framework: its score and what it rests on.
struct FrameworkScore {
    let name: String
    let all: Int
    let evaluated: Int
    let failed: Int
    /// `7 not evaluated`, for each state without a verdict that occurs.
    let open: [String]
    /// Compliance over the evaluated controls; nil when none was.
    let compliance: Double?
    /// Compliance as Kubescape counts it.
    let comparable: Double

    var passed: Int { evaluated - failed }

    init(_ framework: FrameworkResult, in report: ScanReport) {
        let own = report.controls(of: framework)
        name = VisibleText.line(framework.name ?? "Chosen controls")
        all = own.count
        evaluated = own.count(where: \.isEvaluated)
        failed = own.count { $0.isEvaluated && $0.status == .failed }
        open = ["not evaluated", "not applicable", "needs a human"].compactMap { state in
            let count = own.count { $0.coverage.name == state }
            return count == 0 ? nil : "\(count) \(state)"
        }
        compliance = framework.evaluatedComplianceScore
        comparable = framework.complianceScore
    }
}
