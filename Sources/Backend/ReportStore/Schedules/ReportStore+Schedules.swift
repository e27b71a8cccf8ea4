import Foundation
import GRDB

/// A recurring scan of a cluster. The CronJob in the cluster is what runs it; this is what people want it to be.
public struct Schedule: Sendable, Hashable, Identifiable {
    /// What is scanned.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case posture, images, registry
    }

    /// Whether the cluster has it as people want it.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// The command that brings it to the cluster is under way.
        case pending
        /// The inventory shows it.
        case active
        /// The cluster refused it, or its command expired.
        case failed
        /// The command that removes it is under way.
        case deleting
    }

    public let id: String
    public let cluster: Int64
    public let kind: Kind
    /// Name of the CronJob.
    public var name: String
    /// JSON: framework, namespace, registry, …
    public var scope: String
    /// Five fields of cron.
    public var cron: String
    /// An IANA name, such as `Europe/Berlin`.
    public var timeZone: String
    public var isEnabled: Bool
    public var state: State
    /// The job that created or changed it last.
    public var jobID: String
    public let createdBy: String
    public let createdAt: Moment
    public let updatedAt: Moment

    static let columns = """
        schedules.id, schedules.cluster_id, schedules.kind, schedules.name, schedules.scope, schedules.cron,
        schedules.time_zone, schedules.is_enabled, schedules.state, schedules.job_id, schedules.created_by,
        schedules.created_at, schedules.updated_at
        """

    init(_ row: Row) {
        id = row[0]
        cluster = row[1]
        kind = Kind(rawValue: row[2]) ?? .posture
        name = row[3]
        scope = row[4]
        cron = row[5]
        timeZone = row[6]
        isEnabled = row[7]
        state = State(rawValue: row[8]) ?? .failed
        jobID = row[9]
        createdBy = row[10]
        createdAt = row.time(11)
        updatedAt = row.time(12)
    }
}

extension ReportStore {
    /// Adds a schedule. Whoever calls checks the cron expression and the time zone first.
    public func createSchedule(
        _ kind: Schedule.Kind, named name: String, scope: String, cron: String, timeZone: String, jobID: String,
        cluster: Int64, account: String, by actor: String
    ) async throws(StoreError) -> Schedule {
        let now = clock()
        let id = UUID().uuidString.lowercased()
        return try await write { db in
            let owner = try Cluster.require(cluster, db)
            guard owner.account == account else { throw StoreError.missing("The account has no such cluster.") }
            try db.execute(
                sql: """
                    INSERT INTO schedules (id, cluster_id, kind, name, scope, cron, time_zone, is_enabled, state, job_id,
                    created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, 'pending', ?, ?, ?, ?)
                    ON CONFLICT (cluster_id, kind, name) DO NOTHING
                    """,
                arguments: [
                    id, cluster, kind.rawValue, name, scope, cron, timeZone, jobID, actor, now.milliseconds,
                    now.milliseconds,
                ])
            guard db.changedSomething else {
                throw StoreError.conflict(
                    "The cluster \(owner.name) already has a schedule \(name). Choose another name.")
            }
            return try Schedule.require(id, account, db)
        }
    }

    /// Stores a changed schedule: everything but its id, cluster, kind and maker.
    public func update(_ schedule: Schedule, account: String) async throws(StoreError) -> Schedule {
        let now = clock()
        return try await write { db in
            _ = try Schedule.require(schedule.id, account, db)
            try db.execute(
                sql: """
                    UPDATE schedules SET name = ?, scope = ?, cron = ?, time_zone = ?, is_enabled = ?, state = ?,
                    job_id = ?, updated_at = ? WHERE id = ?
                    """,
                arguments: [
                    schedule.name, schedule.scope, schedule.cron, schedule.timeZone, schedule.isEnabled,
                    schedule.state.rawValue, schedule.jobID, now.milliseconds, schedule.id,
                ])
            return try Schedule.require(schedule.id, account, db)
        }
    }

    /// Forgets a schedule.
    public func deleteSchedule(_ id: String, account: String) async throws(StoreError) {
        try await write { db in
            _ = try Schedule.require(id, account, db)
            try db.execute(sql: "DELETE FROM schedules WHERE id = ?", arguments: [id])
        }
    }

    /// The schedules of an account by cluster, kind and name.
    public func schedules(
        account: String, cluster: Int64? = nil, kind: Schedule.Kind? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<Schedule> {
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL", account)
        filter.equal("schedules.cluster_id", cluster)
        filter.equal("schedules.kind", kind?.rawValue)
        let condition = filter
        return try await read { db in
            try db.page(
                Schedule.columns, from: "schedules JOIN clusters ON clusters.id = schedules.cluster_id", condition,
                orderedBy: "clusters.name, schedules.kind, schedules.name", page
            ) { Schedule($0) }
        }
    }
}

extension Schedule {
    static func require(_ id: String, _ account: String, _ db: Database) throws -> Schedule {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT \(columns) FROM schedules JOIN clusters ON clusters.id = schedules.cluster_id
                WHERE schedules.id = ? AND account_id = ? AND deleted_at IS NULL
                """, arguments: [id, account])
        guard let row else { throw StoreError.missing("There is no such schedule.") }
        return Schedule(row)
    }
}
