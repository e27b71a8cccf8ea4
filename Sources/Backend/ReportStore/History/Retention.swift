import GRDB

/// How long what is kept. The newest complete run of each cluster and container is kept whatever its age.
public struct Retention: Sendable, Hashable {
    /// Days of complete runs.
    public var runDays: Int
    /// Hours without a new part after which an incomplete run is given up on.
    public var incompleteHours: Int
    /// Days of job reports and finished commands.
    public var jobDays: Int
    /// Days of rollups: 13 months.
    public var rollupDays: Int

    public init(runDays: Int = 30, incompleteHours: Int = 24, jobDays: Int = 90, rollupDays: Int = 396) {
        self.runDays = runDays
        self.incompleteHours = incompleteHours
        self.jobDays = jobDays
        self.rollupDays = rollupDays
    }
}

/// What one step of cleaning removed.
public struct CleaningReport: Sendable, Hashable {
    /// Runs that were given up on.
    public var abandonedRuns = 0
    /// Rows of any kind that were removed.
    public var removedRows = 0
    /// Whether there is more to remove.
    public var hasMore = false
}

extension ReportStore {
    /// Does a bounded piece of cleaning: removes what is older than the retention, what belongs to deleted clusters,
    /// and objects that no run refers to. Call it until ``CleaningReport/hasMore`` is false; writers get their turn
    /// in between.
    /// - Parameter limit: rows at most in each transaction.
    public func clean(_ retention: Retention, limit: Int = 2000) async throws(StoreError) -> CleaningReport {
        let now = clock()
        return try await write { db in
            var cleaner = Cleaner(db: db, now: now, limit: limit)
            try cleaner.giveUp(retention)
            try cleaner.removeRuns(retention)
            try cleaner.removeClusters()
            try cleaner.removeOld(retention)
            return cleaner.report
        }
    }
}

/// One bounded piece of cleaning. Big tables first, so that no cascade has much to do.
private struct Cleaner {
    let db: Database
    let now: Moment
    let limit: Int
    var report = CleaningReport()

    mutating func giveUp(_ retention: Retention) throws {
        try db.execute(
            sql: """
                UPDATE runs SET state = 'failed',
                reason = 'The agent sent ' || parts_received || ' of ' || COALESCE(parts_expected, 'unknown many')
                || ' parts and then nothing for \(max(retention.incompleteHours, 1)) hours.'
                WHERE state = 'receiving' AND last_part_at < ?
                """, arguments: [now.adding(seconds: -Int64(max(retention.incompleteHours, 1)) * 3600).milliseconds])
        report.abandonedRuns = db.changesCount
    }

    mutating func removeRuns(_ retention: Retention) throws {
        let oldest = now.adding(seconds: -Int64(max(retention.runDays, 1)) * 86400).milliseconds
        let run = try Int64.fetchOne(
            db,
            sql: """
                SELECT runs.id FROM runs JOIN clusters ON clusters.id = cluster_id
                WHERE (last_part_at < ? AND is_latest = 0) OR deleted_at IS NOT NULL ORDER BY runs.id LIMIT 1
                """, arguments: [oldest])
        guard let run else { return }
        for table in ["posture_results", "vulnerabilities"] {
            try remove("\(table) WHERE id IN (SELECT id FROM \(table) WHERE run_id = \(run) LIMIT \(limit))")
            if report.removedRows >= limit {
                report.hasMore = true
                return
            }
        }
        try remove(
            """
            posture_objects WHERE run_id = \(run) AND resource_id IN
            (SELECT resource_id FROM posture_objects WHERE run_id = \(run) LIMIT \(limit))
            """)
        if report.removedRows < limit { try remove("runs WHERE id = \(run)") }
        report.hasMore = true
    }

    mutating func removeClusters() throws {
        let cluster = try Int64.fetchOne(
            db,
            sql: """
                SELECT id FROM clusters WHERE deleted_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM runs WHERE cluster_id = clusters.id) LIMIT 1
                """)
        guard let cluster else { return }
        let before = report.removedRows
        try remove(
            "inventory WHERE rowid IN (SELECT rowid FROM inventory WHERE cluster_id = \(cluster) LIMIT \(limit))")
        if report.removedRows - before < limit { try remove("clusters WHERE id = \(cluster)") }
        report.hasMore = true
    }

    mutating func removeOld(_ retention: Retention) throws {
        let jobs = now.adding(seconds: -Int64(max(retention.jobDays, 1)) * 86400).milliseconds
        let before = report.removedRows
        try remove("objects WHERE id IN (\(Cleaner.orphans) LIMIT \(limit))")
        try remove(
            "job_reports WHERE id IN (SELECT id FROM job_reports WHERE received_at < \(jobs) LIMIT \(limit))")
        try remove(
            """
            jobs WHERE id IN (SELECT id FROM jobs WHERE updated_at < \(jobs)
            AND NOT EXISTS (SELECT 1 FROM job_reports WHERE job = jobs.id) LIMIT \(limit))
            """)
        try remove("image_announcements WHERE announced_at < \(jobs)")
        try remove("commands WHERE ended_at < \(jobs)")
        try remove("sessions WHERE expires_at < \(now.milliseconds)")
        let day = now.day - max(retention.rollupDays, 1)
        for table in ["daily_scores", "daily_vulnerabilities", "daily_nodes"] {
            try remove("\(table) WHERE day < \(day)")
        }
        if report.removedRows - before >= limit { report.hasMore = true }
    }

    private static let orphans = """
        SELECT id FROM objects WHERE NOT EXISTS (SELECT 1 FROM posture_objects WHERE object_id = objects.id)
        """

    private mutating func remove(_ rows: String) throws {
        try db.execute(sql: "DELETE FROM \(rows)")
        report.removedRows += db.changesCount
    }
}
