import Logging
import ServiceKit
import Spool

extension ServiceBench {
    /// Accepts everything at once.
    private struct Sink: SpoolSender {
        func send(_ part: SpoolPart) async -> SpoolOutcome { .accepted }
    }

    /// Commits runs and empties the spool again, with and without waiting for the disk.
    static func measureSpool(_ folder: String, runs: Int, bytes: Int) async throws {
        let body = [UInt8](repeating: 0x61, count: bytes)
        for durable in [true, false] {
            let spool = try Spool(
                path: "\(folder)/bench-\(durable).sqlite", configuration: .init(survivesPowerFailure: durable))
            let lanes = (0..<4).map { SpoolLane(destination: "bench", cluster: "c\($0)") }
            var start = ContinuousClock.now
            for run in 0..<runs { try spool.submit(run: "run-\(run)", lane: lanes[run % 4], parts: [body]) }
            let committed = Double(runs) / (ContinuousClock.now - start).seconds
            start = ContinuousClock.now
            let delivery = SpoolDelivery(spool, through: Sink(), metrics: MetricsRegistry(), logger: quiet)
            let task = Task { try await delivery.run() }
            while try spool.status().waitingRuns > 0 { try await Task.sleep(for: .milliseconds(20)) }
            let delivered = Double(runs) / (ContinuousClock.now - start).seconds
            task.cancel()
            try await task.value
            print(
                "\(runs) runs of \(bytes) bytes, \(durable ? "safe against power failure" : "safe against SIGKILL"): "
                    + "\(Int(committed)) commits/s, \(Int(delivered)) deliveries/s, memory \(memory) MiB")
        }
    }
}
