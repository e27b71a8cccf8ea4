import GRDB

/// The tables of a spool.
enum SpoolSchema {
    /// Counted up with every change of the tables.
    static let version = 1

    static func prepare(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found <= version else { throw SpoolError.newerSchema(path: path, found: found, known: version) }
        if found == 0 {
            try database.execute(
                sql: """
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        key TEXT NOT NULL UNIQUE,
                        destination TEXT NOT NULL,
                        cluster TEXT NOT NULL,
                        target TEXT NOT NULL,
                        contentType TEXT NOT NULL,
                        created REAL NOT NULL,
                        -- NULL while the run is being written.
                        parts INTEGER
                    ) STRICT;
                    CREATE INDEX runByLane ON run (destination, cluster, id);
                    CREATE TABLE part (
                        run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                        number INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        digest BLOB NOT NULL,
                        -- Last, so that the columns before it are read without it.
                        body BLOB NOT NULL,
                        PRIMARY KEY (run, number)
                    ) STRICT;
                    CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL, text TEXT) STRICT;
                    -- Kept up to date, because adding them up would cost more with every part that waits.
                    INSERT INTO tally (name, value) VALUES ('bytes', 0), ('parts', 0);
                    CREATE TRIGGER partCame AFTER INSERT ON part BEGIN
                        UPDATE tally SET value = value + NEW.size WHERE name = 'bytes';
                        UPDATE tally SET value = value + 1 WHERE name = 'parts';
                    END;
                    CREATE TRIGGER partWent AFTER DELETE ON part BEGIN
                        UPDATE tally SET value = value - OLD.size WHERE name = 'bytes';
                        UPDATE tally SET value = value - 1 WHERE name = 'parts';
                    END;
                    """)
        }
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }
}
