import Foundation
import HTTPTypes
import ServiceKit
import Synchronization
import Testing

@testable import Spool

/// Delivery over real sockets to a real server.
struct DeliveryTests {
    let folder: TemporaryFolder
    static let pace = SpoolDelivery.Pace(
        pauses: Reconnection.Policy(first: .milliseconds(10), longest: .milliseconds(50)), timeout: .seconds(5))

    init() throws { folder = try TemporaryFolder() }

    /// Delivers until everything is gone.
    private func deliverAll(_ spool: Spool, metrics: MetricsRegistry = MetricsRegistry()) async throws {
        let delivery = SpoolDelivery(
            spool, through: HTTPSender(), pace: DeliveryTests.pace, metrics: metrics, logger: quiet)
        let task = Task { try await delivery.run() }
        defer { task.cancel() }
        try await eventually { try spool.status().waitingRuns == 0 }
        task.cancel()
        try await task.value
    }

    @Test("After a day without a backend 200 runs arrive, in order per cluster, none twice")
    func backlog() async throws {
        let spool = try Spool(path: folder.spool)
        let receiver = Receiver()
        try await receiver.serve { url in
            for number in 0..<200 {
                let cluster = "c\(number % 3)"
                try spool.submit(
                    run: "run-\(number)", lane: SpoolLane(destination: url, cluster: cluster),
                    target: "/reports?cluster=\(cluster)",
                    parts: (0..<(1 + number % 3)).map { bytes("\(number).\($0)") })
            }
            let start = ContinuousClock.now
            try await deliverAll(spool)
            print("200 runs, \(receiver.state.withLock { $0.arrivals.count }) parts: \(ContinuousClock.now - start)")
        }
        let complete = receiver.complete
        #expect(complete.count == 200)
        for cluster in 0..<3 {
            let wanted = (0..<200).filter { $0 % 3 == cluster }.map { "run-\($0)" }
            let wantedSet = Set(wanted)
            #expect(complete.filter { wantedSet.contains($0) } == wanted)
        }
        let arrivals = receiver.state.withLock { $0.arrivals }
        #expect(arrivals.count == Set(arrivals.map { "\($0.run)/\($0.part)" }).count)
        #expect(arrivals.allSatisfy { $0.body == bytes("\($0.run.dropFirst(4)).\($0.part)") })
    }

    @Test("A receiver that is busy, failing or away is tried again, in order; refusals give up only their run")
    func trouble() async throws {
        let spool = try Spool(path: folder.spool)
        let receiver = Receiver()
        let metrics = MetricsRegistry()
        receiver.answer { request in
            switch request {
            case 1: ServiceError(.tooManyRequests, "Later.", retryAfter: 0)
            case 2: ServiceError(.serviceUnavailable, "Later.")
            case 3: ServiceError(.unauthorized, "Not with this key.")
            case 5: ServiceError(.unprocessableContent, "This report makes no sense.")
            default: nil
            }
        }
        try await receiver.serve { url in
            let lane = SpoolLane(destination: url, cluster: "c")
            for run in ["a", "b", "c"] {
                try spool.submit(run: run, lane: lane, target: "/reports?cluster=c", parts: [bytes(run)])
            }
            try await deliverAll(spool, metrics: metrics)
        }
        // The fifth request is the first one of run b.
        #expect(receiver.complete == ["a", "c"])
        let status = try spool.status()
        #expect(status.refusedRuns == 1)
        #expect(status.deliveredRuns == 2)
        #expect(status.lastRefusal?.hasPrefix("b: status 422") == true)
        let text = String(decoding: metrics.text(), as: UTF8.self)
        #expect(text.contains(#"breakwater_spool_attempts_total{outcome="later"} 3"#))
        #expect(text.contains(#"breakwater_spool_attempts_total{outcome="refused"} 1"#))
        #expect(text.contains("breakwater_spool_refused_runs 1"))
    }

    @Test("A part that the disk has damaged is dropped with its run, and others follow")
    func damage() async throws {
        let spool = try Spool(path: folder.spool)
        let receiver = Receiver()
        try await receiver.serve { url in
            let lane = SpoolLane(destination: url, cluster: "c")
            for run in ["a", "b"] {
                try spool.submit(run: run, lane: lane, target: "/reports?cluster=c", parts: [bytes(run)])
            }
            try spool.execute("UPDATE part SET body = x'00' WHERE run = (SELECT id FROM run WHERE key = 'a')")
            try await deliverAll(spool)
        }
        #expect(receiver.complete == ["b"])
        #expect(try spool.status().lastRefusal == "a: its bytes were damaged on the disk")
    }

