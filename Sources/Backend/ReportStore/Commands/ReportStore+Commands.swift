import Foundation
import GRDB

extension ReportStore {
    /// Seconds that a command waits for its cluster unless its maker says otherwise.
    public static let commandLifetime: Int64 = 24 * 3600

    /// Queues a command for a cluster.
    /// - Parameter id: makes the call repeatable: the same id again gives the command that is there.
    public func enqueue(
        command name: String, payload: String, jobID: String, cluster: Int64, account: String, by actor: String,
        id: String? = nil, validFor seconds: Int64 = ReportStore.commandLifetime
    ) async throws(StoreError) -> ClusterCommand {
        guard 1...(30 * 86400) ~= seconds else { throw .invalid("A command is valid for 1 second to 30 days.") }
        let id = id ?? UUID().uuidString.lowercased()
        let now = clock()
        return try await write { db in
            guard try Cluster.require(cluster, db).account == account else {
                throw StoreError.missing("The account has no such cluster.")
            }
            try db.execute(
                sql: """
                    INSERT INTO commands (id, cluster_id, name, job_id, payload, state, created_by, created_at,
                    expires_at) VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?) ON CONFLICT (id) DO NOTHING
                    """,
                arguments: [
                    id, cluster, name, jobID, payload, actor, now.milliseconds,
                    now.adding(seconds: seconds).milliseconds,
                ])
            let command = try ClusterCommand.require(id, db)
            guard command.cluster == cluster else {
                throw StoreError.conflict("A command \(id) exists for another cluster.")
            }
            return command
        }
    }

    /// The commands that a cluster should have, oldest first: those never sent, and those sent before `resendBefore`
    /// without a receipt. What has run out of time is marked and left out.
    public func commandsToSend(
        cluster: Int64, resendBefore: Moment, limit: Int = 100
    ) async throws(StoreError) -> [ClusterCommand] {
        _ = try await expireCommands()
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(ClusterCommand.columns) FROM commands WHERE cluster_id = ?
                    AND (state = 'queued' OR (state = 'sent' AND sent_at < ?)) ORDER BY created_at, id LIMIT ?
                    """, arguments: [cluster, resendBefore.milliseconds, limit]
            ).map(ClusterCommand.init)
        }
    }

    /// Notes that a command went out.
    public func noteSent(command id: String) async throws(StoreError) {
        let now = clock().milliseconds
        try await move(
            id, to: "state = 'sent', sent_at = :now, deliveries = deliveries + 1", from: ["queued", "sent"],
            ["now": now])
    }

    /// Notes that the cluster has a command. A second receipt changes nothing.
    public func noteReceipt(command id: String) async throws(StoreError) {
        let now = clock().milliseconds
        try await move(id, to: "state = 'received', received_at = :now", from: ["queued", "sent"], ["now": now])
    }

    /// Notes how a command ended. Only the first result counts, and it may also come without a receipt, or after
    /// the command had expired here.
    public func noteResult(command id: String, succeeded: Bool, result: String) async throws(StoreError) {
        let now = clock().milliseconds
        try await move(
            id,
            to: "state = :state, ended_at = :now, result = :result, received_at = COALESCE(received_at, :now)",
            from: ["queued", "sent", "received", "expired"],
            ["state": succeeded ? "succeeded" : "failed", "now": now, "result": result])
    }

    /// Takes back a command that its cluster does not have yet.
    /// - Throws: ``StoreError/conflict(_:)`` when it is too late.
    public func cancel(command id: String, account: String, by actor: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            let command = try ClusterCommand.require(id, db)
            guard try Cluster.require(command.cluster, db).account == account else {
                throw StoreError.missing("There is no command \(id).")
            }
            guard command.state == .queued || command.state == .sent else {
                throw StoreError.conflict("The command is \(command.state.rawValue) and cannot be taken back.")
            }
            try db.execute(
                sql: "UPDATE commands SET state = 'cancelled', ended_at = ?, result = ? WHERE id = ?",
                arguments: [now.milliseconds, "Cancelled by \(actor).", id])
        }
    }

    /// Marks what ran out of time before its cluster had it.
    /// - Returns: how many were marked.
    @discardableResult
    public func expireCommands() async throws(StoreError) -> Int {
        let now = clock().milliseconds
        let isNeeded = try await read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM commands WHERE state IN ('queued', 'sent') AND expires_at <= ?)
                    """, arguments: [now]) ?? false
        }
        guard isNeeded else { return 0 }
        return try await write { db in
            try db.execute(
                sql: """
                    UPDATE commands SET state = 'expired', ended_at = ?,
                    result = 'The cluster did not take it in time.'
                    WHERE state IN ('queued', 'sent') AND expires_at <= ?
                    """, arguments: [now, now])
            return db.changesCount
        }
    }

    /// Commands of an account, newest first.
    public func commands(
        account: String, cluster: Int64? = nil, states: Set<CommandState> = [], page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<ClusterCommand> {
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL", account)
        filter.equal("commands.cluster_id", cluster)
        filter.any("commands.state", of: states.map(\.rawValue).sorted())
        let condition = filter
        return try await read { db in
            try db.page(
                ClusterCommand.columns, from: "commands JOIN clusters ON clusters.id = commands.cluster_id", condition,
                orderedBy: "commands.created_at DESC, commands.id", page
            ) { ClusterCommand($0) }
        }
    }

    /// A command; nil when the account has none of that id.
    public func command(_ id: String, account: String) async throws(StoreError) -> ClusterCommand? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(ClusterCommand.columns) FROM commands JOIN clusters ON clusters.id = commands.cluster_id
                    WHERE commands.id = ? AND account_id = ?
                    """, arguments: [id, account]
            ).map(ClusterCommand.init)
        }
    }

    /// Makes a step when the command is in one of the states; else leaves it as it is.
    private func move(
        _ id: String, to assignments: String, from states: [String],
        _ values: [String: (any DatabaseValueConvertible & Sendable)?]
    ) async throws(StoreError) {
        let list = states.map { "'\($0)'" }.joined(separator: ", ")
        try await write { db in
            _ = try ClusterCommand.require(id, db)
            var arguments = StatementArguments(values)
            arguments += ["id": id]
            try db.execute(
                sql: "UPDATE commands SET \(assignments) WHERE id = :id AND state IN (\(list))", arguments: arguments)
        }
    }
}

extension ClusterCommand {
    static func require(_ id: String, _ db: Database) throws -> ClusterCommand {
        let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM commands WHERE id = ?", arguments: [id])
        guard let row else { throw StoreError.missing("There is no command \(id).") }
        return ClusterCommand(row)
    }
}
