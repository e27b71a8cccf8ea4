import GRDB
import Synchronization

/// The numbers that stand for control ids in the database, remembered.
final class ControlNumbers: Sendable {
    private let known = Mutex<[String: Int]>([:])

    /// Ids that one database may hold; a stranger's invented ids must not fill it.
    static let most = 32_000

    /// The number of each id, in the same order; new ids get one. Must run in a write transaction when `mayAdd`.
    func numbers(of ids: [String], _ db: Database) throws -> [Int] {
        let remembered = known.withLock { known in ids.map { known[$0] } }
        return try zip(ids, remembered).map { id, number in
            if let number { return number }
            return try add(id, db)
        }
    }

    /// What was added in a transaction must be forgotten when that transaction is rolled back.
    func forgetAll() { known.withLock { $0 = [:] } }

    private func add(_ id: String, _ db: Database) throws -> Int {
        guard 1...64 ~= id.utf8.count else {
            throw StoreError.invalid("The id of a control needs 1 to 64 bytes.")
        }
        let select = try db.cachedStatement(sql: "SELECT number FROM controls WHERE control_id = ?")
        if let number = try Int.fetchOne(select, arguments: [id]) {
            known.withLock { $0[id] = number }
            return number
        }
        let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM controls") ?? 0
        guard count < ControlNumbers.most else {
            throw StoreError.invalid("The database holds \(count) different controls and takes no more.")
        }
        try db.execute(sql: "INSERT INTO controls (control_id) VALUES (?)", arguments: [id])
        let number = Int(db.lastInsertedRowID)
        known.withLock { $0[id] = number }
        return number
    }
}
