import Documents
import PolicyLibrary
import PostureScan

extension ReportV2 {
    /// `exceptionAudit`: every exception and what became of it.
    func exceptionAudit() -> Value {
        let audit = report.exceptionAudit
        return arena.object([
            "summary": arena.object([
                "total": number(audit.total), "active": number(audit.active), "expired": number(audit.expired),
                "matched": number(audit.count(.matched)), "unused": number(audit.count(.unused)),
                "invalidControl": number(audit.count(.invalidControl)),
            ]),
            "items": arena.array(audit.items.map(item)),
            "problems": list(audit.problems),
            "generated": text(metadata.generationTime),
        ])
    }

    private func item(_ item: ExceptionAudit.Item) -> Value {
        arena.object([
            "name": text(item.policy.name), "status": text(item.status.rawValue),
            "matchCount": number(item.matches.count), "expired": Value(item.isExpired),
            "invalidControls": list(item.invalidControls), "controlIDs": list(item.controlIDs),
            "origin": text(item.policy.origin.description), "reason": text(item.policy.reason),
            "matchedResources": arena.array(
                item.matches.map { match in
                    let resource = match.resource.map { report.resources[$0] }
                    return arena.object([
                        "resourceID": text(resource?.id ?? ""), "kind": text(resource?.kind ?? ""),
                        "namespace": text(resource?.namespace ?? ""), "name": text(resource?.name ?? ""),
                        "controlID": text(match.controlID), "ruleName": text(match.rule),
                    ])
                }),
        ])
    }

    /// An exception in the form of exception files.
    func exception(_ policy: ExceptionPolicy) -> Value {
        object(present: [
            "name": text(policy.name), "policyType": text("postureExceptionPolicy"),
            "actions": list(policy.actions.map(\.rawValue)),
            "reason": policy.reason.isEmpty ? nil : text(policy.reason),
            "expirationDate": policy.expiration.map { text($0.text) },
            "attributes": policy.isSystem ? arena.object(["systemException": .true]) : nil,
            "resources": arena.array(
                policy.designators.map { designator in
                    arena.object([
                        "designatorType": text("Attributes"),
                        "attributes": arena.object(designator.attributes.map { (text($0.key), text($0.value)) }),
                    ])
                }),
            "posturePolicies": arena.array(
                policy.targets.map { target in
                    arena.object([
                        "frameworkName": text(target.frameworkName), "controlID": text(target.controlID),
                        "controlName": text(target.controlName), "ruleName": text(target.ruleName),
                    ])
                }),
        ])
    }

    /// `prioritizedResource`: the ways of attack that lead through a resource.
    func priority(_ resource: PrioritizedResource) -> Value {
        arena.object([
            "resourceID": text(report.resources[resource.resource].id),
            "score": number(resource.score), "severity": number(resource.severity.rawValue),
            "priorityVector": arena.array(
                resource.vectors.map { vector in
                    arena.object([
                        "attackTrackName": text(vector.attackTrack), "type": text(""),
                        "score": number(vector.score), "severity": number(vector.severity.rawValue),
                        "vector": arena.array(
                            vector.steps.map { step in
                                arena.object([
                                    "controlID": text(step.controlID), "category": text(step.category),
                                    "tags": list(step.tags),
                                ])
                            }),
                    ])
                }),
        ])
    }
}
