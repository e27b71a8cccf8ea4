import LocalCluster
import Subprocess
import SystemPackage
import Testing

@testable import KubernetesClient

/// Proxies: a real one, when it is installed.
@Suite struct ProxyTests {
    static let tinyproxy = ["/usr/bin/tinyproxy", "/usr/sbin/tinyproxy"].first(where: FileAccess.exists)

    @Test func aProxyThatIsNotThereIsNamed() async throws {
        let server = try #require(ServerAddress("https://10.255.255.1:6443"))
        let connection = ClusterConnection(server: server, proxy: ProxyAddress("http://127.0.0.1:9"), clusterName: "x")
        try await KubernetesClient.with(connection, limits: Parts.limits) { client in
            #expect(
                await Parts.sentence { _ = try await client.version() }
                    == "The proxy http://127.0.0.1:9 does not let requests through (nothing listens there). Check proxy-url, "
                    + "HTTPS_PROXY and NO_PROXY.")
        }
    }

    @Test(.enabled(if: tinyproxy != nil, "tinyproxy is not installed"))
    func requestsGoThroughTheProxy() async throws {
        guard let program = Self.tinyproxy else { return }
        let folder = try TemporaryFolder()
        let certificates = try await TestCertificates(in: folder, days: 10, names: "IP:127.0.0.1")
        let port = 20_000 + Int.random(in: 0..<20_000)
        let settings = try folder.write(
            "tinyproxy.conf",
            """
            Port \(port)
            Listen 127.0.0.1
            Timeout 60
            LogFile "\(folder.path)/log"
            LogLevel Info
            BasicAuth user secret
            MaxClients 20

            """)
        let configuration = LocalClusterConfiguration(tls: try certificates.serverConfiguration())
        try await LocalCluster(configuration, store: try Parts.store(pods: 3)).serve { cluster in
            guard let server = ServerAddress(cluster.address ?? "") else { throw Parts.Missing() }
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await Subprocess.run(
                        .path(.init(program)), arguments: ["-d", "-c", settings], output: .discarded, error: .discarded)
                }
                func sentence(_ proxy: String) async -> String {
                    let connection = ClusterConnection(
                        server: server, certificateAuthority: Array(certificates.authority.utf8),
                        proxy: ProxyAddress(proxy), clusterName: "local")
                    return await Parts.sentence {
                        try await KubernetesClient.with(connection, limits: Parts.limits) { client in
                            let count = try await Parts.names(client, ListOptions()).count
                            #expect(count == 3)
                        }
                    }
                }
                let deadline = ContinuousClock.now + .seconds(20)
                var result = await sentence("http://user:secret@127.0.0.1:\(port)")
                while result.contains("nothing listens"), ContinuousClock.now < deadline {
                    await Task.yield()
                    result = await sentence("http://user:secret@127.0.0.1:\(port)")
                }
                #expect(result == "")
                #expect(folder.read("log").contains("127.0.0.1:\(server.port)"))
                let refused = await sentence("http://user:wrong@127.0.0.1:\(port)")
                #expect(
                    refused.hasPrefix("The proxy http://127.0.0.1:\(port) does not let requests through"), "\(refused)")
                group.cancelAll()
            }
        }
    }
}
