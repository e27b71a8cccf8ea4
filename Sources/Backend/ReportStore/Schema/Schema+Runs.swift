extension Schema {
    /// Runs, their parts, and what posture runs found.
    static let runs = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            kind TEXT NOT NULL,
            guid TEXT NOT NULL,
            job_id TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            generated_at INTEGER NOT NULL,
            first_part_at INTEGER NOT NULL,
            last_part_at INTEGER NOT NULL,
            completed_at INTEGER,
            parts_expected INTEGER,
            parts_received INTEGER NOT NULL DEFAULT 0,
            bytes_received INTEGER NOT NULL DEFAULT 0,
            is_latest INTEGER NOT NULL DEFAULT 0,
            UNIQUE (cluster_id, kind, guid)
        ) STRICT;
        CREATE INDEX runs_by_time ON runs (cluster_id, kind, state, generated_at);
        CREATE INDEX runs_open ON runs (last_part_at) WHERE state = 'receiving';

        CREATE TABLE run_parts (
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            part INTEGER NOT NULL,
            digest BLOB NOT NULL,
            bytes INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            PRIMARY KEY (run_id, part)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE posture_runs (
            run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            policy_version TEXT NOT NULL,
            scanner_version TEXT NOT NULL,
            inputs TEXT NOT NULL,
            exceptions TEXT NOT NULL,
            coverage TEXT,
            coverage_score REAL,
            status TEXT NOT NULL,
            risk_score REAL,
            compliance_score REAL,
            passed INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            resources INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE posture_frameworks (
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            status TEXT NOT NULL,
            risk_score REAL,
            compliance_score REAL,
            controls INTEGER NOT NULL,
            failed_controls INTEGER NOT NULL,
            excluded_controls INTEGER NOT NULL,
            skipped_controls INTEGER NOT NULL,
            passed INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            PRIMARY KEY (run_id, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE controls (
            number INTEGER PRIMARY KEY,
            control_id TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE posture_controls (
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            framework TEXT NOT NULL,
            control INTEGER NOT NULL REFERENCES controls,
            name TEXT NOT NULL,
            category TEXT NOT NULL,
            status TEXT NOT NULL,
            sub_status TEXT NOT NULL,
            explanation TEXT NOT NULL,
            base_score REAL NOT NULL,
            severity INTEGER NOT NULL,
            risk_score REAL,
            compliance_score REAL,
            passed INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            PRIMARY KEY (run_id, framework, control)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE posture_results (
            id INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            resource_id TEXT NOT NULL,
            api_version TEXT NOT NULL,
            kind TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            failed INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            passed INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            outcomes BLOB NOT NULL,
            details BLOB
        ) STRICT;
        CREATE INDEX posture_results_by_name ON posture_results (run_id, namespace, kind, name);
        CREATE INDEX posture_results_by_resource ON posture_results (run_id, resource_id);

        CREATE TABLE posture_findings (
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            control INTEGER NOT NULL REFERENCES controls,
            status INTEGER NOT NULL,
            count INTEGER NOT NULL,
            results BLOB NOT NULL,
            PRIMARY KEY (run_id, control, status)
        ) STRICT;

        CREATE TABLE objects (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            bytes INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE posture_objects (
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            resource_id TEXT NOT NULL,
            object_id INTEGER NOT NULL REFERENCES objects,
            source TEXT,
            PRIMARY KEY (run_id, resource_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX posture_objects_by_object ON posture_objects (object_id);

        CREATE TABLE daily_scores (
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            framework TEXT NOT NULL,
            day INTEGER NOT NULL,
            runs INTEGER NOT NULL,
            run_guid TEXT NOT NULL,
            generated_at INTEGER NOT NULL,
            risk_score REAL,
            compliance_score REAL,
            lowest_compliance REAL,
            highest_compliance REAL,
            coverage_score REAL,
            failed_controls INTEGER NOT NULL,
            controls INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            passed INTEGER NOT NULL,
            excluded INTEGER NOT NULL,
            PRIMARY KEY (cluster_id, framework, day)
        ) STRICT, WITHOUT ROWID;
        """
}
