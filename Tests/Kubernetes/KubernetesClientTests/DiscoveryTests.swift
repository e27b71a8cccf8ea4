import Documents
import LocalCluster
import Testing

@testable import KubernetesClient

/// Both forms of discovery, and what is preferred.
@Suite struct DiscoveryTests {
    @Test func bothFormsGiveTheSame() async throws {
        let aggregated = try await Parts.with { cluster, client in
            let found = try await client.discover()
            #expect(found.isAggregated)
            #expect(cluster.journal.count == 2)
            return found
        }
        let classic = try await Parts.with(
            LocalClusterConfiguration(minor: 20, hasAggregatedDiscovery: false)
        ) { _, client in try await client.discover() }
        #expect(!classic.isAggregated)
        #expect(classic.resources == aggregated.resources)
        #expect(classic.problems.isEmpty)
        let deployments = try #require(classic.resources.first { $0.plural == "deployments" })
        #expect(deployments.apiVersion == "apps/v1")
        #expect(deployments.isNamespaced)
        #expect(deployments.shortNames == ["deploy"])
        #expect(deployments.path(namespace: "a", name: "b") == "/apis/apps/v1/namespaces/a/deployments/b")
    }

    @Test func aGroupThatFailsIsReportedAndFailsNothingElse() async throws {
        try await Parts.with(LocalClusterConfiguration(hasAggregatedDiscovery: false)) { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.status(503), on: "/apis/batch/v1"))
            let found = try await client.discover()
            #expect(found.problems.map(\.groupVersion) == ["batch/v1"])
            #expect(found.problems.first?.reason.contains("status 503") == true)
            #expect(found.resources.contains { $0.plural == "deployments" })
            #expect(!found.resources.contains { $0.plural == "cronjobs" })
        }
    }

    @Test func stableVersionsArePreferredThenNewOnes() {
        let names = [
            "v1alpha1", "v10beta3", "v2", "odd", "v1", "v1beta1", "v1beta2", "v3alpha1", "v2beta", "v11alpha2",
        ]
        #expect(
            names.map { APIVersionName($0) }.sorted(by: >).map(\.name) == [
                "v2", "v1", "v10beta3", "v1beta2", "v1beta1", "v11alpha2", "v3alpha1", "v1alpha1", "odd", "v2beta",
            ])
    }

    @Test func versionsOfManagedClustersAreRead() throws {
        let text = #"{"major":"1","minor":"27+","gitVersion":"v1.27.3-gke.100"}"#
        let version = try #require(ServerVersion(Parts.object(text).document))
        #expect((version.major, version.minor) == (1, 27))
    }
}
