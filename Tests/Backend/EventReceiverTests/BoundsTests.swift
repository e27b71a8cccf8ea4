import Foundation
import Logging
import ReportStore
import Testing

@testable import EventReceiver

@Suite("Bad input")
struct BoundsTests {
    @Test("Bodies beyond the limit are refused with 413, whether they announce it or not")
    func tooLarge() async throws {
        try await ReceiverFixture.with({ $0.maxPartBytes = 10_000 }) { receiver in
            let body = [UInt8](repeating: 0x20, count: 20_000)
            let answer = try await receiver.post(PostureTests.path, body)
            #expect(answer.status == 413)
            #expect(answer.body == "The body is larger than 10000 bytes. Send smaller parts.\n")
            let chunked = Array("4e20\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8)
            let second = try await receiver.post(
                PostureTests.path, chunked, headers: ["Transfer-Encoding": "chunked"])
            #expect(second.status == 413)
            let announced = try await receiver.post(
                PostureTests.path, [], headers: ["Content-Length": "99999999999"])
            #expect(announced.status == 413)
        }
    }

    @Test(
        "What is malformed is refused with a sentence, and the receiver goes on",
        arguments: [
            ("", 400), ("{", 400), ("[]", 400), (#"{"reportGUID":7}"#, 400), (#"{"reportGUID":"a"}"#, 400),
            (#"{"reportGUID":"a","generationTime":"yesterday"}"#, 400),
            (#"{"reportGUID":"a","generationTime":"2026-03-01T10:00:00Z","results":[1]}"#, 400),
            (#"{"reportGUID":"a","generationTime":"2026-03-01T10:00:00Z","results":[{}]}"#, 400),
            (
                #"{"reportGUID":"a","generationTime":"2026-03-01T10:00:00Z","results":[{"resourceID":"x","controls":[{}]}]}"#,
                400
            ),
            (
                #"{"reportGUID":"a","generationTime":"2026-03-01T10:00:00Z","paginationInfo":{"chunkNumber":99999}}"#,
                400
            ),
            (
                #"{"reportGUID":"a","generationTime":"2026-03-01T10:00:00Z","paginationInfo":{"chunkNumber":-1}}"#,
                400
            ),
        ])
    func malformed(body: String, status: Int) async throws {
        try await ReceiverFixture.with { receiver in
            let answer = try await receiver.post("/k8s/v2/postureReport", body)
            #expect(answer.status == status && answer.body.hasSuffix(".\n"), "\(answer.body)")
            #expect(try await receiver.store.runs(account: ReceiverFixture.account).total == 0)
            #expect(try await PlainHTTP.send("GET", "/v1/readiness", port: receiver.port).status == 200)
        }
    }

    @Test("A body that does not arrive in time is given up on")
    func slow() async throws {
        try await ReceiverFixture.with({ $0.bodyDeadline = 1 }) { receiver in
            let head = "POST /k8s/sysreport HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-KEY: \(receiver.key)\r\n"
            let answer = try await PlainHTTP.exchange(
                Array((head + "Content-Length: 100\r\n\r\n{").utf8), port: receiver.port)
            #expect(answer.status == 408)
        }
    }

    @Test("Encodings that nobody unpacks here are refused")
    func encoded() async throws {
        try await ReceiverFixture.with { receiver in
            let answer = try await receiver.post("/k8s/sysreport", [1, 2, 3], headers: ["Content-Encoding": "gzip"])
            #expect(answer.status == 415)
        }
    }

    @Test("More requests than may wait are sent away with 429 and a time to come back")
    func busy() async throws {
        let queue = IntakeQueue(concurrent: 1, waiting: 1)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await queue.turn {
                    start.yield()
                    for await _ in gate { break }
                }
            }
            for await _ in started { break }
            let outcomes = await withTaskGroup(of: Int.self) { inner in
                for _ in 0..<5 {
                    inner.addTask {
                        do {
                            try await queue.turn {}
                            return 200
                        } catch { return ReceiverError(error).status }
                    }
                }
                var outcomes: [Int] = []
                for await outcome in inner {
                    outcomes.append(outcome)
                    if outcomes.count == 4 { opener.yield() }
                }
                return outcomes
            }
            #expect(outcomes.sorted() == [200, 429, 429, 429, 429])
            try await group.waitForAll()
        }
    }

    @Test("A port in use is named")
    func portInUse() async throws {
        try await ReceiverFixture.with { receiver in
            var configuration = EventReceiverConfiguration()
            configuration.port = receiver.port
            let second = EventReceiver(
                configuration: configuration, store: receiver.store, logger: .init(label: "test"))
            await #expect(
                throws: EventReceiverError.cannotListen(
                    host: "127.0.0.1", port: receiver.port, reason: "Address already in use")
            ) { try await second.run() }
        }
    }

    @Test("Metrics are in Prometheus' text form and count what came")
    func metrics() async throws {
        try await ReceiverFixture.with { receiver in
            _ = try await receiver.post(PostureTests.path, fixture("posture-today.json"))
            _ = try await receiver.post("/k8s/sysreport", "{}", key: "wrong")
            let text = try await PlainHTTP.send("GET", "/metrics", port: receiver.port).body
            #expect(
                text.contains(
                    #"breakwater_event_receiver_requests_total{route="/k8s/v2/postureReport",status="200"} 1"#))
            #expect(text.contains(#"breakwater_event_receiver_refusals_total{reason="agent.unknown-key"} 1"#))
            #expect(text.contains(#"breakwater_event_receiver_parts_total{outcome="completed"} 1"#))
        }
    }
}
