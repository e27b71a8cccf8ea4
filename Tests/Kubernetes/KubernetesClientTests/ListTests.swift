import Documents
import LocalCluster
import Testing

@testable import KubernetesClient

/// Lists over real sockets.
@Suite struct ListTests {
    @Test func pagesTogetherAreTheList() async throws {
        try await Parts.with(pods: 23) { cluster, client in
            let names = try await Parts.names(client, ListOptions(pageSize: 5))
            #expect(names == (1000..<1023).map { "web-\($0)" })
            #expect(cluster.journal.count == 5)
            #expect(try await Parts.names(client, ListOptions(pageSize: 500)) == names)
            #expect(cluster.journal.count == 6)
        }
    }

    @Test func objectsOfListsKnowWhatTheyAre() async throws {
        try await Parts.with { _, client in
            var pager = client.list(Parts.pods, ListOptions(namespace: "shop"))
            let page = try #require(try await pager.next())
            #expect(page.count == 5)
            #expect(page.objects[0]["apiVersion"]?.string == "v1")
            #expect(page.objects[0]["kind"]?.string == "Pod")
            #expect(page.objects[0]["spec"]?["nodeName"]?.string == "n1")
            #expect(try await pager.next() == nil)
        }
    }

    @Test func selectorsReachTheServer() async throws {
        try await Parts.with { _, client in
            let odd = try await Parts.names(client, ListOptions(labelSelector: "parity in (odd)"))
            #expect(odd == ["web-1001", "web-1003"])
            let others = try await Parts.names(client, ListOptions(fieldSelector: "metadata.namespace!=shop"))
            #expect(others.isEmpty)
            let elsewhere = try await Parts.names(client, ListOptions(namespace: "elsewhere"))
            #expect(elsewhere.isEmpty)
        }
    }

    @Test func valuesOfSecretsAreNotAskedFor() async throws {
        try await Parts.with { cluster, client in
            var pager = client.list(Parts.secrets, ListOptions(isMetadataOnly: true))
            let page = try #require(try await pager.next())
            #expect(page.objects.first?["metadata"]?["name"]?.string == "key")
            #expect(page.objects.first?["kind"]?.string == "Secret")
            #expect(page.objects.first?["data"] == nil)
            // A server that sends them all the same is not believed.
            cluster.disturbances.add(
                ClusterDisturbance(.body(#"{"kind":"SecretList","apiVersion":"v1","items":[]}"#), on: "secrets"))
            var second = client.list(Parts.secrets, ListOptions(isMetadataOnly: true))
            let sentence = await Parts.sentence { _ = try await second.next() }
            #expect(sentence.contains("whole objects where only metadata was asked for"))
        }
    }

    @Test func anExpiredListBeginsAnewWithoutRepeats() async throws {
        try await Parts.with(pods: 23) { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.expired, on: "pods", skip: 2, count: 1))
            let names = try await Parts.names(client, ListOptions(pageSize: 5))
            #expect(names == (1000..<1023).map { "web-\($0)" })
            // Two pages, the refusal, and five pages from the beginning.
            #expect(cluster.journal.count == 8)
        }
    }

    @Test func anExpiredListGoesOnWhereTheServerOffersIt() async throws {
        try await Parts.with(pods: 23) { cluster, client in
            var pager = client.list(Parts.pods, ListOptions(pageSize: 5))
            var names: [String] = []
            while let page = try await pager.next() {
                names += page.objects.compactMap { $0["metadata"]?["name"]?.string }
                if names.count == 10 { cluster.store.compact() }
            }
            #expect(names == (1000..<1023).map { "web-\($0)" })
            #expect(pager.restartCount == 1)
            #expect(cluster.journal.count == 6)
        }
    }

    @Test func aListThatExpiresAgainAndAgainIsGivenUp() async throws {
        try await Parts.with(pods: 23) { cluster, client in
            for skip in stride(from: 1, through: 7, by: 1) {
                cluster.disturbances.add(ClusterDisturbance(.expired, on: "pods", skip: skip * 2 - 1, count: 1))
            }
            let sentence = await Parts.sentence { _ = try await Parts.names(client, ListOptions(pageSize: 5)) }
            #expect(sentence.hasPrefix("The list of pods changed too fast to be read to its end (410)."))
        }
    }

    @Test func aListThatNeverEndsIsGivenUp() async throws {
        try await Parts.with { cluster, client in
            let page = #"{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"same"},"items":[]}"#
            cluster.disturbances.add(ClusterDisturbance(.body(page), on: "pods"))
            let sentence = await Parts.sentence { _ = try await Parts.names(client, ListOptions()) }
            #expect(
                sentence == "The list of pods does not come to an end: the server sends the same page again and again.")
        }
    }

    @Test func longListsComeFromAGenerator() async throws {
        try await Parts.with(pods: 0) { cluster, client in
            let resource = try #require(ServedResource.builtIn.first { $0.plural == "pods" })
            cluster.store.serve(
                GeneratedObjects(resource, count: 2345) { index in
                    Array(#"{"metadata":{"name":"p-\#(index)","namespace":"n","uid":"\#(index)"}}"#.utf8)
                })
            let names = try await Parts.names(client, ListOptions())
            #expect(names.count == 2345)
            #expect(names.last == "p-2344")
            #expect(cluster.journal.count == 5)
        }
    }
}
