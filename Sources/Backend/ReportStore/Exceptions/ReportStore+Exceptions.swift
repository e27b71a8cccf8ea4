import Foundation
import GRDB

extension ReportStore {
    /// Asks for an exception; it has no effect before somebody approves it.
    public func request(
        _ request: ExceptionRequest, account: String, by actor: String
    ) async throws(StoreError) -> PolicyException {
        let now = clock()
        guard 1...256 ~= request.name.count else { throw .invalid("An exception needs a name of 1 to 256 characters.") }
        if let end = request.expiresAt, end <= now { throw .invalid("The exception would be over before it starts.") }
        let id = UUID().uuidString.lowercased()
        return try await write { db in
            guard try Account.exists(account, db) else { throw StoreError.missing("There is no account \(account).") }
            // What was denied, revoked or is over leaves its name to others.
            try db.execute(
                sql: """
                    UPDATE exceptions SET name = name || ' (' || id || ')'
                    WHERE account_id = ? AND subject = ? AND name = ?
                    AND (state IN ('denied', 'revoked') OR expires_at <= ?)
                    """, arguments: [account, request.subject.rawValue, request.name, now.milliseconds])
            try db.execute(
                sql: """
                    INSERT INTO exceptions (id, account_id, subject, name, state, reason, action, scope, targets,
                    requested_by, requested_at, expires_at) VALUES (?, ?, ?, ?, 'requested', ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (account_id, subject, name) DO NOTHING
                    """,
                arguments: [
                    id, account, request.subject.rawValue, request.name, request.reason, request.action,
                    request.scope, request.targets, actor, now.milliseconds, request.expiresAt?.milliseconds,
                ])
            guard db.changedSomething else {
                throw StoreError.conflict("There is already an exception called \(request.name).")
            }
            return try PolicyException.require(id, account, at: now, db)
        }
    }

    /// Approves or denies what was asked for.
    /// - Parameter expiresAt: the end that the approver sets; nil keeps the one that was asked for.
    public func decide(
        exception id: String, approve: Bool, decision: String, expiresAt: Moment? = nil, account: String,
        by actor: String
    ) async throws(StoreError) -> PolicyException {
        let now = clock()
        return try await write { db in
            let current = try PolicyException.require(id, account, at: now, db)
            guard current.state == .requested else {
                throw StoreError.conflict("The exception \(current.name) is \(current.state.rawValue) already.")
            }
            if let expiresAt, expiresAt <= now {
                throw StoreError.invalid("The exception would be over before it starts.")
            }
            try db.execute(
                sql: """
                    UPDATE exceptions SET state = ?, decided_by = ?, decided_at = ?, decision = ?,
                    expires_at = COALESCE(?, expires_at) WHERE id = ?
                    """,
                arguments: [
                    approve ? "approved" : "denied", actor, now.milliseconds, decision, expiresAt?.milliseconds, id,
                ])
            return try PolicyException.require(id, account, at: now, db)
        }
    }

    /// Ends an exception now.
    public func revoke(
        exception id: String, reason: String, account: String, by actor: String
    ) async throws(StoreError) -> PolicyException {
        let now = clock()
        return try await write { db in
            let current = try PolicyException.require(id, account, at: now, db)
            guard current.state == .approved || current.state == .requested else {
                throw StoreError.conflict("The exception \(current.name) is \(current.state.rawValue) already.")
            }
            try db.execute(
                sql:
                    "UPDATE exceptions SET state = 'revoked', decided_by = ?, decided_at = ?, decision = ? WHERE id = ?",
                arguments: [actor, now.milliseconds, reason, id])
            return try PolicyException.require(id, account, at: now, db)
        }
    }

    /// Exceptions, newest first.
    public func exceptions(
        account: String, subject: PolicyException.Subject? = nil, states: Set<PolicyException.State> = [],
        containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<PolicyException> {
        let now = clock()
        var filter = Filter()
        filter.add("account_id = ?", account)
        filter.equal("subject", subject?.rawValue)
        if !states.isEmpty {
            // `expired` is not stored; the time decides. The number comes from the clock, not from a caller.
            let state = """
                (CASE WHEN expires_at <= \(now.milliseconds) AND state IN ('approved', 'requested') THEN 'expired'
                ELSE state END)
                """
            filter.any(state, of: states.map(\.rawValue).sorted())
        }
        filter.contains(["name", "reason", "targets"], text)
        let condition = filter
        return try await read { db in
            try db.page(
                PolicyException.columns, from: "exceptions", condition, orderedBy: "requested_at DESC, id", page
            ) { PolicyException($0, at: now) }
        }
    }

    /// The exceptions that hold now, for scanners.
    public func activeExceptions(
        account: String, subject: PolicyException.Subject
    ) async throws(StoreError) -> [PolicyException] {
        let now = clock()
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(PolicyException.columns) FROM exceptions WHERE account_id = ? AND subject = ?
                    AND state = 'approved' AND (expires_at IS NULL OR expires_at > ?) ORDER BY requested_at, id
                    """, arguments: [account, subject.rawValue, now.milliseconds]
            ).map { PolicyException($0, at: now) }
        }
    }
}

extension PolicyException {
    static func require(_ id: String, _ account: String, at now: Moment, _ db: Database) throws -> PolicyException {
        let row = try Row.fetchOne(
            db, sql: "SELECT \(columns) FROM exceptions WHERE id = ? AND account_id = ?", arguments: [id, account])
        guard let row else { throw StoreError.missing("There is no such exception.") }
        return PolicyException(row, at: now)
    }
}
