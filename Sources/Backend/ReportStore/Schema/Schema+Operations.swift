extension Schema {
    /// Inventory, jobs, commands, schedules and exceptions.
    static let operations = """
        CREATE TABLE inventory (
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            section TEXT NOT NULL,
            kind TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (cluster_id, section, kind, namespace, name)
        ) STRICT;

        CREATE TABLE registry_repositories (
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            registry TEXT NOT NULL,
            job_id TEXT NOT NULL,
            repositories TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (account_id, registry)
        ) STRICT;

        CREATE TABLE daily_nodes (
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            day INTEGER NOT NULL,
            most INTEGER NOT NULL,
            last INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            PRIMARY KEY (cluster_id, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            job_id TEXT NOT NULL,
            parent_id TEXT NOT NULL,
            cluster_id INTEGER REFERENCES clusters ON DELETE CASCADE,
            reporter TEXT NOT NULL,
            action TEXT NOT NULL,
            target TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            ended_at INTEGER,
            is_done INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            warnings INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            UNIQUE (account_id, job_id)
        ) STRICT;
        CREATE INDEX jobs_by_parent ON jobs (account_id, parent_id);
        CREATE INDEX jobs_by_time ON jobs (account_id, updated_at);

        CREATE TABLE job_reports (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
            reporter TEXT NOT NULL,
            target TEXT NOT NULL,
            status TEXT NOT NULL,
            action TEXT NOT NULL,
            errors TEXT NOT NULL,
            details TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            reported_at INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            fingerprint BLOB NOT NULL,
            UNIQUE (job, fingerprint)
        ) STRICT;
        CREATE INDEX job_reports_by_time ON job_reports (received_at);

        CREATE TABLE commands (
            id TEXT PRIMARY KEY,
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            name TEXT NOT NULL,
            job_id TEXT NOT NULL,
            payload TEXT NOT NULL,
            state TEXT NOT NULL,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            sent_at INTEGER,
            deliveries INTEGER NOT NULL DEFAULT 0,
            received_at INTEGER,
            ended_at INTEGER,
            result TEXT
        ) STRICT;
        CREATE INDEX commands_by_cluster ON commands (cluster_id, state, created_at);

        CREATE TABLE schedules (
            id TEXT PRIMARY KEY,
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            scope TEXT NOT NULL,
            cron TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            is_enabled INTEGER NOT NULL,
            state TEXT NOT NULL,
            job_id TEXT NOT NULL,
            created_by TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (cluster_id, kind, name)
        ) STRICT;

        CREATE TABLE exceptions (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
            subject TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            action TEXT NOT NULL,
            scope TEXT NOT NULL,
            targets TEXT NOT NULL,
            requested_by TEXT NOT NULL,
            requested_at INTEGER NOT NULL,
            decided_by TEXT,
            decided_at INTEGER,
            decision TEXT,
            expires_at INTEGER,
            hits INTEGER NOT NULL DEFAULT 0,
            last_hit_at INTEGER,
            UNIQUE (account_id, subject, name)
        ) STRICT;

        CREATE TABLE exception_hits (
            exception_id TEXT NOT NULL REFERENCES exceptions ON DELETE CASCADE,
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            count INTEGER NOT NULL,
            PRIMARY KEY (exception_id, run_id)
        ) STRICT, WITHOUT ROWID;
        """
}
