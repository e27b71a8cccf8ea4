import Crypto
import Foundation
import GRDB
import Synchronization

/// A durable queue of reports on SQLite: what was committed survives every death of the process, and leaves in order.
///
/// - A run is written part by part and leaves when it is complete; ``submit(run:lane:target:contentType:parts:)`` does it
///   in one step. When that returns, the run is on the disk.
/// - Delivery is at least once: parts carry an idempotency key and a digest, and are deleted when the receiver has
///   acknowledged them. Order holds within a lane.
/// - The size is bounded. When a run needs room, the oldest complete runs go first, whole, and are counted.
/// - One process at a time; a file lock says so.
public final class Spool: Sendable {
    /// How a spool works.
    public struct Configuration: Sendable {
        /// Bytes of bodies that it may hold.
        public var maxBytes: Int
        /// Whether a commit survives a power failure (true), or only the death of the process (false, faster).
        public var survivesPowerFailure: Bool
        /// Pages of the file at most; for tests of a full disk.
        var maxPages: Int?

        /// A configuration; 1 GiB when nothing is given.
        public init(maxBytes: Int = 1 << 30, survivesPowerFailure: Bool = true) {
            self.maxBytes = maxBytes
            self.survivesPowerFailure = survivesPowerFailure
        }
    }

    /// The file.
    public let path: String
    let configuration: Configuration
    private let database: DatabaseQueue
    private let lock: FileLock
    private let wakers = Mutex<[Int: @Sendable () -> Void]>([:])

    /// Opens the spool at `path`, or creates it. Runs that another process left incomplete are dropped and counted: their
    /// writer is gone.
    public init(path: String, configuration: Configuration = Configuration()) throws {
        self.path = path
        self.configuration = configuration
        lock = try FileLock(path + ".lock", of: path)
        try FileLock.createPrivately(path)
        var settings = GRDB.Configuration()
        settings.label = "spool"
        settings.prepareDatabase { database in
            // Only takes effect before the first table is made; lets the file shrink again.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = \(configuration.survivesPowerFailure ? "FULL" : "NORMAL")")
            if let pages = configuration.maxPages { try database.execute(sql: "PRAGMA max_page_count = \(pages)") }
        }
        do {
            database = try DatabaseQueue(path: path, configuration: settings)
            try database.write { database in
                try SpoolSchema.prepare(database, path: path)
                try database.execute(sql: "DELETE FROM run WHERE parts IS NULL")
                try Spool.count("abandonedRuns", by: database.changesCount, database)
            }
        } catch let error as DatabaseError {
            throw Spool.translated(error, path)
        }
    }

    // MARK: Writing

    /// Commits a whole run.
    /// - Parameters:
    ///   - run: a key that no other run of this spool ever has; a run that waits already is left as it is.
    ///   - target: path and query that are added to the lane's destination.
    /// - Returns: false when a run of this key waits already.
    @discardableResult
    public func submit(
        run: String, lane: SpoolLane, target: String = "", contentType: String = "application/json", parts: [[UInt8]]
    ) throws -> Bool {
        precondition(!parts.isEmpty, "a run has at least one part")
        let total = parts.reduce(0) { $0 + $1.count }
        let isNew = try write { database in
            guard try self.insert(run, lane, target, contentType, database) else { return false }
            try self.makeRoom(for: total, run, database)
            for (number, body) in parts.enumerated() { try Spool.insert(body, number, run, database) }
            try database.execute(sql: "UPDATE run SET parts = ? WHERE key = ?", arguments: [parts.count, run])
            return true
        }
        if isNew { wake() }
        return isNew
    }

    /// Begins a run whose parts come one by one.
    /// - Returns: false when a run of this key waits already.
    @discardableResult
    public func begin(
        run: String, lane: SpoolLane, target: String = "", contentType: String = "application/json"
    ) throws -> Bool {
        try write { try self.insert(run, lane, target, contentType, $0) }
    }

