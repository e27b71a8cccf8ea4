import Documents
import Testing

@testable import KubernetesClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a real API server is.
enum RealCluster {
    static let kubeconfig = getenv("BREAKWATER_TEST_KUBECONFIG").map { String(cString: $0) }
}

/// A real API server, which `BREAKWATER_TEST_KUBECONFIG` names. Only reads.
@Suite(.enabled(if: RealCluster.kubeconfig != nil, "BREAKWATER_TEST_KUBECONFIG names no cluster"))
struct RealClusterTests {
    private func with(_ body: @escaping @Sendable (KubernetesClient) async throws -> Void) async throws {
        let connection = try Kubeconfig.connection(environment: ["KUBECONFIG": RealCluster.kubeconfig ?? ""])
        let limits = ClientLimits(requestsPerSecond: 500, burst: 500)
        try await KubernetesClient.with(connection, limits: limits) { try await body($0) }
    }

    @Test func everythingThatIsServedCanBeListed() async throws {
        try await with { client in
            let version = try await client.version()
            #expect(version.major == 1)
            let discovery = try await client.discover()
            #expect(discovery.problems.isEmpty)
            #expect(discovery.isAggregated == (version.minor >= 27) || version.minor == 26)
            let listable = discovery.resources.filter(\.isListable)
            #expect(listable.contains { $0.key == "apps/v1/deployments" })
            for resource in listable where resource.plural != "componentstatuses" {
                var pager = client.list(resource, ListOptions(isMetadataOnly: resource.plural == "secrets"))
                while let page = try await pager.next() {
                    for object in page.objects {
                        #expect(object["kind"]?.string == resource.kind, "\(resource.key)")
                        #expect(object["metadata"]?["name"]?.string != nil)
                        if resource.plural == "secrets" { #expect(object["data"] == nil) }
                    }
                }
            }
        }
    }

    @Test func smallPagesGiveTheSameAsLargeOnes() async throws {
        try await with { client in
            let roles = APIResource(
                group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles", kind: "ClusterRole",
                isNamespaced: false)
            func names(_ size: Int) async throws -> [String] {
                var pager = client.list(roles, ListOptions(pageSize: size))
                var names: [String] = []
                while let page = try await pager.next() {
                    names += page.objects.compactMap { $0["metadata"]?["name"]?.string }
                }
                return names
            }
            let whole = try await names(500)
            let parts = try await names(7)
            #expect(whole.count > 20)
            #expect(parts == whole)
        }
    }

    @Test func accessIsAnsweredAndFailuresAreMapped() async throws {
        try await with { client in
            let nodes = APIResource(group: "", version: "v1", plural: "nodes", kind: "Node", isNamespaced: false)
            _ = try await client.access("list", nodes)
            let namespaces = APIResource(
                group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)
            let missing = await Parts.sentence { _ = try await client.get(namespaces, name: "no-such-namespace") }
            #expect(missing.hasPrefix("The API server does not have namespaces \"no-such-namespace\" (404)."))
            let unserved = APIResource(
                group: "no.such", version: "v1", plural: "things", kind: "Thing", isNamespaced: false)
            var pager = client.list(unserved)
            await #expect(throws: KubernetesError.notFound(what: "things.no.such")) { _ = try await pager.next() }
            var malformed = client.list(nodes, ListOptions(labelSelector: "a=b=c"))
            let refused = await Parts.sentence { _ = try await malformed.next() }
            #expect(refused.hasPrefix("The API server refuses the request for nodes (400: "))
        }
    }
}
