import Foundation
import GRDB

/// A cluster that has enrolled, or that an agent of the original reported for.
public struct Cluster: Sendable, Hashable, Identifiable {
    /// Number inside this store.
    public let id: Int64
    public let account: String
    public let guid: String
    /// As agents report it: only `[0-9a-z_-]`.
    public let name: String
    /// How people call it.
    public let alias: String
    public let createdAt: Moment
    public let firstConnectedAt: Moment?
    public let lastConnectedAt: Moment?
    public let lastDisconnectedAt: Moment?
    public let connections: Int
    public let disconnections: Int
    /// Inventory connections that are open now.
    public let openConnections: Int
    /// When anything authenticated came from it last.
    public let lastSeenAt: Moment?
    /// Kubernetes' version object as JSON.
    public let apiServer: String?
    public let cloudVendor: String?
    /// Versions of its agents as JSON: component to version.
    public let agents: String?
    /// Bytes that wait in its spools, as last reported.
    public let spoolDepth: Int?

    static let columns = """
        clusters.id, account_id, guid, clusters.name, alias, clusters.created_at, first_connected_at,
        last_connected_at, last_disconnected_at, connections, disconnections,
        (SELECT COUNT(*) FROM cluster_connections WHERE cluster_id = clusters.id), last_seen_at, api_server,
        cloud_vendor, agents, spool_depth
        """

    init(_ row: Row) {
        id = row[0]
        account = row[1]
        guid = row[2]
        name = row[3]
        alias = row[4]
        createdAt = row.time(5)
        firstConnectedAt = row.moment(6)
        lastConnectedAt = row.moment(7)
        lastDisconnectedAt = row.moment(8)
        connections = row[9]
        disconnections = row[10]
        openConnections = row[11]
        lastSeenAt = row.moment(12)
        apiServer = row[13]
        cloudVendor = row[14]
        agents = row[15]
        spoolDepth = row[16]
    }

    /// The form of a name that is the same everywhere: runs of characters outside `[0-9A-Za-z_]` become one `-`,
    /// letters become small (product specification, “Workload id”).
    public static func sanitised(_ name: String) -> String {
        var result: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x61...0x7a, 0x5f: result.append(byte)
            case 0x41...0x5a: result.append(byte + 32)
            default: if result.last != 0x2d { result.append(0x2d) }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension ReportStore {
    /// The clusters of an account by name.
    public func clusters(account: String) async throws(StoreError) -> [Cluster] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Cluster.columns) FROM clusters WHERE account_id = ? AND deleted_at IS NULL
                    ORDER BY clusters.name
                    """, arguments: [account]
            ).map(Cluster.init)
        }
    }

    /// The cluster of a name; nil when the account has none.
    public func cluster(named name: String, account: String) async throws(StoreError) -> Cluster? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(Cluster.columns) FROM clusters
                    WHERE account_id = ? AND clusters.name = ? AND deleted_at IS NULL
                    """, arguments: [account, Cluster.sanitised(name)]
            ).map(Cluster.init)
        }
    }

    /// The cluster of a name, made when the account has none: for agents that know only their account.
    public func admitCluster(named name: String, account: String) async throws(StoreError) -> Cluster {
        if let known = try await cluster(named: name, account: account) { return known }
        let now = clock()
        return try await write { db in
            guard try Account.exists(account, db) else { throw StoreError.missing("There is no account \(account).") }
            let id = try Cluster.findOrMake(named: name, account: account, at: now, db)
            return try Cluster.require(id, db)
        }
    }

    /// Sets the display name. An empty one shows the name itself.
    public func setAlias(_ alias: String, ofCluster id: Int64, account: String) async throws(StoreError) {
        try await write { db in
            try db.execute(
                sql: "UPDATE clusters SET alias = ? WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
                arguments: [alias, id, account])
            guard db.changedSomething else { throw StoreError.missing("The account has no such cluster.") }
        }
    }

    /// Hides a cluster with all that belongs to it at once and revokes its keys; ``purgeDeleted(limit:)`` then frees
    /// the space bit by bit. A cluster of the same name may enrol again at once.
    public func deleteCluster(_ id: Int64, account: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: "UPDATE clusters SET deleted_at = ? WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
                arguments: [now.milliseconds, id, account])
            guard db.changedSomething else { throw StoreError.missing("The account has no such cluster.") }
            try db.execute(
                sql: "UPDATE cluster_keys SET revoked_at = ? WHERE cluster_id = ? AND revoked_at IS NULL",
                arguments: [now.milliseconds, id])
        }
    }

    /// What agents say about themselves: versions by component, and bytes in their spools.
    public func recordAgents(_ agents: String?, spoolDepth: Int?, cluster: Int64) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE clusters SET agents = COALESCE(?, agents), spool_depth = COALESCE(?, spool_depth),
                    last_seen_at = ? WHERE id = ?
                    """, arguments: [agents, spoolDepth, now.milliseconds, cluster])
        }
    }
}

extension Cluster {
    static func findOrMake(named name: String, account: String, at now: Moment, _ db: Database) throws -> Int64 {
        let name = sanitised(name)
        guard !name.isEmpty, name != "-", name.utf8.count <= 253 else {
            throw StoreError.invalid("The name of a cluster needs 1 to 253 letters, digits or underscores.")
        }
        try db.execute(
            sql: """
                INSERT INTO clusters (account_id, guid, name, alias, created_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account_id, name) WHERE deleted_at IS NULL DO NOTHING
                """,
            arguments: [account, UUID().uuidString.lowercased(), name, name, now.milliseconds])
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM clusters WHERE account_id = ? AND name = ? AND deleted_at IS NULL",
            arguments: [account, name])
        guard let id else { throw StoreError.missing("There is no account \(account).") }
        return id
    }

    static func require(_ id: Int64, _ db: Database) throws -> Cluster {
        let row = try Row.fetchOne(
            db, sql: "SELECT \(columns) FROM clusters WHERE clusters.id = ? AND deleted_at IS NULL", arguments: [id])
        guard let row else { throw StoreError.missing("The cluster is gone.") }
        return Cluster(row)
    }
}
