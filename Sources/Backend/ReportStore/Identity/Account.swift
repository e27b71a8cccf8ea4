import Foundation
import GRDB

/// A tenant. On the wire its id is called `customerGUID`.
public struct Account: Sendable, Hashable {
    /// A UUID in lower case.
    public let id: String
    public let name: String
    public let createdAt: Moment
}

extension ReportStore {
    /// A new account.
    /// - Parameter id: a UUID; a random one when nil.
    public func createAccount(named name: String, id: String? = nil) async throws(StoreError) -> Account {
        let given = id ?? UUID().uuidString
        guard let uuid = UUID(uuidString: given) else {
            throw .invalid("“\(given.prefix(64))” is no UUID, which the id of an account must be.")
        }
        let account = Account(id: uuid.uuidString.lowercased(), name: name, createdAt: clock())
        try await write { db in
            if try Account.exists(account.id, db) { throw StoreError.conflict("The account \(account.id) exists.") }
            try db.execute(
                sql: "INSERT INTO accounts (id, name, created_at) VALUES (?, ?, ?)",
                arguments: [account.id, account.name, account.createdAt.milliseconds])
        }
        return account
    }

    /// All accounts, oldest first.
    public func accounts() async throws(StoreError) -> [Account] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT id, name, created_at FROM accounts ORDER BY created_at, id")
                .map { Account(id: $0[0], name: $0[1], createdAt: $0.time(2)) }
        }
    }

    /// The account of an id, which may be written in any case; nil when there is none.
    public func account(_ id: String) async throws(StoreError) -> Account? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT id, name, created_at FROM accounts WHERE id = ?", arguments: [id.lowercased()]
            ).map { Account(id: $0[0], name: $0[1], createdAt: $0.time(2)) }
        }
    }
}

extension Account {
    static func exists(_ id: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?)", arguments: [id]) ?? false
    }
}
