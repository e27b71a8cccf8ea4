extension Schema {
    /// Accounts, clusters, people, what they show to get in, and the audit log.
    static let identity = """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE clusters (
            id INTEGER PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            guid TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            alias TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            deleted_at INTEGER,
            first_connected_at INTEGER,
            last_connected_at INTEGER,
            last_disconnected_at INTEGER,
            connections INTEGER NOT NULL DEFAULT 0,
            disconnections INTEGER NOT NULL DEFAULT 0,
            last_seen_at INTEGER,
            api_server TEXT,
            cloud_vendor TEXT,
            agents TEXT,
            spool_depth INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX clusters_by_name ON clusters (account_id, name) WHERE deleted_at IS NULL;

        CREATE TABLE cluster_connections (
            id TEXT PRIMARY KEY,
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            opened_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX cluster_connections_by_cluster ON cluster_connections (cluster_id);

        CREATE TABLE enrolment_tokens (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            hash BLOB NOT NULL UNIQUE,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            max_uses INTEGER NOT NULL,
            uses INTEGER NOT NULL DEFAULT 0,
            revoked_at INTEGER
        ) STRICT;

        CREATE TABLE cluster_keys (
            id TEXT PRIMARY KEY,
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            hash BLOB NOT NULL UNIQUE,
            ending TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            last_used_at INTEGER
        ) STRICT;
        CREATE INDEX cluster_keys_by_cluster ON cluster_keys (cluster_id);

        CREATE TABLE people (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            name TEXT NOT NULL UNIQUE,
            role TEXT NOT NULL,
            password TEXT NOT NULL,
            password_changed_at INTEGER,
            failures INTEGER NOT NULL DEFAULT 0,
            locked_until INTEGER,
            created_at INTEGER NOT NULL,
            disabled_at INTEGER
        ) STRICT;

        CREATE TABLE sessions (
            hash BLOB PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
            csrf_token TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sessions_by_person ON sessions (person_id);

        CREATE TABLE api_tokens (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            person_id TEXT REFERENCES people ON DELETE CASCADE,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            ending TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            last_used_at INTEGER
        ) STRICT;
        CREATE INDEX api_tokens_by_account ON api_tokens (account_id);

        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY,
            account_id TEXT,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            source TEXT NOT NULL,
            before TEXT,
            after TEXT,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX audit_by_account ON audit (account_id, sequence);
        CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        """
}
