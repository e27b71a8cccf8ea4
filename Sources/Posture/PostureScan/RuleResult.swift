import Documents

/// What a rule said over its whole input, in terms of resources.
struct RuleResult: Sendable {
    let findings: [Finding]
    /// Places of the resources that count as tested, failed ones included.
    let tested: [Int]
    let error: String?
    /// How long its evaluation took, on all cores together.
    let elapsed: Duration
    let isEmpty: Bool

    init(nothingIn input: RuleInput) {
        findings = []
        tested = []
        error = nil
        elapsed = .zero
        isEmpty = true
    }

    /// - Parameter resources: receives the objects that the rule made up.
    init(_ outcome: RuleRun.Outcome, input: [Int], resources: inout ResourceSet, rule: String) {
        isEmpty = false
        error = outcome.error
        elapsed = outcome.elapsed
        if outcome.error != nil {
            findings = []
            tested = input
            return
        }
        var found: [Finding] = []
        for raw in outcome.findings {
            guard let resource = resources.place(of: raw.target) else { continue }
            let paths = raw.paths.compactMap { step -> Finding.Path? in
                guard let owner = resources.place(of: step.target) else { return nil }
                return Finding.Path(role: step.role, resource: owner, path: step.path, place: step.place)
            }
            found.append(
                Finding(
                    rule: rule, resource: resource, message: raw.message, paths: paths,
                    related: raw.related.compactMap { resources.place(of: $0) }))
        }
        findings = found
        var seen: Set<Int> = []
        let universe = outcome.tested.map { $0.compactMap { resources.place(of: $0) } } ?? input
        tested = (universe + found.map(\.resource)).filter { seen.insert($0).inserted }
    }
}

extension ResourceSet {
    /// The place of an object that a response names; a made-up one gets its place now. Nil when it has no name.
    mutating func place(of target: RuleRun.Target) -> Int? {
        switch target {
        case .resource(let place): return place
        case .made(let node):
            guard let identity = ObjectIdentity(node.value) else { return nil }
            if let known = placesByKey[identity.key]?.first { return known }
            return add(synthetic: node, identity: identity, related: [])
        }
    }
}
