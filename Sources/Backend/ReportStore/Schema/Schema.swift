import GRDB

/// The tables, as steps that each database takes once.
///
/// A step that has landed in a release is never edited: a change is a new step. Times are milliseconds since 1970 in
/// UTC, JSON is text, packed bytes are ``Deflate``. The SQL keeps to what PostgreSQL also knows, types aside.
enum Schema {
    static func migrate(_ pool: DatabasePool, path: String) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 identity") { try $0.execute(sql: identity) }
        migrator.registerMigration("1 runs") { try $0.execute(sql: runs) }
        migrator.registerMigration("1 images") { try $0.execute(sql: images) }
        migrator.registerMigration("1 operations") { try $0.execute(sql: operations) }
        let isNewer = try pool.read { db in try migrator.hasBeenSuperseded(db) }
        if isNewer { throw StoreError.newerSchema(path: path) }
        try migrator.migrate(pool)
    }
}