    @Test("One lane that is stuck does not hold up another")
    func stuckLane() async throws {
        let spool = try Spool(path: folder.spool)
        let receiver = Receiver()
        try await receiver.serve { url in
            // Nobody listens on port 1.
            try spool.submit(
                run: "stuck", lane: SpoolLane(destination: "http://127.0.0.1:1", cluster: "x"), parts: [bytes("s")])
            try spool.submit(
                run: "fine", lane: SpoolLane(destination: url, cluster: "c"), target: "/reports?cluster=c",
                parts: [bytes("f")])
            let delivery = SpoolDelivery(
                spool, through: HTTPSender(), pace: DeliveryTests.pace, metrics: MetricsRegistry(), logger: quiet)
            let task = Task { try await delivery.run() }
            try await eventually { receiver.complete == ["fine"] }
            // Work that comes later in the lane that is free is delivered, too.
            try spool.submit(
                run: "later", lane: SpoolLane(destination: url, cluster: "c"), target: "/reports?cluster=c",
                parts: [bytes("l")])
            // An acknowledgement that is cut off would only be repeated later.
            try await eventually { try spool.status().waitingRuns == 1 }
            #expect(receiver.complete == ["fine", "later"])
            task.cancel()
            try await task.value
        }
        #expect(try spool.status().waitingRuns == 1)
    }

    @Test(
        "What a status means for a part",
        arguments: [
            (200, "accepted"), (204, "accepted"), (400, "refused"), (401, "later"), (403, "later"), (404, "later"),
            (408, "later"), (413, "refused"), (422, "refused"), (429, "later"), (500, "later"), (503, "later"),
            (302, "later"),
        ])
    func statuses(_ status: Int, _ meaning: String) {
        let outcome = HTTPSender.outcome(status, "", nil)
        switch outcome {
        case .accepted: #expect(meaning == "accepted")
        case .later: #expect(meaning == "later")
        case .refused: #expect(meaning == "refused")
        }
    }

    @Test(
        "Killed with SIGKILL at many points, nothing committed is lost, nothing shows twice, order holds",
        arguments: [1, 2] as [UInt64])
    func killed(_ seed: UInt64) async throws {
        let receiver = Receiver()
        let path = folder.spool
        let committed = Mutex<[Int]>([])
        let kills = 12
        let perLife = 25
        try await receiver.serve { url in
            var random = seed
            func roll(_ below: UInt64) -> UInt64 {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (random >> 33) % below
            }
            for life in 0...kills {
                let agent = try Agent(path, url, lanes: 3, first: life * perLife, count: life == kills ? 0 : perLife)
                if life < kills {
                    // Sometimes in the middle of writing, sometimes in the middle of delivering.
                    let lines = Int(roll(UInt64(perLife) + 1))
                    for _ in 0..<lines {
                        guard let line = await agent.line() else { break }
                        if let number = Int(line.drop { !$0.isNumber }) { committed.withLock { $0.append(number) } }
                    }
                    try await Task.sleep(for: .microseconds(Int(roll(15_000))))
                    agent.kill()
                    // What it printed before it died.
                    while let line = await agent.line() {
                        if let number = Int(line.drop { !$0.isNumber }) { committed.withLock { $0.append(number) } }
                    }
                }
                await agent.ended()
            }
        }
        let all = committed.withLock { $0 }
        #expect(all.count > 30)
        let complete = receiver.complete.compactMap { Int($0.dropFirst(4)) }
        #expect(Set(all).subtracting(complete) == [], "committed and lost")
        #expect(complete.count == Set(complete).count)
        for lane in 0..<3 {
            let inLane = complete.filter { $0 % 3 == lane }
            #expect(inLane == inLane.sorted(), "lane \(lane)")
        }
        let state = receiver.state.withLock { $0 }
        for arrival in state.stored.values {
            #expect(arrival.body.starts(with: bytes("\(arrival.run) part \(arrival.part) ")))
            #expect(arrival.of == 1 + (Int(arrival.run.dropFirst(4)) ?? 0) % 4)
        }
        // Nothing is left half delivered.
        #expect(Set(state.stored.values.map(\.run)) == Set(receiver.complete))
        print(
            "\(all.count) runs committed over \(kills) kills; \(state.arrivals.count - state.stored.count) parts came twice"
        )
    }
}

/// The program `spool-agent` as a process of its own.
final class Agent: Sendable {
    private let process = Process()
    private let pipe = Pipe()
    private let rest = Mutex<[UInt8]>([])

    init(_ path: String, _ url: String, lanes: Int, first: Int, count: Int) throws {
        process.executableURL = Agent.folder.appendingPathComponent("spool-agent")
        process.arguments = [path, url, "\(lanes)", "\(first)", "\(count)"]
        process.standardOutput = pipe
        try process.run()
    }

    /// Where the test bundle lies, and the programs beside it.
    private static var folder: URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// The next line that it prints; nil when it has ended.
    func line() async -> String? {
        while true {
            let found = rest.withLock { rest -> String? in
                guard let end = rest.firstIndex(of: 0x0A) else { return nil }
                defer { rest.removeSubrange(...end) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            if let found { return found }
            let pipe = pipe
            let data = await Task.detached { pipe.fileHandleForReading.availableData }.value
            if data.isEmpty { return nil }
            rest.withLock { $0.append(contentsOf: data) }
        }
    }

    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    func ended() async {
        while process.isRunning { try? await Task.sleep(for: .milliseconds(2)) }
    }
}
