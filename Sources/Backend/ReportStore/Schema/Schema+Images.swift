extension Schema {
    /// What image scans found.
    static let images = """
        CREATE TABLE image_scans (
            run_id INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            identity TEXT NOT NULL,
            is_registry INTEGER NOT NULL,
            wlid TEXT NOT NULL,
            namespace TEXT NOT NULL,
            workload_kind TEXT NOT NULL,
            workload_name TEXT NOT NULL,
            container TEXT NOT NULL,
            image_tag TEXT NOT NULL,
            image_hash TEXT NOT NULL,
            registry TEXT NOT NULL,
            status TEXT NOT NULL,
            total INTEGER,
            ignored INTEGER NOT NULL,
            fixable INTEGER NOT NULL,
            rce INTEGER NOT NULL,
            critical INTEGER NOT NULL,
            high INTEGER NOT NULL,
            medium INTEGER NOT NULL,
            low INTEGER NOT NULL,
            negligible INTEGER NOT NULL,
            unknown INTEGER NOT NULL,
            summary BLOB
        ) STRICT;
        CREATE INDEX image_scans_by_identity ON image_scans (identity);

        CREATE TABLE image_announcements (
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            job_id TEXT NOT NULL,
            wlid TEXT NOT NULL,
            container TEXT NOT NULL,
            image_tag TEXT NOT NULL,
            image_hash TEXT NOT NULL,
            announced_at INTEGER NOT NULL,
            error TEXT,
            PRIMARY KEY (cluster_id, job_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE vulnerabilities (
            id INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
            name TEXT NOT NULL,
            severity INTEGER NOT NULL,
            package TEXT NOT NULL,
            version TEXT NOT NULL,
            fixed_in TEXT NOT NULL,
            is_fixable INTEGER NOT NULL,
            is_rce INTEGER NOT NULL,
            is_ignored INTEGER NOT NULL,
            layer TEXT NOT NULL,
            item BLOB NOT NULL
        ) STRICT;
        CREATE INDEX vulnerabilities_by_run ON vulnerabilities (run_id, severity DESC, name);
        CREATE INDEX vulnerabilities_by_name ON vulnerabilities (name);
        CREATE INDEX vulnerabilities_by_package ON vulnerabilities (package, version);

        CREATE TABLE daily_vulnerabilities (
            cluster_id INTEGER NOT NULL REFERENCES clusters ON DELETE CASCADE,
            day INTEGER NOT NULL,
            images INTEGER NOT NULL,
            critical INTEGER NOT NULL,
            high INTEGER NOT NULL,
            medium INTEGER NOT NULL,
            low INTEGER NOT NULL,
            fixable INTEGER NOT NULL,
            PRIMARY KEY (cluster_id, day)
        ) STRICT, WITHOUT ROWID;
        """
}
