import Logging
import ServiceKit
import Spool

/// Writes runs into a spool and delivers them, until it is killed: the process that the spool's tests shoot.
///
///     spool-agent PATH URL LANES FIRST COUNT
///
/// Runs FIRST … FIRST+COUNT-1, in turn over the lanes, every third part by part. Prints `committed KEY` when a run is on
/// the disk, and stays until it is killed or, when everything is delivered, ends by itself.
@main
struct SpoolAgent {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let lanes = Int(arguments[3]), let first = Int(arguments[4]),
            let count = Int(arguments[5])
        else {
            print("usage: spool-agent PATH URL LANES FIRST COUNT")
            return
        }
        let (path, url) = (arguments[1], arguments[2])
        let spool = try Spool(path: path)
        let delivery = SpoolDelivery(
            spool, through: HTTPSender(),
            pace: .init(pauses: Reconnection.Policy(first: .milliseconds(20), longest: .milliseconds(200))),
            metrics: MetricsRegistry(), logger: Logger(label: "spool-agent") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await delivery.run() }
            for number in first..<(first + count) {
                let run = "run-\(number)"
                let lane = SpoolLane(destination: url, cluster: "c\(number % lanes)")
                try commit(run, number, lane, to: spool)
                // Unbuffered, because a killed process loses its buffers.
                ServiceLogHandler.writeToStandardOutput(Array("committed \(run)\n".utf8))
                await Task.yield()
            }
            while try spool.status().waitingRuns > 0 { try await Task.sleep(for: .milliseconds(20)) }
            group.cancelAll()
        }
    }

    private static func commit(_ run: String, _ number: Int, _ lane: SpoolLane, to spool: Spool) throws {
        let parts = (0..<(1 + number % 4)).map { part in
            Array("\(run) part \(part) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 2000)
        }
        let target = "/reports?cluster=\(lane.cluster)"
        guard number % 3 == 0 else {
            try spool.submit(run: run, lane: lane, target: target, parts: parts)
            return
        }
        try spool.begin(run: run, lane: lane, target: target)
        for part in parts { try spool.append(part, to: run) }
        try spool.seal(run: run)
    }
}
