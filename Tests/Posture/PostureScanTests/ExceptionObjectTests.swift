import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("Exceptions among the objects of a scan")
struct ExceptionObjectTests {
    private func pod(_ name: String, _ namespace: String, annotations: String = "{}", labels: String = "{}") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name), namespace: \(namespace), annotations: \(annotations), labels: \(labels)}
        spec: {containers: [{name: app, securityContext: {privileged: true}}]}
        ---

        """
    }

    private func failing(_ report: ScanReport) -> [String] {
        report.controls[0].verdicts.filter { $0.status == .failed }.map { report.resources[$0.resource].name }.sorted()
    }

    @Test("annotations accept the controls that they name, with reason and end")
    func annotations() async throws {
        let yaml =
            pod(
                "a", "shop",
                annotations: "{kubescape.io/skip-controls: 'C-0013, c-0057', kubescape.io/skip-reason: known}")
            + pod("b", "shop", annotations: "{kubescape.io/skip-controls: C-0013}")
            + pod(
                "c", "shop", annotations: "{kubescape.io/skip-controls: C-0057, kubescape.io/skip-expiry: '2026-11-24'}"
            )
            + pod(
                "d", "shop", annotations: "{kubescape.io/skip-controls: C-0057, kubescape.io/skip-expiry: '2026-11-25'}"
            )
            + pod("e", "shop", annotations: "{kubescape.io/skip-controls: C-0057, kubescape.io/skip-expiry: soon}")
        let report = try await ResultScan().run(yaml)
        #expect(failing(report) == ["b", "c", "e"])
        let audit = report.exceptionAudit
        #expect(audit.items.map(\.status) == [.matched, .unused, .expired, .matched])
        #expect(audit.items[0].policy.reason == "known")
        #expect(audit.items[0].policy.name == "annotation of Pod a")
        #expect(audit.problems.count == 1 && audit.problems[0].contains("skip-expiry is \"soon\""))
    }

    @Test("annotations count only when they are honoured")
    func annotationsOff() async throws {
        let yaml = pod("a", "shop", annotations: "{kubescape.io/skip-controls: C-0057}")
        let report = try await ResultScan(honorsAnnotations: false).run(yaml)
        #expect(failing(report) == ["a"])
        #expect(report.exceptionAudit.items.isEmpty)
    }

    @Test("an annotation of a binding accepts what its subjects may do")
    func annotatedBinding() async throws {
        let report = try await ResultScan(controls: ["C-0002"]).run(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: shell}
            rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: shell, annotations: {kubescape.io/skip-controls: C-0002}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shell}
            subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
            """)
        #expect(report.controls[0].subStatus == .withExceptions)
    }

    @Test("a SecurityException never reaches beyond its namespace")
    func namespaced() async throws {
        let yaml =
            pod("a", "shop") + pod("b", "tools") + """
                apiVersion: kubescape.io/v1beta1
                kind: SecurityException
                metadata: {name: ours, namespace: shop}
                spec: {posture: [{controlID: C-0057, action: ignore}]}
                """
        let report = try await ResultScan().run(yaml)
        #expect(failing(report) == ["b"])
        #expect(report.exceptionAudit.items.map(\.policy.origin) == [.object("SecurityException shop/ours")])
    }

    @Test("a ClusterSecurityException may choose namespaces by their labels")
    func selectedNamespaces() async throws {
        let exception = """
            apiVersion: kubescape.io/v1beta1
            kind: ClusterSecurityException
            metadata: {name: ours}
            spec:
              posture: [{controlID: C-0057}]
              match: {namespaceSelector: {matchLabels: {env: dev}}}
            ---

            """
        let dev = "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: dev}}}\n---\n"
        let selected = try await ResultScan().run(pod("a", "shop") + pod("b", "tools") + exception + dev)
        #expect(failing(selected) == ["b"])
        // One that selects nothing is invalid rather than global.
        let nothing = try await ResultScan().run(pod("a", "shop") + pod("b", "tools") + exception)
        #expect(failing(nothing) == ["a", "b"])
        #expect(
            nothing.exceptionAudit.problems == [
                "The exception ours is not applied: its namespaceSelector selects no namespace of this scan."
            ])
    }

    @Test("a ClusterSecurityException may name resources and labels")
    func selectedObjects() async throws {
        let yaml =
            pod("a", "shop", labels: "{tier: old}") + pod("b", "tools", labels: "{tier: old}") + pod("c", "shop") + """
                apiVersion: kubescape.io/v1beta1
                kind: ClusterSecurityException
                metadata: {name: ours}
                spec:
                  posture: [{controlID: C-0057}]
                  match: {resources: [{kind: Pod, name: a}, {kind: Pod, name: c}], objectSelector: {matchLabels: {tier: old}}}
                """
        #expect(failing(try await ResultScan().run(yaml)) == ["b", "c"])
    }

    @Test("one that cannot be understood is not applied, and that is said")
    func broken() async throws {
        let yaml =
            pod("a", "shop") + """
                apiVersion: kubescape.io/v1beta1
                kind: SecurityException
                metadata: {name: ours, namespace: shop}
                spec: {posture: [{control: C-0057}]}
                """
        let report = try await ResultScan().run(yaml)
        #expect(failing(report) == ["a"])
        #expect(
            report.exceptionAudit.problems == [
                "SecurityException ours: spec.posture[0].control is not a field of this object; these are: controlID, "
                    + "frameworkName, action. It is not applied."
            ])
    }
}
