import Crypto
import Foundation
import GRDB

/// The envelope of one part of a run.
public struct RunPart: Sendable {
    public var cluster: Int64
    public var guid: String
    public var jobID: String
    public var generatedAt: Moment
    /// From 0.
    public var number: Int
    /// How many parts the run has, when this part tells.
    public var count: Int?
    /// SHA-256 of the part as it came, to tell a repeat from another part of the same number.
    public let digest: [UInt8]
    public let bytes: Int

    /// Parts that a run may have at most: 20 GiB in parts of 2 MiB.
    public static let most = 10_000

    /// - Parameter body: the part as it came.
    public init(
        cluster: Int64, guid: String, jobID: String = "", generatedAt: Moment, number: Int, count: Int?,
        body: UnsafeBufferPointer<UInt8>
    ) {
        self.cluster = cluster
        self.guid = guid
        self.jobID = jobID
        self.generatedAt = generatedAt
        self.number = number
        self.count = count
        digest = Array(SHA256.hash(data: UnsafeRawBufferPointer(body)))
        bytes = body.count
    }
}

/// What became of a part. All three are to be acknowledged.
public enum PartOutcome: Sendable, Hashable {
    /// Stored; the run is still incomplete.
    case stored
    /// Stored before; nothing changed.
    case repeated
    /// Stored, and it was the last one that was missing: the run is visible now.
    case completed
}

/// Takes parts into a run: the rules that make any order, repeats and concurrency harmless.
struct RunIntake {
    let run: Int64
    let state: RunState
    let isRepeat: Bool

    /// Notes the part; must run in the transaction that stores its content.
    /// - Parameter trustsCount: whether a part beyond the number of parts that another one told is a contradiction.
    /// - Throws: ``StoreError/conflict(_:)`` for a part that contradicts what came before.
    init(_ part: RunPart, kind: RunKind, trustsCount: Bool, at now: Moment, _ db: Database) throws {
        guard 0..<RunPart.most ~= part.number, (part.count ?? 1) <= RunPart.most else {
            throw StoreError.invalid("Part \(part.number) of a run is out of range; \(RunPart.most) parts are allowed.")
        }
        guard 1...128 ~= part.guid.utf8.count else {
            throw StoreError.invalid("The id of a run needs 1 to 128 bytes.")
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO runs (cluster_id, kind, guid, job_id, state, generated_at, first_part_at, last_part_at)
                VALUES (?, ?, ?, ?, 'receiving', ?, ?, ?) ON CONFLICT (cluster_id, kind, guid) DO NOTHING
                """
        ).execute(arguments: [
            part.cluster, kind.rawValue, part.guid, part.jobID, part.generatedAt.milliseconds, now.milliseconds,
            now.milliseconds,
        ])
        let known = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT id, state, parts_expected FROM runs WHERE cluster_id = ? AND kind = ? AND guid = ?"),
            arguments: [part.cluster, kind.rawValue, part.guid])
        guard let known else { throw StoreError.database("The run \(part.guid) was not stored.") }
        run = known[0]
        state = RunState(rawValue: known[1]) ?? .failed
        let digest = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT digest FROM run_parts WHERE run_id = ? AND part = ?"),
            arguments: [run, part.number])
        if let digest {
            guard digest == Data(part.digest) else {
                throw StoreError.conflict(
                    "Part \(part.number) of run \(part.guid) was received before with another content.")
            }
            isRepeat = true
            return
        }
        isRepeat = false
        let expected: Int? = known[2]
        if let expected, trustsCount, part.number >= expected || part.count.map({ $0 != expected }) == true {
            throw StoreError.conflict("Run \(part.guid) has \(expected) parts; part \(part.number) contradicts that.")
        }
        if let count = part.count, trustsCount {
            let highest = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT MAX(part) FROM run_parts WHERE run_id = ?"), arguments: [run])
            if let highest, highest >= count {
                throw StoreError.conflict(
                    "Part \(part.number) of run \(part.guid) says it is the last, and part \(highest) is there.")
            }
        }
        try db.cachedStatement(
            sql: "INSERT INTO run_parts (run_id, part, digest, bytes, received_at) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [run, part.number, Data(part.digest), part.bytes, now.milliseconds])
        // A run that was given up on comes back to life with a new part.
        try db.cachedStatement(
            sql: """
                UPDATE runs SET parts_received = parts_received + 1, bytes_received = bytes_received + :bytes,
                last_part_at = :now,
                parts_expected = CASE WHEN parts_expected IS NULL OR parts_expected < :count THEN :count
                ELSE parts_expected END,
                job_id = CASE WHEN job_id = '' THEN :job ELSE job_id END,
                state = CASE WHEN state = 'failed' THEN 'receiving' ELSE state END,
                reason = CASE WHEN state = 'failed' THEN NULL ELSE reason END WHERE id = :run
                """
        ).execute(arguments: [
            "bytes": part.bytes, "now": now.milliseconds, "count": part.count, "job": part.jobID, "run": run,
        ])
    }

    /// Whether all parts are here.
    func hasAllParts(_ db: Database) throws -> Bool {
        let counts = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT parts_expected, parts_received FROM runs WHERE id = ?"),
            arguments: [run])
        guard let counts, let expected: Int = counts[0], counts[1] >= expected else { return false }
        // Parts beyond the number that was told do not stand in for missing ones.
        let within = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM run_parts WHERE run_id = ? AND part < ?"),
            arguments: [run, expected])
        return within == expected
    }

    /// Makes the run visible.
    func complete(at now: Moment, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE runs SET state = 'complete', completed_at = ?,
                parts_expected = COALESCE(parts_expected, parts_received) WHERE id = ?
                """, arguments: [now.milliseconds, run])
    }
}
