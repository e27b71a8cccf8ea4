import PolicyLibrary

/// What is evaluated, and how: which rules see each page as it comes, and which wait for all objects that they join.
struct ScanPlan: Sendable {
    /// Every rule once for each set of inputs that controls give it.
    let keys: [RuleKey]
    let runs: [RuleRun]
    /// Rules that look at one object at a time, by their places in ``runs``.
    let streamed: [Int]
    /// All others.
    let joining: [Int]
    let isStrict: Bool

    init(_ rules: [(key: RuleKey, run: RuleRun)], isStrict: Bool) {
        keys = rules.map(\.key)
        runs = rules.map(\.run)
        let canStream = runs.map { $0.rule.aggregator == nil && $0.looksAtOneElement }
        streamed = runs.indices.filter { canStream[$0] }
        joining = runs.indices.filter { !canStream[$0] }
        self.isStrict = isStrict
    }

    /// What the rules ask for.
    var wanted: [MatchBlock] {
        var seen: Set<MatchBlock> = []
        return runs.flatMap { $0.rule.match + $0.rule.dynamicMatch }.filter { seen.insert($0).inserted }
    }

    /// What becomes of objects of a kind.
    struct Course: Sendable {
        /// Rules that see them page by page, by their places in ``ScanPlan/streamed``.
        var streamed: [Int] = []
        /// Whether they are kept for rules that join objects.
        var isKept = false
        /// Whether only those are kept that may be the API server.
        var isKeptForAPIServer = false
        /// Whether any rule asks for them.
        var isWanted = false
    }

    func course(of kind: KindNames) -> Course {
        var course = Course()
        func wants(_ rule: PolicyRule) -> Bool { (rule.match + rule.dynamicMatch).contains { kind.isWanted(by: $0) } }
        for (place, run) in streamed.enumerated() where wants(runs[run].rule) { course.streamed.append(place) }
        for run in joining where wants(runs[run].rule) {
            course.isWanted = true
            switch runs[run].rule.aggregator {
            case .apiserverPod: course.isKeptForAPIServer = true
            case .subjectRoleRolebinding:
                // Everything else disappears when subjects are joined.
                if kind.kind.hasSuffix("binding") || kind.kind.hasSuffix("role") { course.isKept = true }
            case nil: course.isKept = true
            }
        }
        course.isWanted = course.isWanted || !course.streamed.isEmpty
        return course
    }
}
