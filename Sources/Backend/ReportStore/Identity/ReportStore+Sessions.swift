import Foundation
import GRDB

/// A logged-in browser.
public struct Session: Sendable, Hashable {
    public let person: Person
    /// What forms must send back.
    public let csrfToken: String
    public let createdAt: Moment
    public let expiresAt: Moment
}

/// A token of a program, as lists show it.
public struct APIToken: Sendable, Hashable, Identifiable {
    public let id: String
    public let account: String
    /// Who made it; nil when that person is gone.
    public let person: String?
    public let name: String
    public let role: Role
    public let ending: String
    public let createdAt: Moment
    public let expiresAt: Moment
    public let revokedAt: Moment?
    public let lastUsedAt: Moment?

    static let columns = """
        id, account_id, person_id, name, role, ending, created_at, expires_at, revoked_at, last_used_at
        """

    init(_ row: Row) {
        id = row[0]
        account = row[1]
        person = row[2]
        name = row[3]
        role = Role(rawValue: row[4]) ?? .viewer
        ending = row[5]
        createdAt = row.time(6)
        expiresAt = row.time(7)
        revokedAt = row.moment(8)
        lastUsedAt = row.moment(9)
    }
}

extension ReportStore {
    /// Seconds that a session lasts at most, and seconds without a request that end it.
    public static let sessionLength: Int64 = 12 * 3600
    public static let sessionIdleLimit: Int64 = 2 * 3600

    /// Starts a session; the secret goes into the cookie.
    public func startSession(person id: String) async throws(StoreError) -> (session: Session, secret: Secret) {
        let secret = Secret(.session)
        let csrf = Secret(.session).text
        let now = clock()
        let end = now.adding(seconds: ReportStore.sessionLength)
        let session = try await write { db in
            let person = try Person.require(id, db)
            guard person.disabledAt == nil else { throw StoreError.refused("\(person.name) is disabled.") }
            try db.execute(
                sql: """
                    INSERT INTO sessions (hash, person_id, csrf_token, created_at, last_seen_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    secret.hash, id, csrf, now.milliseconds, now.milliseconds, end.milliseconds,
                ])
            return Session(person: person, csrfToken: csrf, createdAt: now, expiresAt: end)
        }
        return (session, secret)
    }

    /// The session of a cookie; nil when it is unknown, too old or was idle for too long.
    public func session(_ cookie: String) async throws(StoreError) -> Session? {
        let now = clock()
        let hash = Secret.hash(cookie)
        let found = try await read { db -> (Session, Int64)? in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT people.id, account_id, name, role, people.created_at, disabled_at,
                    password_changed_at IS NULL, csrf_token, sessions.created_at, expires_at, last_seen_at
                    FROM sessions JOIN people ON people.id = person_id
                    WHERE hash = ? AND expires_at > ? AND last_seen_at > ? AND disabled_at IS NULL
                    """,
                arguments: [
                    hash, now.milliseconds, now.adding(seconds: -ReportStore.sessionIdleLimit).milliseconds,
                ]
            ).map { row in
                let session = Session(
                    person: Person(row), csrfToken: row[7], createdAt: row.time(8), expiresAt: row.time(9))
                return (session, row[10])
            }
        }
        guard let (session, seen) = found else { return nil }
        if now.milliseconds - seen >= 60_000 {
            try await write { db in
                try db.execute(
                    sql: "UPDATE sessions SET last_seen_at = ? WHERE hash = ?", arguments: [now.milliseconds, hash])
            }
        }
        return session
    }

    /// Ends a session.
    public func endSession(_ cookie: String) async throws(StoreError) {
        let hash = Secret.hash(cookie)
        try await write { db in try db.execute(sql: "DELETE FROM sessions WHERE hash = ?", arguments: [hash]) }
    }

    /// Makes a token for a program. It can do no more than the person who makes it.
    public func createToken(
        named name: String, role: Role, by person: Person, validFor seconds: Int64
    ) async throws(StoreError) -> (token: APIToken, secret: Secret) {
        guard role <= person.role else { throw .refused("A token cannot be allowed more than its maker.") }
        guard 60...(366 * 86400) ~= seconds else { throw .invalid("A token is valid for a minute to a year.") }
        guard 1...128 ~= name.count else { throw .invalid("The name of a token needs 1 to 128 characters.") }
        let secret = Secret(.apiToken)
        let now = clock()
        let id = UUID().uuidString.lowercased()
        let token = try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO api_tokens (id, account_id, person_id, name, role, hash, ending, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, person.account, person.id, name, role.rawValue, secret.hash, secret.ending,
                    now.milliseconds, now.adding(seconds: seconds).milliseconds,
                ])
            return try Row.fetchOne(
                db, sql: "SELECT \(APIToken.columns) FROM api_tokens WHERE id = ?", arguments: [id]
            ).map(APIToken.init)
        }
        guard let token else { throw .database("The token was not stored.") }
        return (token, secret)
    }

    /// The token of a secret; nil when it is unknown, expired or revoked.
    public func token(forSecret secret: String) async throws(StoreError) -> APIToken? {
        let now = clock()
        let hash = Secret.hash(secret)
        let token = try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(APIToken.columns) FROM api_tokens
                    WHERE hash = ? AND revoked_at IS NULL AND expires_at > ?
                    """, arguments: [hash, now.milliseconds]
            ).map(APIToken.init)
        }
        guard let token else { return nil }
        if token.lastUsedAt.map({ now.milliseconds - $0.milliseconds >= 60_000 }) ?? true {
            try await write { db in
                try db.execute(
                    sql: "UPDATE api_tokens SET last_used_at = ? WHERE id = ?",
                    arguments: [now.milliseconds, token.id])
            }
        }
        return token
    }

    /// Revokes a token at once.
    public func revokeToken(_ id: String, account: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: "UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ? AND account_id = ?",
                arguments: [now.milliseconds, id, account])
            guard db.changedSomething else { throw StoreError.missing("The account has no such token.") }
        }
    }

    /// The tokens of an account, newest first.
    public func tokens(account: String) async throws(StoreError) -> [APIToken] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(APIToken.columns) FROM api_tokens WHERE account_id = ? ORDER BY created_at DESC",
                arguments: [account]
            ).map(APIToken.init)
        }
    }
}
