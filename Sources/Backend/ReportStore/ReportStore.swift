import Foundation
import GRDB

/// What the backend knows: accounts, clusters, people, runs and their results, inventory, jobs, commands, schedules,
/// exceptions, history and the audit log.
///
/// One SQLite file in write-ahead mode: one writer, any number of readers. Every method speaks of the domain; no SQL
/// leaves this room, so that another database can follow. A method that writes returns after the commit is on disk
/// (`synchronous=FULL`), which is what lets a receiver acknowledge. All methods throw ``StoreError``.
public final class ReportStore: Sendable {
    /// Folder that holds the database.
    public let directory: String
    let pool: DatabasePool
    let clock: @Sendable () -> Moment
    let controlNumbers = ControlNumbers()
    let passwords = PasswordHasher()

    /// Opens the store of a folder and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - directory: made with mode 0700 when missing.
    ///   - clock: where the store takes the time from; for tests.
    /// - Throws: ``StoreError/unreadable(path:reason:)``, ``StoreError/newerSchema(path:)``,
    ///   ``StoreError/damaged(path:reason:)``, ``StoreError/diskFull(path:)``.
    public convenience init(
        directory: String, readers: Int = 4, clock: @escaping @Sendable () -> Moment = { Moment.now }
    ) async throws(StoreError) {
        try self.init(opening: directory, readers: readers, clock: clock)
        try await closeStaleConnections()
    }

    private init(opening directory: String, readers: Int, clock: @escaping @Sendable () -> Moment) throws(StoreError) {
        self.directory = directory
        self.clock = clock
        let path = directory + "/" + ReportStore.fileName
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.unreadable(path: directory, reason: StoreError.reason(error))
        }
        // SQLite gives its log the mode of the database, so that must be right before the log is made.
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        do {
            pool = try DatabasePool(path: path, configuration: ReportStore.configuration(readers: readers))
            try Schema.migrate(pool, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Name of the database file inside its folder.
    public static let fileName = "reports.sqlite"

    /// Where the database lies.
    public var path: String { directory + "/" + ReportStore.fileName }

    /// Bytes of the database and its write-ahead log on disk.
    public var bytesOnDisk: Int {
        [path, path + "-wal"].reduce(0) { sum, path in
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    /// Closes all connections; later calls throw. Waits for transactions under way.
    public func close() throws(StoreError) {
        do { try pool.close() } catch { throw StoreError(error, path: path) }
    }

    private static func configuration(readers: Int) -> Configuration {
        var configuration = Configuration()
        configuration.label = "ReportStore"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = max(readers, 1)
        configuration.prepareDatabase { db in
            // 16 MiB of pages a connection; the log is cut back after large imports.
            try db.execute(sql: "PRAGMA cache_size = -16384")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            if !db.configuration.readonly {
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
        }
        return configuration
    }
}

extension ReportStore {
    /// Runs `body` on a snapshot.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        do { return try await pool.read(body) } catch { throw StoreError(error, path: path) }
    }

    /// Runs `body` in a transaction and returns after its commit.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(StoreError) -> Result {
        do { return try await pool.write(body) } catch { throw StoreError(error, path: path) }
    }

    /// Whether the database answers; for readiness.
    public func check() async throws(StoreError) {
        _ = try await read { db in try Int.fetchOne(db, sql: "SELECT 1") }
    }
}