    /// Commits the next part of a run that is being written.
    public func append(_ body: [UInt8], to run: String) throws {
        try write { database in
            try self.makeRoom(for: body.count, run, database)
            let next = try Int.fetchOne(
                database,
                sql: """
                    SELECT (SELECT count(*) FROM part WHERE part.run = run.id) FROM run WHERE key = ? AND parts IS NULL
                    """, arguments: [run])
            guard let next else { throw SpoolError.unknownRun(run) }
            try Spool.insert(body, next, run, database)
        }
    }

    /// Completes a run: from now on it is delivered. A run without parts is dropped.
    public func seal(run: String) throws {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE run SET parts = (SELECT count(*) FROM part WHERE part.run = run.id)
                    WHERE key = ? AND parts IS NULL
                    """, arguments: [run])
            guard database.changesCount == 1 else { throw SpoolError.unknownRun(run) }
            try database.execute(sql: "DELETE FROM run WHERE key = ? AND parts = 0", arguments: [run])
        }
        wake()
    }

    /// Drops a run that is being written.
    public func discard(run: String) throws {
        try write { try $0.execute(sql: "DELETE FROM run WHERE key = ? AND parts IS NULL", arguments: [run]) }
    }

    private func insert(
        _ run: String, _ lane: SpoolLane, _ target: String, _ contentType: String, _ database: Database
    ) throws -> Bool {
        try database.execute(
            sql: """
                INSERT INTO run (key, destination, cluster, target, contentType, created) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO NOTHING
                """,
            arguments: [run, lane.destination, lane.cluster, target, contentType, Spool.now])
        return database.changesCount == 1
    }

    private static func insert(_ body: [UInt8], _ number: Int, _ run: String, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO part (run, number, size, digest, body) SELECT id, ?, ?, ?, ? FROM run WHERE key = ?
                """)
        let digest = Data(SHA256.hash(data: body))
        try statement.execute(arguments: [number, body.count, digest, Data(body), run])
    }

    /// Drops the oldest complete runs until `bytes` fit.
    private func makeRoom(for bytes: Int, _ run: String, _ database: Database) throws {
        let limit = configuration.maxBytes
        var held = try Int.fetchOne(database, sql: "SELECT value FROM tally WHERE name = 'bytes'") ?? 0
        guard held + bytes > limit else { return }
        let own =
            try Int.fetchOne(
                database, sql: "SELECT coalesce(sum(size), 0) FROM part JOIN run ON run.id = part.run WHERE key = ?",
                arguments: [run]) ?? 0
        guard own + bytes <= limit else { throw SpoolError.tooLarge(run: run, bytes: own + bytes, limit: limit) }
        // Runs that have not begun to leave go first: the receiver would wait for the rest of the others.
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT run.id, coalesce(sum(size), 0), count(*) < parts FROM run LEFT JOIN part ON part.run = run.id
                WHERE parts IS NOT NULL GROUP BY run.id ORDER BY 3, run.id
                """)
        for row in rows where held + bytes > limit {
            let (id, size): (Int64, Int) = (row[0], row[1])
            try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
            try Spool.count("evictedRuns", by: 1, database)
            try Spool.count("evictedBytes", by: size, database)
            held -= size
        }
        guard held + bytes <= limit else { throw SpoolError.tooLarge(run: run, bytes: held + bytes, limit: limit) }
    }

    // MARK: Delivering

    /// The lanes in which something waits, oldest first.
    func lanes() throws -> [SpoolLane] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT destination, cluster FROM run WHERE parts IS NOT NULL
                    GROUP BY destination, cluster ORDER BY min(id)
                    """
            ).map { SpoolLane(destination: $0[0], cluster: $0[1]) }
        }
    }

    /// The next part of a lane. Runs that are being written do not hold up the complete ones behind them.
    func next(in lane: SpoolLane) throws -> SpoolPart? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT key, number, parts, target, contentType, digest, body
                    FROM part JOIN run ON run.id = part.run
                    WHERE run.id = (
                        SELECT min(id) FROM run WHERE destination = ? AND cluster = ? AND parts IS NOT NULL
                    ) ORDER BY number LIMIT 1
                    """, arguments: [lane.destination, lane.cluster]
            ).map { row in
                SpoolPart(
                    lane: lane, run: row[0], number: row[1], of: row[2], target: row[3], contentType: row[4],
                    digest: Array(row[5] as Data), body: Array(row[6] as Data))
            }
        }
    }

    /// The receiver has a part: it goes, and with its last part the run.
    func delivered(_ part: SpoolPart) throws {
        try write { database in
            try database.execute(
                sql: "DELETE FROM part WHERE number = ? AND run = (SELECT id FROM run WHERE key = ?)",
                arguments: [part.number, part.run])
            try database.execute(
                sql: """
                    DELETE FROM run WHERE key = ? AND parts IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM part WHERE part.run = run.id)
                    """, arguments: [part.run])
            if database.changesCount == 1 { try Spool.count("deliveredRuns", by: 1, database) }
        }
    }

    /// The receiver will never take a part: its run goes whole, so that others can follow.
    func refused(_ part: SpoolPart, _ reason: String) throws {
        try write { database in
            try database.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [part.run])
            try Spool.count("refusedRuns", by: database.changesCount, database)
            try database.execute(
                sql: """
                    INSERT INTO tally (name, value, text) VALUES ('lastRefusal', 0, ?1)
                    ON CONFLICT (name) DO UPDATE SET text = ?1
                    """, arguments: ["\(part.run): \(reason)"])
        }
    }

    /// Gives pages that are free back to the file system. Cheap; for moments when nothing waits.
    func shrink() throws { try write { try $0.execute(sql: "PRAGMA incremental_vacuum(4096)") } }

    func pageCount() throws -> Int { try read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 } }

    /// Runs SQL as it stands; for tests that damage a spool.
    func execute(_ sql: String) throws { try write { try $0.execute(sql: sql) } }

    // MARK: Looking

    /// How full it is.
    public func status() throws -> SpoolStatus {
        try read { database in
            var status = SpoolStatus()
            if let row = try Row.fetchOne(
                database,
                sql: "SELECT count(parts), count(*) - count(parts), min(iif(parts IS NULL, NULL, created)) FROM run")
            {
                status.waitingRuns = row[0]
                status.unfinishedRuns = row[1]
                status.oldest = row[2]
            }
            for row in try Row.fetchAll(database, sql: "SELECT name, value, text FROM tally") {
                switch row[0] as String {
                case "bytes": status.bytes = row[1]
                case "parts": status.waitingParts = row[1]
                case "deliveredRuns": status.deliveredRuns = row[1]
                case "evictedRuns": status.evictedRuns = row[1]
                case "evictedBytes": status.evictedBytes = row[1]
                case "refusedRuns": status.refusedRuns = row[1]
                case "abandonedRuns": status.abandonedRuns = row[1]
                case "lastRefusal": status.lastRefusal = row[2]
                default: break
                }
            }
            return status
        }
    }

    private static func count(_ name: String, by amount: Int, _ database: Database) throws {
        guard amount > 0 else { return }
        try database.execute(
            sql: """
                INSERT INTO tally (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = value + ?2
                """, arguments: [name, amount])
    }

    private func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try database.write(body)
        } catch let error as DatabaseError {
            throw Spool.translated(error, path)
        }
    }

    private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try database.read(body)
        } catch let error as DatabaseError {
            throw Spool.translated(error, path)
        }
    }

    private static func translated(_ error: DatabaseError, _ path: String) -> SpoolError {
        switch error.resultCode {
        case .SQLITE_FULL: .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse(path: path)
        default: .unusable(path: path, reason: error.message ?? "\(error.resultCode)")
        }
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    // MARK: Waking

    /// Calls `waker` whenever a run became complete, until the returned number is given to ``forget(_:)``.
    func onWork(_ waker: @escaping @Sendable () -> Void) -> Int {
        wakers.withLock { wakers in
            let number = (wakers.keys.max() ?? 0) + 1
            wakers[number] = waker
            return number
        }
    }

    func forget(_ number: Int) { wakers.withLock { $0[number] = nil } }

    private func wake() { for waker in wakers.withLock({ Array($0.values) }) { waker() } }
}
