import KubernetesClient
import PolicyLibrary
import PostureScan
import Testing

@testable import ClusterSources

/// From match blocks and flags to lists, without a server.
@Suite struct SelectionTests {
    private static func resource(
        _ group: String, _ version: String, _ plural: String, _ kind: String, isNamespaced: Bool = true,
        verbs: [String] = ["get", "list"], short: [String] = []
    ) -> APIResource {
        APIResource(
            group: group, version: version, plural: plural, kind: kind, isNamespaced: isNamespaced, verbs: verbs,
            shortNames: short)
    }

    private static let discovery = Discovery(
        resources: [
            resource("", "v1", "pods", "Pod", short: ["po"]), resource("", "v1", "secrets", "Secret"),
            resource("", "v1", "namespaces", "Namespace", isNamespaced: false),
            resource("", "v1", "bindings", "Binding", verbs: ["create"]),
            resource("apps", "v1", "deployments", "Deployment", short: ["deploy"]),
            resource("batch", "v1", "jobs", "Job"), resource("batch", "v1beta1", "cronjobs", "CronJob"),
            resource("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            resource("autoscaling", "v2beta2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
            resource("rbac.authorization.k8s.io", "v1", "roles", "Role"),
            resource("example.com", "v1", "roles", "Role"),
            resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", isNamespaced: false),
        ],
        problems: [Discovery.Problem(groupVersion: "metrics.k8s.io/v1beta1", reason: "status 503")])

    private func resolve(_ group: String, _ version: String, _ names: String...) -> KindResolver {
        KindResolver(
            [MatchBlock(apiGroups: [group], apiVersions: [version], resources: names)], Self.discovery)
    }

    @Test func kindsAndPluralsAreFoundInAnyCase() {
        #expect(resolve("", "v1", "Pod", "SECRETS", "pods").resources.map(\.key) == ["/v1/pods", "/v1/secrets"])
        #expect(resolve("apps", "*", "deployment").resources.map(\.key) == ["apps/v1/deployments"])
    }

    @Test func oneVersionOfAnObjectIsRead() {
        let name = "HorizontalPodAutoscaler"
        #expect(resolve("autoscaling", "*", name).resources.map(\.version) == ["v2"])
        #expect(resolve("autoscaling", "v1", name).resources.map(\.version) == ["v1"])
        let both = KindResolver(
            [
                MatchBlock(apiGroups: ["autoscaling"], apiVersions: ["v2beta2", "v1"], resources: [name]),
                MatchBlock(apiGroups: ["autoscaling"], apiVersions: ["*"], resources: [name]),
            ], Self.discovery)
        #expect(both.resources.map(\.version) == ["v1"])
        #expect(both.missing.isEmpty)
    }

    @Test func aWellKnownKindOfAnyGroupIsTheWellKnownOne() {
        #expect(resolve("*", "*", "Role").resources.map(\.key) == ["rbac.authorization.k8s.io/v1/roles"])
        #expect(resolve("example.com", "*", "Role").resources.map(\.key) == ["example.com/v1/roles"])
    }

    @Test func whatIsNotServedIsNoted() {
        let found = resolve("policy", "v1beta1", "PodSecurityPolicy")
        #expect(found.resources.isEmpty)
        #expect(
            found.missing == [
                ListedKind(ObjectKind(group: "policy", version: "v1beta1", kind: "PodSecurityPolicy"), .notServed)
            ])
        #expect(resolve("", "v1", "Binding").resources.isEmpty)
    }

