import PolicyLibrary
public import PostureScan

/// What became of every exception, for people.
public struct ExceptionAuditText {
    public let text: String

    public init(_ report: ScanReport) {
        let audit = report.exceptionAudit
        var lines = [
            "Exceptions: \(audit.total), \(audit.count(.matched)) matched, \(audit.count(.unused)) unused, "
                + "\(audit.expired) expired, \(audit.count(.invalidControl)) about controls that do not exist"
        ]
        for item in audit.items {
            let policy = item.policy
            var facts = [policy.origin.description]
            if let expiration = policy.expiration {
                facts.append("\(item.isExpired ? "expired" : "expires") \(expiration.text)")
            }
            if !policy.reason.isEmpty { facts.append("reason: \(policy.reason)") }
            lines.append("  \(item.status.rawValue): \(policy.name) (\(facts.joined(separator: "; ")))")
            if !item.invalidControls.isEmpty {
                lines.append("    no such control: \(item.invalidControls.joined(separator: ", "))")
            }
            for match in item.matches {
                let place = match.resource.map { report.resources[$0] }
                let name = place.map { resource in
                    let space = resource.namespace.isEmpty ? "" : "\(resource.namespace)/"
                    return "\(resource.kind) \(space)\(resource.name)"
                }
                lines.append("    \(match.controlID) \(name ?? "(a control for people)")")
            }
        }
        text = lines.joined(separator: "\n")
    }
}
