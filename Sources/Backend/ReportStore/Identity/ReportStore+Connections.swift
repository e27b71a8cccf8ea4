import Foundation
import GRDB

extension ReportStore {
    /// Notes that an inventory connection of a cluster has opened.
    /// - Parameter id: unique for the connection; noting it twice counts once.
    public func openConnection(_ id: String, cluster: Int64) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO cluster_connections (id, cluster_id, opened_at) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """, arguments: [id, cluster, now.milliseconds])
            guard db.changedSomething else { return }
            try db.execute(
                sql: """
                    UPDATE clusters SET connections = connections + 1, last_connected_at = :now, last_seen_at = :now,
                    first_connected_at = COALESCE(first_connected_at, :now) WHERE id = :id
                    """, arguments: ["now": now.milliseconds, "id": cluster])
        }
    }

    /// Notes that a connection has closed, once.
    public func closeConnection(_ id: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            let cluster = try Int64.fetchOne(
                db, sql: "DELETE FROM cluster_connections WHERE id = ? RETURNING cluster_id", arguments: [id])
            guard let cluster else { return }
            try ReportStore.countDisconnection(cluster, at: now, db)
        }
    }

    /// Notes that a cluster is alive. Cheap to call with every message: it writes once in ten seconds at most.
    public func noteSeen(cluster: Int64) async throws(StoreError) {
        let now = clock()
        let seen = try await read { db in
            try Int64.fetchOne(db, sql: "SELECT last_seen_at FROM clusters WHERE id = ?", arguments: [cluster])
        }
        if let seen, (0..<10_000).contains(now.milliseconds - seen) { return }
        try await write { db in
            try db.execute(
                sql: "UPDATE clusters SET last_seen_at = ? WHERE id = ?", arguments: [now.milliseconds, cluster])
        }
    }

    /// After a start no connection is open, whatever the process before could not note.
    func closeStaleConnections() async throws(StoreError) {
        let now = clock()
        let isNeeded = try await read { db in
            try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM cluster_connections)") ?? false
        }
        guard isNeeded else { return }
        try await write { db in
            for cluster in try Int64.fetchAll(db, sql: "SELECT cluster_id FROM cluster_connections") {
                try ReportStore.countDisconnection(cluster, at: now, db)
            }
            try db.execute(sql: "DELETE FROM cluster_connections")
        }
    }

    private static func countDisconnection(_ cluster: Int64, at now: Moment, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE clusters SET disconnections = disconnections + 1, last_disconnected_at = ? WHERE id = ?",
            arguments: [now.milliseconds, cluster])
    }
}
