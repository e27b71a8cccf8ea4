import Crypto

/// Where reports go, and in whose order: everything of one lane is delivered in the order in which it was committed.
public struct SpoolLane: Sendable, Hashable, CustomStringConvertible {
    /// The address that parts are sent to, without anything that differs from run to run.
    public let destination: String
    /// The cluster that the reports are about.
    public let cluster: String

    /// A lane.
    public init(destination: String, cluster: String) {
        self.destination = destination
        self.cluster = cluster
    }

    public var description: String { "\(cluster) to \(destination)" }
}

/// One part of a run on its way out.
public struct SpoolPart: Sendable, Hashable {
    public let lane: SpoolLane
    /// The run's key, chosen by whoever committed it.
    public let run: String
    /// From 0.
    public let number: Int
    /// How many parts the run has.
    public let of: Int
    /// Path and query that are added to the lane's destination.
    public let target: String
    public let contentType: String
    /// SHA-256 of the body.
    public let digest: [UInt8]
    public let body: [UInt8]

    /// Whether the body is what was committed; a failing disk may have changed it.
    var isIntact: Bool { Array(SHA256.hash(data: body)) == digest }

    /// Equal for every attempt to deliver this part, and for no other part.
    public var idempotencyKey: String { "\(run)/\(number)" }
}

/// What became of an attempt to deliver a part.
public enum SpoolOutcome: Sendable, Hashable {
    /// The receiver has committed it, now or earlier.
    case accepted
    /// Not now: the receiver is busy, away, or does not accept the credential.
    case later(reason: String, after: Duration?)
    /// Never: trying again cannot help, and the run is given up so that others can follow.
    case refused(reason: String)
}

/// Delivers parts; how is its business.
public protocol SpoolSender: Sendable {
    /// Tries to deliver a part once. Must not return ``SpoolOutcome/accepted`` before the receiver has committed it.
    func send(_ part: SpoolPart) async -> SpoolOutcome
}

/// What can be wrong with a spool.
public enum SpoolError: Error, Sendable, Hashable, CustomStringConvertible {
    case inUse(path: String)
    case newerSchema(path: String, found: Int, known: Int)
    case unusable(path: String, reason: String)
    case diskFull(path: String)
    case tooLarge(run: String, bytes: Int, limit: Int)
    case unknownRun(String)

    public var description: String {
        switch self {
        case .inUse(let path):
            "The spool \(path) is used by another process. Stop it, or give this one a directory of its own."
        case .newerSchema(let path, let found, let known):
            "The spool \(path) was written by a newer version (schema \(found), this version knows \(known)). "
                + "Update this program, or move the file away to begin an empty spool."
        case .unusable(let path, let reason):
            "The spool \(path) cannot be used: \(reason). Repair it, or move the file away to begin an empty spool."
        case .diskFull(let path):
            "The disk is full: nothing more fits into the spool \(path). What it holds is safe. Make room."
        case .tooLarge(let run, let bytes, let limit):
            "The run \(run) has \(bytes) bytes, more than the spool may hold (\(limit)). Raise its limit."
        case .unknownRun(let run): "The run \(run) is not in the spool; it may have been evicted to make room."
        }
    }
}

/// How full a spool is and what became of what it held.
public struct SpoolStatus: Sendable, Hashable {
    /// Complete runs that wait, and runs that are still being written.
    public var waitingRuns = 0
    public var unfinishedRuns = 0
    public var waitingParts = 0
    public var bytes = 0
    /// Seconds since 1970 at which the oldest waiting run was committed.
    public var oldest: Double?
    /// Since the spool was created:
    public var deliveredRuns = 0
    /// Runs that were dropped because newer ones needed the room.
    public var evictedRuns = 0
    public var evictedBytes = 0
    /// Runs that the receiver will never take.
    public var refusedRuns = 0
    /// Runs whose writer died before they were complete.
    public var abandonedRuns = 0
    /// The last refusal, in words.
    public var lastRefusal: String?
}
