import Foundation
import GRDB

/// What an inventory report says about one object.
public struct InventoryItem: Sendable {
    /// The group of the report.
    public enum Section: String, Sendable, Hashable, CaseIterable {
        case node, service, microservice, pod, secret, namespace
    }

    public var section: Section
    public var kind: String
    public var namespace: String
    public var name: String
    let body: Data

    /// - Parameter json: the object as it came; nil for an object that is gone.
    public init(section: Section, kind: String, namespace: String, name: String, json: [UInt8]?) {
        self.section = section
        self.kind = kind
        self.namespace = namespace
        self.name = name
        body = Deflate.pack(json ?? [])
    }
}

/// One report of a cluster's inventory.
public struct InventoryChange: Sendable {
    /// Whether it replaces everything that was known of the cluster.
    public var isFirst: Bool
    /// Kubernetes' version object as JSON.
    public var apiServer: String?
    public var cloudVendor: String?
    /// Objects that are there, new or changed.
    public var present: [InventoryItem]
    /// Objects that are gone.
    public var gone: [InventoryItem]

    public init(
        isFirst: Bool, apiServer: String? = nil, cloudVendor: String? = nil, present: [InventoryItem] = [],
        gone: [InventoryItem] = []
    ) {
        self.isFirst = isFirst
        self.apiServer = apiServer
        self.cloudVendor = cloudVendor
        self.present = present
        self.gone = gone
    }
}

/// An object of a cluster as last reported.
public struct InventoryRow: Sendable, Hashable {
    public let section: InventoryItem.Section
    public let kind: String
    public let namespace: String
    public let name: String
    public let updatedAt: Moment
    /// The object as it came.
    public let json: [UInt8]
}

/// How many nodes a cluster had.
public struct NodeHistory: Sendable, Hashable {
    public let day: Int
    public let most: Int
    public let last: Int
    public let lastAt: Moment
}

extension ReportStore {
    /// Takes a report into the inventory. Taking the same report twice changes nothing more.
    public func take(_ report: InventoryChange, cluster: Int64) async throws(StoreError) {
        let now = clock()
        try await write { db in
            _ = try Cluster.require(cluster, db)
            if report.isFirst {
                try db.execute(sql: "DELETE FROM inventory WHERE cluster_id = ?", arguments: [cluster])
            }
            let put = try db.cachedStatement(
                sql: """
                    INSERT INTO inventory (cluster_id, section, kind, namespace, name, updated_at, body)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cluster_id, section, kind, namespace, name)
                    DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body
                    """)
            for item in report.present {
                try put.execute(arguments: [
                    cluster, item.section.rawValue, item.kind, item.namespace, item.name, now.milliseconds, item.body,
                ])
            }
            let remove = try db.cachedStatement(
                sql: """
                    DELETE FROM inventory
                    WHERE cluster_id = ? AND section = ? AND kind = ? AND namespace = ? AND name = ?
                    """)
            for item in report.gone {
                try remove.execute(arguments: [
                    cluster, item.section.rawValue, item.kind, item.namespace, item.name,
                ])
            }
            try db.execute(
                sql: """
                    UPDATE clusters SET api_server = COALESCE(?, api_server), last_seen_at = ?,
                    cloud_vendor = CASE WHEN ? THEN ? ELSE cloud_vendor END WHERE id = ?
                    """,
                arguments: [report.apiServer, now.milliseconds, report.isFirst, report.cloudVendor, cluster])
            try ReportStore.countNodes(cluster, at: now, db)
        }
    }

    /// Objects of a cluster by namespace, kind and name.
    public func inventory(
        cluster: Int64, account: String, section: InventoryItem.Section? = nil, kind: String? = nil,
        namespace: String? = nil, containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<InventoryRow> {
        var filter = Filter()
        filter.add("cluster_id = ?", cluster)
        filter.add(
            "cluster_id IN (SELECT id FROM clusters WHERE account_id = ? AND deleted_at IS NULL)", account)
        filter.equal("section", section?.rawValue)
        filter.equal("kind", kind)
        filter.equal("namespace", namespace)
        filter.contains(["name", "namespace", "kind"], text)
        let condition = filter
        return try await read { db in
            try db.page(
                "section, kind, namespace, name, updated_at, body", from: "inventory", condition,
                orderedBy: "section, namespace, kind, name", page
            ) { row in
                InventoryRow(
                    section: InventoryItem.Section(rawValue: row[0]) ?? .microservice, kind: row[1],
                    namespace: row[2], name: row[3], updatedAt: row.time(4), json: try Deflate.unpack(row[5]))
            }
        }
    }

    /// How many objects of each section a cluster has.
    public func inventoryCounts(
        cluster: Int64, account: String
    ) async throws(StoreError) -> [InventoryItem.Section: Int] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT section, COUNT(*) FROM inventory JOIN clusters ON clusters.id = cluster_id
                    WHERE cluster_id = ? AND account_id = ? AND deleted_at IS NULL GROUP BY section
                    """, arguments: [cluster, account]
            ).reduce(into: [:]) { counts, row in
                if let section = InventoryItem.Section(rawValue: row[0]) { counts[section] = row[1] }
            }
        }
    }

    /// How many nodes a cluster had, by day, oldest first.
    public func nodeHistory(cluster: Int64, account: String) async throws(StoreError) -> [NodeHistory] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT day, most, last, last_at FROM daily_nodes JOIN clusters ON clusters.id = cluster_id
                    WHERE cluster_id = ? AND account_id = ? AND deleted_at IS NULL ORDER BY day
                    """, arguments: [cluster, account]
            ).map { NodeHistory(day: $0[0], most: $0[1], last: $0[2], lastAt: $0.time(3)) }
        }
    }

    private static func countNodes(_ cluster: Int64, at now: Moment, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO daily_nodes (cluster_id, day, most, last, last_at)
                SELECT ?, ?, COUNT(*), COUNT(*), ? FROM inventory WHERE cluster_id = ? AND section = 'node'
                ON CONFLICT (cluster_id, day) DO UPDATE SET most = MAX(daily_nodes.most, excluded.most),
                last = excluded.last, last_at = excluded.last_at
                """, arguments: [cluster, now.day, now.milliseconds, cluster])
    }
}
