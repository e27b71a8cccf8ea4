public import Logging
public import ServiceKit
public import ServiceLifecycle

/// Empties a spool through a sender: one part at a time in each lane, lanes beside each other.
///
/// Runs until it is stopped. A part that cannot be delivered is tried again for ever, with pauses that grow and have
/// jitter; other lanes go on meanwhile.
public struct SpoolDelivery: Service {
    /// How deliveries are paced.
    public struct Pace: Sendable {
        /// Pauses after failures; what a receiver asks for is clamped to their longest.
        public var pauses: Reconnection.Policy
        /// Time for one part.
        public var timeout: Duration
        /// Lanes that send at a time.
        public var lanes: Int

        /// A pace: pauses from 1 second to 5 minutes, 60 seconds for a part, 4 lanes.
        public init(
            pauses: Reconnection.Policy = Reconnection.Policy(longest: .seconds(300), stableAfter: .zero),
            timeout: Duration = .seconds(60), lanes: Int = 4
        ) {
            self.pauses = pauses
            self.timeout = timeout
            self.lanes = max(1, lanes)
        }
    }

    private let spool: Spool
    private let sender: any SpoolSender
    private let pace: Pace
    private let logger: Logger
    private let metrics: Metrics

    private struct Metrics: Sendable {
        let attempts: Counter
        let runs: Gauge
        let bytes: Gauge
        let evicted: Gauge
        let refused: Gauge
    }

    /// A delivery.
    public init(
        _ spool: Spool, through sender: any SpoolSender, pace: Pace = Pace(), metrics: MetricsRegistry, logger: Logger
    ) {
        self.spool = spool
        self.sender = sender
        self.pace = pace
        self.logger = logger
        self.metrics = Metrics(
            attempts: metrics.counter(
                "breakwater_spool_attempts_total", "Attempts to deliver a part, by outcome.", labels: ["outcome"]),
            runs: metrics.gauge("breakwater_spool_runs", "Complete runs that wait."),
            bytes: metrics.gauge("breakwater_spool_bytes", "Bytes that the spool holds."),
            evicted: metrics.gauge("breakwater_spool_evicted_runs", "Runs dropped to make room, ever."),
            refused: metrics.gauge("breakwater_spool_refused_runs", "Runs that the receiver will never take, ever."))
    }

    /// Delivers until the task is cancelled or the service shut down. A part under way is then finished or given up; it
    /// stays in the spool until it is acknowledged.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await deliver() }
    }

    private func deliver() async {
        // One token is enough: it says that something may wait.
        let (work, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = spool.onWork { waker.yield() }
        defer { spool.forget(number) }
        waker.yield()
        let (ended, laneEnded) = AsyncStream.makeStream(of: SpoolLane.self)
        await withTaskGroup(of: Void.self) { group in
            let board = LaneBoard(limit: pace.lanes)
            group.addTask {
                // A lane that ended makes room for another.
                for await lane in ended {
                    await board.ended(lane)
                    waker.yield()
                }
            }
            for await _ in work {
                for lane in await waiting() where await board.begin(lane) {
                    group.addTask {
                        await self.empty(lane)
                        laneEnded.yield(lane)
                    }
                }
                await show()
            }
            laneEnded.finish()
            group.cancelAll()
        }
    }

    /// Delivers a lane until nothing waits in it.
    private func empty(_ lane: SpoolLane) async {
        var pauses = Reconnection(pace.pauses)
        let start = ContinuousClock.now
        while !Task.isCancelled {
            do {
                guard let part = try spool.next(in: lane) else {
                    try spool.shrink()
                    return
                }
                guard part.isIntact else {
                    try giveUp(part, "its bytes were damaged on the disk")
                    continue
                }
                let outcome = await attempt(part)
                if Task.isCancelled, outcome != .accepted { return }
                switch outcome {
                case .accepted:
                    try spool.delivered(part)
                    metrics.attempts.increment(["accepted"])
                    pauses.connected(at: ContinuousClock.now - start)
                    if part.number + 1 == part.of { await show() }
                case .refused(let reason):
                    try giveUp(part, reason)
                case .later(let reason, let after):
                    metrics.attempts.increment(["later"])
                    try await pause(&pauses, start, reason, after, lane)
                }
            } catch is CancellationError {
                return
            } catch {
                // The disk is full or failing: what is in the spool stays, and is tried again.
                guard (try? await pause(&pauses, start, "\(error)", nil, lane)) != nil else { return }
            }
        }
    }

    private func giveUp(_ part: SpoolPart, _ reason: String) throws {
        try spool.refused(part, reason)
        metrics.attempts.increment(["refused"])
        logger.error(
            "this run cannot be delivered; it is dropped",
            metadata: ["run": .string(part.run), "lane": "\(part.lane)", "reason": .string(reason)])
    }

    private func pause(
        _ pauses: inout Reconnection, _ start: ContinuousClock.Instant, _ reason: String, _ after: Duration?,
        _ lane: SpoolLane
    ) async throws {
        let pause = pauses.lost(
            at: ContinuousClock.now - start, random: Double.random(in: 0..<1), retryAfter: after)
        logger.warning(
            "not delivered, trying again",
            metadata: [
                "lane": "\(lane)", "reason": .string(reason), "failures": "\(pauses.failuresInARow)",
                "pause": "\(pause)",
            ])
        try await Task.sleep(for: pause)
    }

    private func attempt(_ part: SpoolPart) async -> SpoolOutcome {
        let sender = sender
        do {
            return try await withDeadline(pace.timeout, orThrow: CancellationError()) { await sender.send(part) }
        } catch {
            return .later(reason: "no answer within \(pace.timeout)", after: nil)
        }
    }

    private func waiting() async -> [SpoolLane] {
        do {
            return try spool.lanes()
        } catch {
            logger.error("the spool cannot be read", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func show() async {
        guard let status = try? spool.status() else { return }
        metrics.runs.set(Double(status.waitingRuns))
        metrics.bytes.set(Double(status.bytes))
        metrics.evicted.set(Double(status.evictedRuns))
        metrics.refused.set(Double(status.refusedRuns))
    }
}

/// Which lanes are being emptied.
private actor LaneBoard {
    private var active: Set<SpoolLane> = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func begin(_ lane: SpoolLane) -> Bool { active.count < limit && active.insert(lane).inserted }
    func ended(_ lane: SpoolLane) { active.remove(lane) }
}
