import Documents
import PolicyLibrary
import Synchronization

/// What is evaluated, and how: which rules see each page as it comes, and which wait for all objects that they join.
struct ScanPlan: Sendable {
    /// Every rule once for each set of inputs that controls give it; findings name them by their places here.
    let rules: [PlannedRule]
    let isStrict: Bool

    /// What rules and exceptions ask for.
    /// - Parameter readsExceptions: whether objects that are exceptions are wanted, too.
    func wanted(readsExceptions: Bool) -> [MatchBlock] {
        var seen: Set<MatchBlock> = []
        let blocks = rules.flatMap { $0.rule.match + $0.rule.dynamicMatch }.filter { seen.insert($0).inserted }
        return readsExceptions ? blocks + [ScanPlan.exceptions] : blocks
    }

    /// Objects of a cluster that accept risks.
    private static let exceptions = MatchBlock(
        apiGroups: ["kubescape.io"], apiVersions: ["v1beta1"],
        resources: ["securityexceptions", "clustersecurityexceptions"])

    /// What becomes of objects of a kind.
    struct Course: Sendable {
        /// Rules that see them page by page.
        var streamed: [Int] = []
        /// Whether they are kept for rules that join objects.
        var isKept = false
        /// Whether only those are kept that may be the API server.
        var isKeptForAPIServer = false
        /// Whether they stay whole to the end, because the report is built with them.
        var staysWhole = false
        /// Whether any rule asks for them.
        var isWanted = false
    }

    /// Compiles the rules that ask for a kind.
    /// - Parameters:
    ///   - cache: the rules that it knows need no compiling.
    ///   - worker: workers that begin with different rules do not wait for each other.
    func course(of kind: KindNames, _ cache: VerdictCache?, worker: Int) throws -> Course {
        var course = Course()
        course.staysWhole = kind.isWanted(by: ScanPlan.exceptions)
        let wanted = rules.indices.filter { kind.isWanted(by: rules[$0].rule) }
        for offset in wanted.indices {
            let rule = wanted[(offset + worker * 7) % wanted.count]
            if cache?.knows(rule) != true { _ = try rules[rule].run() }
        }
        for rule in wanted {
            course.isWanted = true
            if try cache?.knows(rule) == true || rules[rule].run().canStream {
                course.streamed.append(rule)
                continue
            }
            switch rules[rule].rule.aggregator {
            case .apiserverPod: course.isKeptForAPIServer = true
            case .subjectRoleRolebinding:
                // Everything else disappears when subjects are joined.
                if kind.kind.hasSuffix("binding") || kind.kind.hasSuffix("role") { course.isKept = true }
            case nil: course.isKept = true
            }
        }
        return course
    }
}

/// A rule of a scan, compiled when the first object comes that it asks for.
final class PlannedRule: Sendable {
    let key: RuleKey
    let rule: PolicyRule
    private let compiled: Mutex<Compiled?> = Mutex(nil)
    private let compile: @Sendable (Document) throws -> RuleRun
    /// What the rule sees under `data`.
    let data: Document

    struct Compiled: Sendable {
        let run: RuleRun
        /// Whether the rule may see its objects page by page.
        let canStream: Bool
    }

    init(
        _ key: RuleKey, _ rule: PolicyRule, data: Document, _ compile: @escaping @Sendable (Document) throws -> RuleRun
    ) {
        self.key = key
        self.rule = rule
        self.data = data
        self.compile = compile
    }

    func run() throws -> Compiled {
        try compiled.withLock { compiled in
            if let compiled { return compiled }
            let run = try compile(data)
            let result = Compiled(run: run, canStream: rule.aggregator == nil && run.looksAtOneElement)
            compiled = result
            return result
        }
    }

    /// The rule, when something asked for it.
    var known: Compiled? { compiled.withLock { $0 } }
}
