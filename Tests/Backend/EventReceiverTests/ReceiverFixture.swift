import Foundation
import Logging
import ReportStore
import Testing

@testable import EventReceiver

/// Files beside the tests.
func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
}

/// A receiver on a free port with a real database, one account and the enrolled cluster `minikube`.
struct ReceiverFixture {
    static let account = "3f0c1c9e-0000-4000-8000-000000000001"

    let store: ReportStore
    let port: Int
    let key: String
    let cluster: Int64

    /// Runs `body` against a receiver and stops it afterwards.
    static func with(
        _ configure: (inout EventReceiverConfiguration) -> Void = { _ in },
        _ body: @escaping (ReceiverFixture) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "event-receiver-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try await ReportStore(directory: directory)
        let (key, cluster) = try await seed(store)
        var configuration = EventReceiverConfiguration()
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let receiver = EventReceiver(configuration: configuration, store: store, logger: logger) { port in
            announce.yield(port)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receiver.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            do {
                try await body(ReceiverFixture(store: store, port: port, key: key, cluster: cluster))
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
        try store.close()
    }

    /// An account and an enrolled cluster in an empty store.
    static func seed(_ store: ReportStore) async throws -> (key: String, cluster: Int64) {
        let account = try await store.createAccount(named: "Acme", id: account)
        let (_, token) = try await store.createEnrolmentToken(account: account.id, by: "test")
        let (agent, key) = try await store.enrol(token: token.text, clusterName: "minikube")
        return (key.text, agent.cluster)
    }

    /// Sends a POST with the key of the cluster.
    func post(
        _ path: String, _ body: [UInt8], key: String? = nil, headers: [String: String] = [:]
    ) async throws -> PlainHTTP.Answer {
        var headers = headers
        headers["X-API-KEY"] = key ?? self.key
        if headers["X-API-KEY"] == "" { headers["X-API-KEY"] = nil }
        return try await PlainHTTP.send("POST", path, port: port, headers: headers, body: body)
    }

    func post(_ path: String, _ text: String, key: String? = nil) async throws -> PlainHTTP.Answer {
        try await post(path, Array(text.utf8), key: key)
    }

    var latestRun: Run {
        get async throws { try #require(try await store.latestPostureRuns(account: Self.account).first) }
    }
}
