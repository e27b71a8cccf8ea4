import Documents
import LocalCluster

@testable import KubernetesClient

/// What the tests of the client share.
enum Parts {
    static let pods = APIResource(group: "", version: "v1", plural: "pods", kind: "Pod", isNamespaced: true)
    static let secrets = APIResource(group: "", version: "v1", plural: "secrets", kind: "Secret", isNamespaced: true)

    /// Retries without long pauses.
    static let limits = ClientLimits(
        timeout: .seconds(60), connectTimeout: .seconds(60),
        retries: RetryPolicy(firstPause: .milliseconds(5), longestPause: .milliseconds(20), longestAsked: .seconds(1)))

    static func object(_ text: String) throws -> Node { try JSONParser.parse(SourceBytes(text), name: "object").root }

    /// A store with so many pods in the namespace `shop`, and a Secret.
    static func store(pods: Int) throws -> ObjectStore {
        let store = ObjectStore()
        for index in 0..<pods {
            store.put(
                try object(
                    """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-\(1000 + index)","namespace":"shop",
                    "labels":{"app":"web","parity":"\(index % 2 == 0 ? "even" : "odd")"}},"spec":{"nodeName":"n1"}}
                    """))
        }
        store.put(
            try object(
                """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"shop"},"data":{"k":"dmFsdWU="}}
                """))
        return store
    }

    /// A cluster and a client of it.
    static func with<Result: Sendable>(
        _ configuration: LocalClusterConfiguration = LocalClusterConfiguration(), pods: Int = 5,
        limits: ClientLimits = limits, credential: Credential = .none,
        _ body: @escaping @Sendable (LocalCluster, KubernetesClient) async throws -> Result
    ) async throws -> Result {
        try await LocalCluster(configuration, store: try store(pods: pods)).serve { cluster in
            guard let server = ServerAddress(cluster.address ?? "") else { throw Missing() }
            let connection = ClusterConnection(server: server, credential: credential, clusterName: "local")
            return try await KubernetesClient.with(connection, limits: limits) { try await body(cluster, $0) }
        }
    }

    struct Missing: Error {}

    static func names(_ client: KubernetesClient, _ options: ListOptions) async throws
        -> [String]
    {
        var pager = client.list(pods, options)
        var names: [String] = []
        while let page = try await pager.next() {
            names += page.objects.compactMap { $0["metadata"]?["name"]?.string }
        }
        return names
    }

    /// The sentence of the error that `body` throws; empty when it throws none.
    static func sentence(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return "\(error)"
        }
    }
}
