import Documents
import LocalCluster
import Testing

@testable import KubernetesClient

/// Each way in which a server fails has its sentence.
@Suite struct FailureTests {
    private func sentence(
        _ effect: ClusterDisturbance.Effect, limits: ClientLimits = Parts.limits, namespace: String? = nil
    ) async throws -> (text: String, requests: Int) {
        try await Parts.with(limits: limits) { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(effect, on: "pods"))
            let text = await Parts.sentence { _ = try await Parts.names(client, ListOptions(namespace: namespace)) }
            return (text.replacingAddress(cluster.address), cluster.journal.count)
        }
    }

    @Test func forbidden() async throws {
        #expect(
            try await sentence(.forbidden) == (
                "The user \"local\" may not list pods in the whole cluster (403). Grant it, or use credentials that may.",
                1
            ))
        #expect(
            try await sentence(.forbidden, namespace: "shop").text
                == "The user \"local\" may not list pods in the namespace shop (403). Grant it, or use credentials that "
                + "may.")
    }

    @Test func throttled() async throws {
        let result = try await sentence(.throttled(retryAfter: nil))
        #expect(result.text.hasPrefix("The API server URL asks to slow down (429), also after several attempts."))
        #expect(result.requests == 5)
    }

    @Test func retryAfterIsHonouredAndClamped() async throws {
        try await Parts.with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.throttled(retryAfter: 3600), on: "pods", count: 1))
            let start = ContinuousClock.now
            let count = try await Parts.names(client, ListOptions()).count
            #expect(count == 5)
            let time = ContinuousClock.now - start
            #expect(time >= .seconds(1) && time < .seconds(10))
        }
    }

    @Test func brokenServers() async throws {
        let result = try await sentence(.status(503))
        #expect(
            result.text
                == "The API server URL failed with status 503 on pods (it was told to fail). Look at its health, "
                + "then try again.")
        #expect(result.requests == 5)
        try await Parts.with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.status(500), on: "pods", count: 2))
            let count = try await Parts.names(client, ListOptions()).count
            #expect(count == 5)
        }
    }

    @Test func webPages() async throws {
        for status in [200, 403, 502] {
            let result = try await sentence(.webPage(status: status))
            #expect(
                result.text
                    == "What answers at URL is no Kubernetes API server (status \(status): a web page that begins "
                    + "with \"Log in Please log in\"). A proxy or a login page may stand in between; check the server's "
                    + "address and the proxy settings.")
            #expect(result.requests == 1)
        }
    }

    @Test func answersThatAreNoJSON() async throws {
        let result = try await sentence(.body("{\"kind\":"))
        #expect(result.text.hasPrefix("The answer of the API server for pods cannot be read: /api/v1/pods:1:9:"))
    }

    @Test func slowAnswers() async throws {
        var limits = Parts.limits
        limits.timeout = .milliseconds(300)
        let result = try await sentence(.slow(.seconds(30)), limits: limits)
        #expect(
            result.text
                == "The API server URL did not answer within 300 ms (pods). Check that it can be reached from here.")
    }

    @Test func connectionsThatBreak() async throws {
        let result = try await sentence(.cut(afterBytes: 100))
        #expect(result.text.hasPrefix("The connection to the API server URL broke while reading pods ("))
        #expect(result.requests == 5)
        try await Parts.with(pods: 23) { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.cut(afterBytes: 100), on: "pods", skip: 1, count: 2))
            let count = try await Parts.names(client, ListOptions(pageSize: 5)).count
            #expect(count == 23)
        }
    }

    @Test func answersThatAreTooLarge() async throws {
        try await Parts.with(
            pods: 200, limits: ClientLimits(maxBodyBytes: 10_000)
        ) { _, client in
            let sentence = await Parts.sentence { _ = try await Parts.names(client, ListOptions()) }
            #expect(
                sentence
                    == "The answer of the API server for pods has more than 10000 bytes, the budget for one answer.")
        }
    }

    @Test func nothingListens() async throws {
        let server = try #require(ServerAddress("http://127.0.0.1:9"))
        try await KubernetesClient.with(ClusterConnection(server: server, clusterName: "none")) { client in
            let sentence = await Parts.sentence { _ = try await client.version() }
            #expect(
                sentence
                    == "Nothing listens at http://127.0.0.1:9: the connection was refused. Check the server's address "
                    + "in the kubeconfig, and that the cluster runs.")
        }
    }

    @Test func hostsThatDoNotExist() async throws {
        let server = try #require(ServerAddress("https://no-such-host.invalid"))
        try await KubernetesClient.with(ClusterConnection(server: server, clusterName: "none")) { client in
            let sentence = await Parts.sentence { _ = try await client.version() }
            #expect(sentence.hasPrefix("The host name of https://no-such-host.invalid:443 cannot be resolved."))
        }
    }

    @Test func wrongTokens() async throws {
        let configuration = LocalClusterConfiguration(token: "right")
        try await Parts.with(configuration, credential: .token("wrong")) { cluster, client in
            let sentence = await Parts.sentence { _ = try await client.version() }
            #expect(
                sentence.replacingAddress(cluster.address) == "The API server URL does not accept the token (401: "
                    + "Unauthorized). Log in again, or choose another context.")
            #expect(cluster.journal.count == 1)
        }
        try await Parts.with(configuration, credential: .token("right")) { _, client in
            let version = try await client.version()
            #expect(version.minor == 30)
        }
    }

    @Test func cancellationEndsARequest() async throws {
        try await Parts.with { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.slow(.seconds(60))))
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) { _ = try await client.version() }
                }
                while cluster.journal.count == 0 { await Task.yield() }
                group.cancelAll()
            }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func objectsThatAreNotThere() async throws {
        try await Parts.with { _, client in
            #expect(
                await Parts.sentence { _ = try await client.get(Parts.pods, namespace: "shop", name: "no/one") }
                    == "The API server does not have pods \"no/one\" in the namespace \"shop\" (404). Check the name and the "
                    + "namespace.")
            let pod = try await client.get(Parts.pods, namespace: "shop", name: "web-1000")
            #expect(pod.root["kind"]?.string == "Pod")
        }
    }

    @Test func accessReviews() async throws {
        try await Parts.with { cluster, client in
            let before = try await client.access("list", Parts.pods)
            #expect(before == .allowed)
            cluster.disturbances.add(ClusterDisturbance(.forbidden, on: "pods"))
            let after = try await client.access("list", Parts.pods)
            #expect(after == .denied(reason: ""))
        }
    }
}

extension String {
    /// With `URL` in place of an address.
    func replacingAddress(_ address: String?) -> String {
        guard let address else { return self }
        return replacing(address, with: "URL")
    }
}
