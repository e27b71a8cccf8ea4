import Documents
import PolicyLibrary
import Rego

/// A rule together with its code, its data and its input: one piece of work, which may be cut into parts.
struct RuleRun: Sendable {
    let rule: PolicyRule
    let policy: CompiledPolicy
    let enumerator: CompiledPolicy?
    let data: Document
    let showsSecrets: Bool
    let budget: EvaluationBudget
    /// The sets of responses of both policies: looked up once and not for each page.
    private let names: [String]
    private let enumeratorNames: [String]

    init(
        rule: PolicyRule, policy: CompiledPolicy, enumerator: CompiledPolicy?, data: Document, showsSecrets: Bool,
        budget: EvaluationBudget
    ) {
        self.rule = rule
        self.policy = policy
        self.enumerator = enumerator
        self.data = data
        self.showsSecrets = showsSecrets
        self.budget = budget
        names = RuleRun.responseNames(of: policy)
        enumeratorNames = enumerator.map(RuleRun.responseNames) ?? []
    }

    /// The sets of the package that are there and hold responses.
    static func responseNames(of policy: CompiledPolicy) -> [String] {
        let paths = Set(policy.rulePaths)
        return PolicyRule.responseNames.filter { paths.contains(["armo_builtins", $0]) }
    }

    /// Whether the input may be cut into parts.
    var looksAtOneElement: Bool {
        names.allSatisfy { policy.looksAtOneElement(["armo_builtins", $0]) }
            && enumeratorNames.allSatisfy { enumerator?.looksAtOneElement(["armo_builtins", $0]) ?? true }
    }

    /// What one part of the input gave.
    struct Outcome: Sendable {
        var findings: [RawFinding] = []
        /// Objects that count as tested; nil when the rule does not say and all of them do.
        var tested: [Target]?
        /// Why the rule was stopped; its findings do not count then.
        var error: String?
        /// How long it took.
        var elapsed: Duration = .zero
    }

    /// A finding whose object may not be among the resources yet.
    struct RawFinding: Sendable {
        var target: Target
        var message: String
        var paths: [RawPath]
        var related: [Target]
    }

    /// A field of an object that may not be among the resources yet.
    struct RawPath: Sendable {
        var target: Target
        var role: Finding.Path.Role
        var path: String
        var place: Finding.Place?
        var container: String?
    }

    /// An object that a response names.
    enum Target: Sendable {
        case resource(Int)
        /// One that the rule made up.
        case made(Node)
    }

    /// Runs the rule over its input or a part of it.
    func evaluate(_ places: ArraySlice<Int>, of resources: [Resource], keys: [String: [Int]]) -> Outcome {
        var findings: [RawFinding] = []
        var outcome = evaluate(places, of: resources, keys: keys) { findings.append($0) }
        if outcome.error == nil { outcome.findings = findings }
        return outcome
    }

    /// Runs the rule over its input or a part of it and hands out findings as they come, so that they need not be there
    /// all at once. When the outcome has an error, they do not count.
    func evaluate(
        _ places: ArraySlice<Int>, of resources: [Resource], keys: [String: [Int]], _ take: (RawFinding) -> Void
    ) -> Outcome {
        let arena = Arena(firstBlock: max(places.count * 8 + 64, 256))
        let input = arena.array(places.map { resources[$0].node.value })
        let matcher = TargetMatcher(places: places, resources: resources, keys: keys, showsSecrets: showsSecrets)
        var outcome = Outcome()
        let start = ContinuousClock.now
        do {
            try forEachResponse(of: policy, names, input: input) { response in
                for finding in matcher.findings(of: response) { take(finding) }
            }
            if let enumerator {
                var tested: [Target] = []
                try forEachResponse(of: enumerator, enumeratorNames, input: input) { tested += matcher.targets(of: $0) }
                outcome.tested = tested
            }
        } catch {
            outcome = Outcome(error: "\(error)")
        }
        outcome.elapsed = ContinuousClock.now - start
        return outcome
    }

    private func forEachResponse(
        of policy: CompiledPolicy, _ names: [String], input: Value, _ read: (RuleResponse) -> Void
    ) throws {
        for name in names {
            let evaluator = RuleEvaluator(
                policy, path: ["armo_builtins", name], data: data, options: EvaluationOptions(budget: budget))
            try evaluator.evaluate(input: input) { value in
                guard value.isSet || value.isArray else { return }
                for element in value.elements {
                    if let response = RuleResponse(element) { read(response) }
                }
            }
        }
    }
}

/// Finds the resources that responses speak of.
private struct TargetMatcher {
    /// The objects of the input by the address of their cells: rules pass most objects on as they are.
    private var places: [UInt64: Int] = [:]
    private let inputPlaces: Set<Int>
    private let keys: [String: [Int]]
    private let resources: [Resource]
    private let showsSecrets: Bool

    init(places: ArraySlice<Int>, resources: [Resource], keys: [String: [Int]], showsSecrets: Bool) {
        self.showsSecrets = showsSecrets
        self.keys = keys
        self.resources = resources
        var known = Set(places)
        for place in places {
            self.places[resources[place].node.value.bits] = place
            for related in resources[place].related {
                self.places[resources[related].node.value.bits] = related
                known.insert(related)
            }
        }
        inputPlaces = known
    }

    func findings(of response: RuleResponse) -> [RuleRun.RawFinding] {
        let related = (response.relatedObjects ?? []).compactMap { related in
            target(of: related.object).map { (target: $0, fields: related.fields) }
        }
        return targets(of: response).map { target in
            var paths = steps(response.fields, of: target)
            for other in related { paths += steps(other.fields, of: other.target) }
            return RuleRun.RawFinding(
                target: target, message: response.alertMessage, paths: paths, related: related.map(\.target))
        }
    }

    func targets(of response: RuleResponse) -> [RuleRun.Target] {
        let objects = (response.kubernetesObjects ?? []) + [response.externalObject].compactMap { $0 }
        return objects.compactMap(target)
    }

    private func target(of value: Value) -> RuleRun.Target? {
        if let place = places[value.bits] { return .resource(place) }
        guard let identity = ObjectIdentity(value) else { return nil }
        // Of several with the same name, the one that the rule has seen. Others are looked up when all are known.
        if let place = keys[identity.key]?.first(where: inputPlaces.contains) { return .resource(place) }
        let arena = Arena(firstBlock: 1024)
        let copy = arena.copy(value)
        return .made(Document(root: copy, arena: arena).root)
    }

    /// The paths of an object, each with its place in the manifest: looked up here, on all cores.
    private func steps(_ fields: RuleResponse.Fields, of target: RuleRun.Target) -> [RuleRun.RawPath] {
        var steps: [RuleRun.RawPath] = []
        func add(_ role: Finding.Path.Role, _ path: String) {
            var step = RuleRun.RawPath(target: target, role: role, path: path)
            if case .resource(let place) = target, role != .command {
                (step.place, step.container) = resources.target(of: path, in: place, showingSecrets: showsSecrets)
            }
            steps.append(step)
        }
        for path in fields.failedPaths ?? [] { add(.failed, path) }
        for path in fields.deletePaths ?? [] { add(.delete, path) }
        for path in fields.reviewPaths ?? [] { add(.review, path) }
        for fix in fields.fixPaths ?? [] { add(.fix(value: fix.value), fix.path) }
        if !fields.fixCommand.isEmpty { add(.command, fields.fixCommand) }
        return steps
    }
}
