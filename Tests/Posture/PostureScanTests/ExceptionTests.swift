import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("Exceptions")
struct ExceptionTests {
    /// Two privileged pods and one that is not.
    private static let pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, labels: {tier: old}, annotations: {owner: a-team}}
        spec:
          containers:
          - {name: app, securityContext: {privileged: true}}
          - {name: sidecar, securityContext: {privileged: true}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: agent, namespace: tools}
        spec: {containers: [{name: agent, securityContext: {privileged: true}}]}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: good, namespace: shop}, spec: {containers: [{name: app}]}}
        """

    /// The names of pods that still fail.
    private func failing(_ report: ScanReport) -> [String] {
        report.controls[0].verdicts.filter { $0.status == .failed }.map { report.resources[$0.resource].name }.sorted()
    }

    @Test(
        "accept what all attributes of one designator match, as regular expressions for the whole value",
        arguments: [
            ([:], ["agent", "web"]),
            (["namespace": "shop"], ["agent"]),
            (["namespace": "sho"], ["agent", "web"]),
            (["namespace": "sh.*"], ["agent"]),
            (["namespace": "SHOP"], ["agent", "web"]),
            (["namespace": "shop|tools"], []),
            (["namespace": "shop", "name": "agent"], ["agent", "web"]),
            (["kind": "Pod", "name": "we."], ["agent"]),
            (["kind": "Deployment"], ["agent", "web"]),
            (["apiGroup": ""], []),
            (["apiGroup": "apps"], ["agent", "web"]),
            (["tier": "old"], ["agent"]),
            (["owner": "a-.*"], ["agent"]),
            (["owner": "A-team"], ["agent", "web"]),
            (["path": "app\\.yaml"], []),
            (["path": "app\\.yaml:0"], ["agent"]),
            (["resourceID": ".*/v1/tools/Pod/agent"], ["web"]),
            (["cluster": "prod"], ["agent", "web"]),
        ] as [([String: String], [String])])
    func designators(attributes: [String: String], wanted: [String]) async throws {
        let report = try await ResultScan(exceptions: [exception("ours", attributes)]).run(Self.pods)
        #expect(failing(report) == wanted)
    }

    @Test("match the name of the cluster that is scanned")
    func cluster() async throws {
        let scan = ResultScan(
            exceptions: [exception("ours", ["cluster": "prod-.*"])], context: .cluster(cloud: nil),
            clusterName: "prod-1")
        #expect(failing(try await scan.run(Self.pods)) == [])
    }

    @Test("turn a failure into a pass with a mark, and keep what was found")
    func mark() async throws {
        let report = try await ResultScan(exceptions: [exception("ours", ["name": "web"])]).run(Self.pods)
        let control = report.controls[0]
        let web = try #require(control.verdicts.first { report.resources[$0.resource].name == "web" })
        #expect(web.status == .passed && web.subStatus == .withExceptions)
        #expect(web.rules.map(\.status) == [.passed] && web.rules.map(\.subStatus) == [.withExceptions])
        #expect(web.rules[0].exceptions.map(\.policy.name) == ["ours"])
        #expect(web.findings.count == 2)
        #expect(control.status == .failed)
        #expect(control.acceptedResources == 1)
        #expect(control.count(.passed) == 2)
        #expect(control.complianceScore == 100 * 2.0 / 3)
        let all = try await ResultScan(exceptions: [exception()]).run(Self.pods).controls[0]
        #expect(all.status == .passed && all.subStatus == .withExceptions && all.complianceScore == 100)
    }

    @Test("without resources hold everywhere")
    func everywhere() async throws {
        let report = try await ResultScan(exceptions: [exception()]).run(Self.pods)
        #expect(failing(report) == [])
        #expect(report.exceptionAudit.items.map(\.policy.reachesEverything) == [true])
    }

    @Test(
        "are about controls by id, name or rule: equal in any case, or a regular expression for the whole",
        arguments: [
            (ExceptionPolicy.Target(), true), (.init(controlID: "c-0057"), true), (.init(controlID: "C-005."), true),
            (.init(controlID: "C-005"), false), (.init(controlName: "privileged CONTAINER"), true),
            (.init(controlName: "Privileged"), false), (.init(controlName: "C-0057"), true),
            (.init(ruleName: "rule-privilege-escalation"), true), (.init(ruleName: "other"), false),
            (.init(controlID: "C-0057", ruleName: "other"), false),
        ] as [(ExceptionPolicy.Target, Bool)])
    func targets(target: ExceptionPolicy.Target, isAccepted: Bool) async throws {
        var policy = exception()
        policy.targets = [target]
        #expect(failing(try await ResultScan(exceptions: [policy]).run(Self.pods)).isEmpty == isAccepted)
        policy.targets = [.init(controlID: "C-0013"), target]
        #expect(failing(try await ResultScan(exceptions: [policy]).run(Self.pods)).isEmpty == isAccepted)
    }

    @Test("without controls are about all of them")
    func allControls() async throws {
        var policy = exception("ours", ["name": "web"])
        policy.targets = []
        #expect(failing(try await ResultScan(exceptions: [policy]).run(Self.pods)) == ["agent"])
    }

    @Test(
        "may be bound to containers",
        arguments: [
            ("app", ["agent", "web"], 1), ("app|sidecar", ["agent"], 0), ("agent", ["web"], 2),
            ("ap", ["agent", "web"], 2),
        ])
    func containers(name: String, wanted: [String], openInWeb: Int) async throws {
        let report = try await ResultScan(exceptions: [exception("ours", ["containerName": name])]).run(Self.pods)
        #expect(failing(report) == wanted)
        let web = try #require(report.controls[0].verdicts.first { report.resources[$0.resource].name == "web" })
        #expect(web.status == .passed ? openInWeb == 0 : web.findings.count == openInWeb)
    }

    @Test("select objects by labels besides")
    func selectors() async throws {
        let old = LabelSelector(matchExpressions: [.init(key: "tier", operation: .isIn, values: ["old"])])
        #expect(failing(try await ResultScan(exceptions: [exception(objectSelector: old)]).run(Self.pods)) == ["agent"])
        let both = exception("ours", ["namespace": "tools"], objectSelector: old)
        #expect(failing(try await ResultScan(exceptions: [both]).run(Self.pods)) == ["agent", "web"])
    }

    @Test(
        "that have expired do not count", arguments: [("2026-11-25T13:05:51Z", false), ("2026-11-25T13:05:52Z", true)])
    func expiry(time: String, counts: Bool) async throws {
        let report = try await ResultScan(exceptions: [exception(expires: time)]).run(Self.pods)
        #expect(failing(report).isEmpty == counts)
        #expect(report.exceptionAudit.items.map(\.status) == [counts ? .matched : .expired])
    }

    @Test("of a namespace match the namespace itself")
    func namespaces() async throws {
        let yaml = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"
        let scan = ResultScan(
            controls: ["C-0054"], exceptions: [exception("ours", ["namespace": "shop"], controls: ["C-0054"])])
        let report = try await scan.run(yaml)
        #expect(report.controls[0].subStatus == .withExceptions)
    }

    @Test("of a subject match by the subject or by what it is joined with")
    func vectors() async throws {
        let yaml = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: shell}
            rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: shell, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shell}
            subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
            """
        func status(_ attributes: [String: String]) async throws -> Status {
            let scan = ResultScan(
                controls: ["C-0002"], exceptions: [exception("ours", attributes, controls: ["C-0002"])])
            return try await scan.run(yaml).controls[0].status
        }
        #expect(try await status(["kind": "User", "name": "ann"]) == .passed)
        #expect(try await status(["kind": "RoleBinding", "namespace": "shop"]) == .passed)
        #expect(try await status(["kind": "User", "namespace": "shop"]) == .failed)
    }

    @Test("of a framework hold in its summary and not in that of another; the scan as a whole takes them all")
    func frameworks() async throws {
        let scan = ResultScan(exceptions: [exception(framework: "nsa")], frameworks: ["NSA", "House"])
        let report = try await scan.run(Self.pods)
        #expect(report.controls[0].status == .passed)
        #expect(report.frameworks.map(\.status) == [.passed, .failed])
        #expect(report.controls(of: report.frameworks[0])[0].subStatus == .withExceptions)
        let house = report.controls(of: report.frameworks[1])[0]
        #expect(house.count(.failed) == 2 && house.complianceScore == 100 * 1.0 / 3)
        let scores: [Double] = [100, 100.0 / 3]
        #expect(report.frameworks.map(\.complianceScore) == scores)
        let other = ResultScan(exceptions: [exception(framework: "MITRE")], frameworks: ["NSA"])
        #expect(failing(try await other.run(Self.pods)) == ["agent", "web"])
    }

    @Test("turn a control for people into a pass when they name it and nothing but the cluster")
    func manual() async throws {
        func result(_ policy: ExceptionPolicy) async throws -> ControlResult {
            var scan = ResultScan(controls: ["C-0057", "C-0013"], exceptions: [policy])
            scan.clusterName = "prod"
            let report = try await scan.run(Self.pods) { control in
                if control.id == "C-0013" { control.actionRequired = .manualReview }
            }
            return report.controls[0]
        }
        // C-0013 has rules here, so its failures are for people to judge, and exceptions accept them as any other.
        let plain = try await result(exception("ours", ["name": "nobody"], controls: ["C-0013"]))
        #expect(plain.status == .skipped && plain.subStatus == .manualReview)
        #expect(plain.coverage == .needsHuman(why: "a person has to judge what was found"))
        let accepted = try await result(exception(controls: ["C-0013"]))
        #expect(accepted.status == .passed && accepted.subStatus == .withExceptions)
    }

    @Test("are accounted for: matched, unused, expired, about no control")
    func audit() async throws {
        let scan = ResultScan(exceptions: [
            exception("hit", ["name": "web"]), exception("miss", ["name": "nobody"]),
            exception("old", ["name": "web"], expires: "2020-01-01"), exception("typo", controls: ["C-9999"]),
            exception("mixed", ["name": "agent"], controls: ["C-9999", "C-0057"]),
        ])
        let report = try await scan.run(Self.pods)
        let audit = report.exceptionAudit
        #expect(audit.items.map(\.policy.name) == ["hit", "miss", "old", "typo", "mixed"])
        #expect(audit.items.map(\.status) == [.matched, .unused, .expired, .invalidControl, .matched])
        #expect(audit.items.map(\.invalidControls) == [[], [], [], ["C-9999"], ["C-9999"]])
        #expect(audit.items.map(\.matches.count) == [1, 0, 0, 0, 1])
        #expect(audit.items[0].controlIDs == ["C-0057"])
        #expect(audit.items[0].matches.map { $0.resource.map { report.resources[$0].name } } == ["web"])
        #expect((audit.total, audit.active, audit.expired, audit.count(.matched)) == (5, 4, 1, 2))
    }

    @Test("that ship with the product appear only where they are used")
    func system() async throws {
        var builtIn = exception("platform", ["name": "nobody"])
        builtIn.isSystem = true
        builtIn.origin = .builtIn
        let unused = try await ResultScan(exceptions: [builtIn]).run(Self.pods)
        #expect(unused.exceptionAudit.items.isEmpty)
        let yaml = """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: kube-proxy, namespace: kube-system}
            spec: {template: {spec: {containers: [{name: p, securityContext: {privileged: true}}]}}}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: kube-proxy, namespace: other}
            spec: {template: {spec: {containers: [{name: p, securityContext: {privileged: true}}]}}}
            """
        let shipped = try #require(try PolicyLibrary.builtIn().exceptions())
        let report = try await ResultScan(exceptions: shipped).run(yaml)
        #expect(report.controls[0].count(.failed) == 1)
        #expect(report.controls[0].acceptedResources == 1)
        #expect(report.exceptionAudit.items.map(\.policy.name).contains("kubeadm-kube-proxy"))
    }
}

@Suite("Names in exceptions")
struct NamePatternTests {
    @Test(
        "are equal in any case, or expressions for the whole name",
        arguments: [
            ("C-0057", "c-0057", true), ("C-0057", "C-0058", false), ("C-005[78]", "c-0058", true),
            ("C-005", "C-0057", false), ("C++ (all", "c++ (ALL", true), ("C++ (all", "C", false),
            ("Ärger", "ärger", true), ("a@b", "A`b", false), ("a.c", "abc", true), ("a.c", "xabc", false),
            ("a-c", "a\rc", false),
        ])
    func matches(text: String, name: String, wanted: Bool) throws {
        #expect(try #require(NamePattern(text)).matches(name) == wanted)
    }

    @Test("that are empty stand for any")
    func empty() {
        #expect(NamePattern("") == nil)
    }
}
