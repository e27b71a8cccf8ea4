import Documents
import KubernetesClient
import LocalCluster
import PolicyLibrary
import PostureScan
import Synchronization
import Testing

@testable import ClusterSources

/// A cluster read over real sockets.
@Suite struct ClusterSourceTests {
    private static let objects: [String] = [
        #"{"apiVersion":"v1","kind":"Node","metadata":{"name":"m","labels":{"node-role.kubernetes.io/control-plane":""}},"#
            + #""spec":{"providerID":"aws:///a/i-1"}}"#,
        #"{"apiVersion":"v1","kind":"Node","metadata":{"name":"w"},"spec":{"providerID":"aws:///a/i-2"}}"#,
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{}}"#,
        #"{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-1","namespace":"shop","ownerReferences":"#
            + #"[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"1"}]},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1-a","namespace":"shop","ownerReferences":"#
            + #"[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"2"}]},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"orphan","namespace":"shop","labels":"#
            + #"{"pod-template-hash":"5d"}},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"rollout-a","namespace":"shop","ownerReferences":"#
            + #"[{"apiVersion":"argoproj.io/v1alpha1","kind":"Rollout","name":"r","uid":"3"}]},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"apiserver-m","namespace":"kube-system","ownerReferences":"#
            + #"[{"apiVersion":"v1","kind":"Node","name":"m","uid":"4"}]},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"single","namespace":"shop"},"spec":{}}"#,
        #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"load-1","namespace":"shop","ownerReferences":"#
            + #"[{"apiVersion":"batch/v1beta1","kind":"CronJob","name":"load","uid":"5"}]},"spec":{}}"#,
        #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop","labels":{"a":"b"},"annotations":"#
            + #"{"note":"kept","kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"k\":\"aGlkZGVu\"}}"}},"#
            + #""data":{"k":"aGlkZGVu"}}"#,
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"all"},"rules":[]}"#,
    ]

    private static let wanted = [
        MatchBlock(
            apiGroups: ["", "apps", "batch"], apiVersions: ["v1"],
            resources: ["Pod", "Deployment", "ReplicaSet", "Job", "Secret", "Node"]),
        MatchBlock(apiGroups: ["rbac.authorization.k8s.io"], apiVersions: ["v1"], resources: ["ClusterRole"]),
        MatchBlock(apiGroups: ["policy"], apiVersions: ["*"], resources: ["PodSecurityPolicy"]),
    ]

    /// What a source delivered.
    private final class Delivery: Sendable {
        private let pages = Mutex<[ObjectPage]>([])
        func add(_ page: ObjectPage) { pages.withLock { $0.append(page) } }
        /// Kind and name of all objects in the order of the pages' numbers.
        var names: [String] {
            pages.withLock { $0 }.sorted { $0.order < $1.order }.flatMap(\.objects).map {
                "\($0.node["kind"]?.string ?? "?") \($0.node["metadata"]?["name"]?.string ?? "?")"
            }
        }
        func object(_ name: String) -> Node? {
            pages.withLock { $0 }.flatMap(\.objects).first { $0.node["metadata"]?["name"]?.string == name }?.node
        }
    }

    private static let limits = ClientLimits(
        timeout: .seconds(20),
        retries: RetryPolicy(attempts: 2, firstPause: .milliseconds(5), longestPause: .milliseconds(10)))

    @discardableResult
    private func with<Result: Sendable>(
        _ body: @escaping @Sendable (LocalCluster, KubernetesClient) async throws -> Result
    ) async throws -> Result {
        let store = ObjectStore()
        for text in Self.objects {
            store.put(try JSONParser.parse(SourceBytes(text), name: "object").root)
        }
        return try await LocalCluster(store: store).serve { cluster in
            guard let server = ServerAddress(cluster.address ?? "") else { throw CancellationError() }
            let connection = ClusterConnection(server: server, clusterName: "local")
            return try await KubernetesClient.with(connection, limits: Self.limits) { try await body(cluster, $0) }
        }
    }

    private func read(
        _ client: KubernetesClient, _ selection: ObjectSelection = ObjectSelection(), workload: WorkloadObject? = nil,
        pageSize: Int = 500
    ) async throws -> (Delivery, SourceSummary) {
        let survey = try await ClusterSurvey(client, selection)
        let source = ClusterSource(
            client, discovery: survey.discovery, facts: survey.facts, selection: selection, workload: workload,
            options: ClusterReadOptions(pageSize: pageSize))
        let delivery = Delivery()
        let summary = try await source.read(Self.wanted) { delivery.add($0) }
        return (delivery, summary)
    }

    @Test func everythingThatRulesAskForIsDeliveredAndOwnedObjectsAreNot() async throws {
        try await with { cluster, client in
            let (delivery, summary) = try await read(client)
            #expect(
                delivery.names == [
                    "APIServerInfo version", "Node m", "Node w", "Pod apiserver-m", "Pod rollout-a", "Pod single",
                    "Secret key", "Deployment web", "ClusterRole all",
                ])
            #expect(delivery.object("version")?["data"]?["gitVersion"]?.string == "v1.30.0+breakwater")
            #expect(
                summary.kinds.filter { $0.outcome != .read }.map { "\($0.kind) \($0.outcome)" } == [
                    "policy/*/podsecuritypolicies notServed"
                ])
            #expect(cluster.journal.peak <= 8)
            let (paged, _) = try await read(client, pageSize: 1)
            #expect(paged.names == delivery.names)
        }
    }

    @Test func ofSecretsOnlyTheNameIsHeld() async throws {
        try await with { cluster, client in
            let (delivery, _) = try await read(client)
            let secret = try #require(delivery.object("key"))
            #expect(secret["apiVersion"]?.string == "v1")
            #expect(secret["data"] == nil)
            #expect(secret["metadata"]?["annotations"]?.entries.map(\.key) == ["note"])
            #expect(!JSONWriter.compact.string(secret.document.root).contains("aGlkZGVu"))
            // Whatever the credentials allow, values are not sent over the wire.
            #expect(cluster.journal.requests.contains { $0.hasPrefix("GET /api/v1/secrets?") })
        }
    }

    @Test func factsOfTheClusterAreFound() async throws {
        try await with { cluster, client in
            let facts = try await ClusterFacts(reading: client)
            #expect(facts.workerNodes == 1)
            #expect(facts.cloud == "eks")
            cluster.disturbances.add(ClusterDisturbance(.forbidden, on: "nodes"))
            let blind = try await ClusterFacts(reading: client)
            #expect(blind.workerNodes == nil)
            #expect(blind.nodeProblem?.contains("may not list nodes") == true)
        }
    }

    @Test func aForbiddenKindIsForbiddenAndTheRestIsRead() async throws {
        try await with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.forbidden, on: "deployments"))
            let (delivery, summary) = try await read(client)
            #expect(!delivery.names.contains("Deployment web"))
            #expect(delivery.names.contains("Pod single"))
            let listed = try #require(summary.kinds.first { $0.kind.plural == "deployments" })
            #expect(
                listed.outcome == .forbidden(why: "403, local may not list it in the whole cluster"))
        }
    }

    @Test func aNamespaceThatMayNotBeReadMakesAKindPartial() async throws {
        try await with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.forbidden, on: "pods", namespace: "kube-system"))
            let (delivery, summary) = try await read(
                client, ObjectSelection(includedNamespaces: ["shop", "kube-system"]))
            #expect(delivery.names.contains("Pod single"))
            #expect(delivery.names.contains("ClusterRole all"))
            let listed = try #require(summary.kinds.first { $0.kind.plural == "pods" })
            guard case .partial("metadata.namespace==kube-system", _) = listed.outcome else {
                Issue.record("\(listed)")
                return
            }
        }
    }

    @Test func aListThatBreaksOffIsPartialAndNeverWhole() async throws {
        try await with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.status(500), on: "pods", skip: 2))
            let (_, summary) = try await read(client, pageSize: 1)
            let listed = try #require(summary.kinds.first { $0.kind.plural == "pods" })
            guard case .partial(_, let why) = listed.outcome else {
                Issue.record("\(listed)")
                return
            }
            #expect(why.contains("failed with status 500 on pods"))
        }
    }

    @Test func aServerThatGoesAwayEndsTheScan() async throws {
        try await with { cluster, client in
            let survey = try await ClusterSurvey(client, ObjectSelection())
            cluster.disturbances.add(ClusterDisturbance(.cut(afterBytes: 10), skip: 2))
            let source = ClusterSource(client, discovery: survey.discovery, facts: survey.facts)
            await #expect {
                _ = try await source.read(Self.wanted) { _ in }
            } throws: {
                "\($0)".hasPrefix("The API server stopped answering in the middle of the scan, so there is no result.")
            }
        }
    }

    @Test func aScanThatMayReadNothingFails() async throws {
        try await with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.forbidden))
            let survey = try? await ClusterSurvey(client, ObjectSelection())
            #expect(survey == nil)
            cluster.disturbances.clear()
            for plural in ["pods", "secrets", "deployments", "replicasets", "jobs", "nodes", "clusterroles"] {
                cluster.disturbances.add(ClusterDisturbance(.forbidden, on: plural))
            }
            await #expect {
                _ = try await read(client)
            } throws: {
                "\($0)".hasPrefix(
                    "Nothing could be read from the cluster, so there is no result: nodes: 403, local may not list it in the "
                        + "whole cluster; pods: 403,")
            }
        }
    }

    @Test func aNamespaceThatIsNotThereIsAnError() async throws {
        try await with { _, client in
            await #expect(throws: ClusterSourceError.unknownNamespaces(["shpo"], known: ["kube-system", "shop"])) {
                try await ClusterSurvey(client, ObjectSelection(includedNamespaces: ["shop", "shpo"]))
            }
        }
    }

    @Test func oneWorkloadIsReadWithWhatIsAroundIt() async throws {
        try await with { cluster, client in
            let discovery = try await client.discover()
            func object(_ name: String) async throws -> WorkloadObject {
                try await WorkloadObject(
                    try WorkloadName(name), namespace: "shop", discovery: discovery, client: client)
            }
            let (delivery, _) = try await read(client, workload: try await object("deploy/web"))
            #expect(
                delivery.names == [
                    "APIServerInfo version", "Deployment web", "Node m", "Node w", "Secret key", "ClusterRole all",
                ])
            #expect(!cluster.journal.requests.contains { $0.hasPrefix("GET /api/v1/pods") })
            await #expect(throws: ClusterSourceError.secretWorkload) { try await object("secret/key") }
            await #expect(throws: ClusterSourceError.ownedWorkload(name: "Pod/web-1-a", owner: "ReplicaSet/web-1")) {
                try await object("pod/web-1-a")
            }
            await #expect(throws: ClusterSourceError.workloadNotFound(name: "Pod/none", namespace: "shop")) {
                try await object("pod/none")
            }
            await #expect {
                try await object("service/web")
            } throws: {
                "\($0)".hasPrefix("\"service\" is no kind of workload that the cluster serves. These are: CronJob, ")
            }
            // Orphans have no owner to scan instead.
            #expect(try await object("pod/orphan").name == "orphan")
        }
    }

    @Test func aDryRunSaysWhatMayNotBeRead() async throws {
        try await with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.forbidden, on: "pods"))
            let survey = try await ClusterSurvey(client, ObjectSelection())
            let source = ClusterSource(client, discovery: survey.discovery, facts: survey.facts)
            let before = cluster.journal.requests.count
            let access = try await source.plan(Self.wanted).access(client)
            #expect(access.filter { !$0.denied.isEmpty }.map(\.entry.resource.plural) == ["pods"])
            #expect(
                cluster.journal.requests.dropFirst(before).allSatisfy { $0.hasSuffix("/selfsubjectaccessreviews") })
        }
    }
}
