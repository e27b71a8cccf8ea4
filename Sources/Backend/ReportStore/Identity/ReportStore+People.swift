import Foundation
import GRDB

/// A person with a local account.
public struct Person: Sendable, Hashable, Identifiable {
    public let id: String
    public let account: String
    public let name: String
    public let role: Role
    public let createdAt: Moment
    public let disabledAt: Moment?
    /// Whether the password is one that somebody else chose.
    public let mustChangePassword: Bool

    static let columns = "id, account_id, name, role, created_at, disabled_at, password_changed_at IS NULL"

    init(_ row: Row) {
        id = row[0]
        account = row[1]
        name = row[2]
        role = Role(rawValue: row[3]) ?? .viewer
        createdAt = row.time(4)
        disabledAt = row.moment(5)
        mustChangePassword = row[6]
    }
}

/// How a log-in ended.
public enum LoginOutcome: Sendable, Hashable {
    case admitted(Person)
    /// Name or password is wrong, or the person is disabled: which of them is not said.
    case refused
    /// Too many wrong passwords. Not even the right one is admitted before that time.
    case locked(until: Moment)
}

extension ReportStore {
    /// Characters that a password needs.
    public static let shortestPassword = 12

    /// Adds a person, who must choose another password at the first log-in.
    public func createPerson(
        named name: String, password: String, role: Role, account: String
    ) async throws(StoreError) -> Person {
        let trimmed = name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        guard 1...128 ~= trimmed.count else { throw .invalid("A name needs 1 to 128 characters.") }
        let hash = try await hashed(password)
        let id = UUID().uuidString.lowercased()
        let now = clock()
        return try await write { db in
            guard try Account.exists(account, db) else { throw StoreError.missing("There is no account \(account).") }
            let isTaken = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM people WHERE name = ?)", arguments: [trimmed])
            if isTaken == true { throw StoreError.conflict("There is already a person called \(trimmed).") }
            try db.execute(
                sql: """
                    INSERT INTO people (id, account_id, name, role, password, created_at) VALUES (?, ?, ?, ?, ?, ?)
                    """, arguments: [id, account, trimmed, role.rawValue, hash, now.milliseconds])
            return try Person.require(id, db)
        }
    }

    /// Checks a name and a password. After five failures in a row the name is locked for a minute, then for twice as
    /// long each time, an hour at most.
    public func logIn(name: String, password: String) async throws(StoreError) -> LoginOutcome {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let now = clock()
        let known = try await read { db -> (Person, String, Int64?)? in
            try Row.fetchOne(
                db, sql: "SELECT \(Person.columns), password, locked_until FROM people WHERE name = ?",
                arguments: [name]
            ).map { (Person($0), $0[7], $0[8]) }
        }
        if let until = known?.2, until > now.milliseconds { return .locked(until: Moment(milliseconds: until)) }
        let isRight = try await verify(password, known?.1)
        guard let person = known?.0 else { return .refused }
        let isAdmitted = isRight && person.disabledAt == nil
        try await write { db in
            if isAdmitted {
                try db.execute(
                    sql: "UPDATE people SET failures = 0, locked_until = NULL WHERE id = ?", arguments: [person.id])
                return
            }
            let failures = try Int.fetchOne(
                db, sql: "UPDATE people SET failures = failures + 1 WHERE id = ? RETURNING failures",
                arguments: [person.id])
            guard let failures, failures >= 5 else { return }
            let lock = Int64(min(60 << min(failures - 5, 10), 3600))
            try db.execute(
                sql: "UPDATE people SET locked_until = ? WHERE id = ?",
                arguments: [now.adding(seconds: lock).milliseconds, person.id])
        }
        return isAdmitted ? .admitted(person) : .refused
    }

    /// Sets a password that the person chose and ends all their sessions.
    public func changePassword(of id: String, to password: String) async throws(StoreError) {
        try await setPassword(of: id, to: password, chosenByOwner: true)
    }

    /// Sets a password that the person must change, and ends all their sessions.
    public func resetPassword(of id: String, to password: String) async throws(StoreError) {
        try await setPassword(of: id, to: password, chosenByOwner: false)
    }

    private func setPassword(of id: String, to password: String, chosenByOwner: Bool) async throws(StoreError) {
        let hash = try await hashed(password)
        let now: Int64? = chosenByOwner ? clock().milliseconds : nil
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE people SET password = ?, password_changed_at = ?, failures = 0, locked_until = NULL
                    WHERE id = ?
                    """, arguments: [hash, now, id])
            guard db.changedSomething else { throw StoreError.missing("There is no such person.") }
            try db.execute(sql: "DELETE FROM sessions WHERE person_id = ?", arguments: [id])
        }
    }

    /// Changes what a person may do. The last admin of an account keeps that role.
    public func setRole(_ role: Role, ofPerson id: String, account: String) async throws(StoreError) {
        try await write { db in
            try ReportStore.keepAnAdmin(id, account, when: role != .admin, db)
            try db.execute(
                sql: "UPDATE people SET role = ? WHERE id = ? AND account_id = ?",
                arguments: [role.rawValue, id, account])
        }
    }

    /// Shuts a person out and ends their sessions and tokens, or lets them in again. The last admin stays.
    public func setDisabled(_ isDisabled: Bool, person id: String, account: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try ReportStore.keepAnAdmin(id, account, when: isDisabled, db)
            try db.execute(
                sql: "UPDATE people SET disabled_at = ? WHERE id = ? AND account_id = ?",
                arguments: [isDisabled ? now.milliseconds : nil, id, account])
            guard isDisabled else { return }
            try db.execute(sql: "DELETE FROM sessions WHERE person_id = ?", arguments: [id])
            try db.execute(
                sql: "UPDATE api_tokens SET revoked_at = ? WHERE person_id = ? AND revoked_at IS NULL",
                arguments: [now.milliseconds, id])
        }
    }

    /// The people of an account by name.
    public func people(account: String) async throws(StoreError) -> [Person] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(Person.columns) FROM people WHERE account_id = ? ORDER BY name",
                arguments: [account]
            ).map(Person.init)
        }
    }

    private static func keepAnAdmin(_ id: String, _ account: String, when isLost: Bool, _ db: Database) throws {
        let person = try Person.require(id, db)
        guard person.account == account else { throw StoreError.missing("There is no such person.") }
        guard isLost, person.role == .admin, person.disabledAt == nil else { return }
        let others = try Int.fetchOne(
            db,
            sql: """
                SELECT COUNT(*) FROM people
                WHERE account_id = ? AND role = 'admin' AND disabled_at IS NULL AND id <> ?
                """, arguments: [account, id])
        if others == 0 {
            throw StoreError.conflict("\(person.name) is the only admin. Make somebody else an admin first.")
        }
    }

    private func hashed(_ password: String) async throws(StoreError) -> String {
        guard password.count >= ReportStore.shortestPassword else {
            throw .invalid("A password needs \(ReportStore.shortestPassword) characters or more.")
        }
        guard password.utf8.count <= 1024 else { throw .invalid("A password may have 1024 bytes at most.") }
        do { return try await passwords.hash(password) } catch {
            throw .database("The password could not be hashed: \(StoreError.reason(error))")
        }
    }

    private func verify(_ password: String, _ stored: String?) async throws(StoreError) -> Bool {
        guard password.utf8.count <= 1024 else { return false }
        do { return try await passwords.verify(password, stored) } catch {
            throw .database("The password could not be checked: \(StoreError.reason(error))")
        }
    }
}

extension Person {
    static func require(_ id: String, _ db: Database) throws -> Person {
        let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM people WHERE id = ?", arguments: [id])
        guard let row else { throw StoreError.missing("There is no such person.") }
        return Person(row)
    }
}