    @Test func aKindInAnotherVersionIsNotSilentlyMissed() {
        #expect(
            resolve("batch", "v1", "CronJob").missing.map(\.problem) == [
                "the server has CronJob only as batch/v1beta1, and rules ask for v1 of it"
            ])
        #expect(resolve("batch", "*", "CronJob").resources.map(\.key) == ["batch/v1beta1/cronjobs"])
    }

    @Test func aKindOfAnAPIThatDoesNotAnswerHasFailed() {
        #expect(
            resolve("metrics.k8s.io", "v1beta1", "PodMetrics").missing.map(\.problem) == [
                "the API metrics.k8s.io/v1beta1 does not answer: status 503"
            ])
    }

    @Test func externalObjectsAreNotAskedFor() {
        let found = resolve("hostdata.kubescape.cloud", "v1beta0", "KubeletInfo")
        #expect(found.resources.isEmpty && found.missing.isEmpty)
    }

    private func plan(_ selection: ObjectSelection) throws -> ReadPlan {
        try ReadPlan(
            [
                MatchBlock(
                    apiGroups: ["*"], apiVersions: ["*"],
                    resources: ["Pod", "Deployment", "Namespace", "ClusterRole", "Secret"])
            ], Self.discovery, selection, withoutWorkloads: false)
    }

    private func lists(_ selection: ObjectSelection) throws -> [String] {
        try plan(selection).entries.flatMap { entry in
            entry.parts.map { part in
                "\(entry.resource.plural) \(part.namespace ?? "-") \(part.fieldSelector ?? "-")"
            }
        }
    }

    @Test func namespacesBecomeListsAndSelectors() throws {
        #expect(
            try lists(ObjectSelection(includedNamespaces: ["a", "b", "c", "a"], excludedNamespaces: ["c"])) == [
                "namespaces - metadata.name==a", "namespaces - metadata.name==b", "pods a -", "pods b -", "secrets a -",
                "secrets b -", "deployments a -", "deployments b -", "clusterroles - -",
            ])
        #expect(
            try lists(ObjectSelection(excludedNamespaces: ["x", "y"])) == [
                "namespaces - metadata.name!=x,metadata.name!=y", "pods - metadata.namespace!=x,metadata.namespace!=y",
                "secrets - metadata.namespace!=x,metadata.namespace!=y",
                "deployments - metadata.namespace!=x,metadata.namespace!=y", "clusterroles - -",
            ])
        #expect(throws: ClusterSourceError.noNamespaceLeft) {
            try plan(ObjectSelection(includedNamespaces: ["a"], excludedNamespaces: ["a"]))
        }
    }

    @Test func kindsAreChosenByAllTheirNames() throws {
        let some = try plan(ObjectSelection(includedKinds: ["deploy", "Pods"]))
        #expect(some.entries.map(\.resource.plural) == ["pods", "deployments"])
        #expect(some.missing.count == 3)
        #expect(some.missing.allSatisfy { $0.problem == "it was left out by --include-kinds" })
        let rest = try plan(ObjectSelection(excludedKinds: ["deployments.apps"]))
        #expect(!rest.entries.contains { $0.resource.plural == "deployments" })
        #expect(throws: ClusterSourceError.unknownKinds(["deployment.app"], flag: "--include-kinds")) {
            try plan(ObjectSelection(includedKinds: ["Pod", "deployment.app"]))
        }
    }

    @Test func onlySecretsAreReadWithoutTheirValues() throws {
        #expect(try plan(ObjectSelection()).entries.filter(\.isMetadataOnly).map(\.resource.plural) == ["secrets"])
    }

    @Test(arguments: [
        ("app=web", true), ("app == web,tier!=x", true), ("env in (a, b),!old", true), ("a.b/c notin (d)", true),
        ("partition", true), ("app=", true), ("", false), ("a=b,", false), ("a in b", false), ("a in (b", false),
        ("a=b=c", false), ("-a=b", false), ("a within (b)", false), ("a=b c", false), ("/a=b", false),
    ])
    func labelSelectorsAreChecked(text: String, isGood: Bool) {
        #expect(((try? LabelSelectorSyntax.check(text)) != nil) == isGood, "\(text)")
    }

    @Test func workloadsAreNamedAsKubectlNamesThem() throws {
        let full = try WorkloadName("Deployment.v1.apps/web")
        #expect(full.kind == "deployment" && full.version == "v1" && full.group == "apps" && full.name == "web")
        let grouped = try WorkloadName("jobs.batch/load")
        #expect(grouped.version == nil && grouped.group == "batch")
        let core = try WorkloadName("pod.v1/web")
        #expect(core.version == "v1" && core.group == nil)
        for bad in ["web", "deployment/", "/web", "a/b/c", "deployment./web"] {
            #expect(throws: ClusterSourceError.badWorkload(bad)) { try WorkloadName(bad) }
        }
    }

    @Test func cloudsAreKnownByTheIdsOfNodes() {
        #expect(ClusterFacts.cloud(ofProviderID: "aws:///eu-west-1a/i-0abc") == "eks")
        #expect(ClusterFacts.cloud(ofProviderID: "gce://project/zone/name") == "gke")
        #expect(ClusterFacts.cloud(ofProviderID: "azure:///subscriptions/x") == "aks")
        #expect(ClusterFacts.cloud(ofProviderID: "oci.example") == nil)
        #expect(ClusterFacts.cloud(ofProviderID: "linode://1") == "linode")
        #expect(ClusterFacts.cloud(ofProviderID: "kind://docker/kind/kind-control-plane") == nil)
    }
}
