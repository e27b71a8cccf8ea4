import Foundation
import GRDB

extension ReportStore {
    /// Stores a report of a job. The same report again changes nothing. A job's state follows from all of its reports,
    /// so their order does not matter.
    /// - Returns: the report's place in the store, for ``jobReports(after:account:limit:)``.
    @discardableResult
    public func take(_ report: JobStep, account: String, cluster: Int64?) async throws(StoreError) -> Int64 {
        guard 1...256 ~= report.jobID.utf8.count, report.parentID.utf8.count <= 256 else {
            throw .invalid("The id of a job needs 1 to 256 bytes.")
        }
        let now = clock()
        let errors = String(decoding: (try? JSONEncoder().encode(report.errors)) ?? Data("[]".utf8), as: UTF8.self)
        return try await write { db in
            let job = try JobWriter(db: db, account: account, cluster: cluster).row(for: report)
            try db.cachedStatement(
                sql: """
                    INSERT INTO job_reports (job, reporter, target, status, action, errors, details, sequence,
                    reported_at, received_at, fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (job, fingerprint) DO NOTHING
                    """
            ).execute(arguments: [
                job, report.reporter, report.target, report.status.rawValue, report.action, errors, report.details,
                report.sequence, report.reportedAt.milliseconds, now.milliseconds, report.fingerprint,
            ])
            guard db.changedSomething else { return 0 }
            let id = db.lastInsertedRowID
            try JobWriter(db: db, account: account, cluster: cluster).count(report, job)
            return id
        }
    }

    /// Jobs of an account, last changed first.
    /// - Parameter rootsOnly: leaves out jobs that another job caused.
    public func jobs(
        account: String, cluster: Int64? = nil, states: Set<JobState> = [], rootsOnly: Bool = true,
        target: String? = nil, containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<Job> {
        var filter = Filter()
        filter.add("jobs.account_id = ?", account)
        filter.equal("jobs.cluster_id", cluster)
        filter.equal("jobs.target", target)
        filter.any(Job.state, of: states.map(\.rawValue).sorted())
        if rootsOnly {
            // A job whose parent never reported is a root, too.
            filter.add(
                """
                (parent_id = '' OR NOT EXISTS (SELECT 1 FROM jobs parents
                WHERE parents.account_id = jobs.account_id AND parents.job_id = jobs.parent_id))
                """)
        }
        filter.contains(["action", "target", "job_id"], text)
        let condition = filter
        return try await read { db in
            try db.page(Job.columns, from: "jobs", condition, orderedBy: "updated_at DESC, id DESC", page) {
                Job($0)
            }
        }
    }

    /// The tree below a job, parents before their children; empty when the account has no such job.
    /// - Parameter limit: jobs at most; the deepest ones are left out first.
    public func jobTree(_ root: String, account: String, limit: Int = 2000) async throws(StoreError) -> [JobNode] {
        try await read { db in
            // UNION drops what was seen, so a ring of parents ends; a depth of 32 ends it for sure.
            let rows = try Row.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE tree (job_id, depth) AS (
                        SELECT job_id, 0 FROM jobs WHERE account_id = :account AND job_id = :root
                        UNION
                        SELECT jobs.job_id, depth + 1 FROM tree
                        JOIN jobs ON jobs.account_id = :account AND jobs.parent_id = tree.job_id
                        WHERE depth < 32 AND jobs.job_id <> :root
                    )
                    SELECT \(Job.columns), MIN(depth) AS depth FROM tree
                    JOIN jobs ON jobs.account_id = :account AND jobs.job_id = tree.job_id
                    GROUP BY jobs.id ORDER BY depth, started_at, jobs.id LIMIT :limit
                    """, arguments: ["account": account, "root": root, "limit": limit])
            return JobTree.ordered(rows.map { JobNode(job: Job($0), depth: $0[13]) })
        }
    }

    /// The reports of a job in the order of their times.
    public func reports(
        job: String, account: String, page: PageRequest = PageRequest(size: 200)
    ) async throws(StoreError) -> Page<JobStep> {
        try await jobReports(account: account, job: job, page: page)
    }

    /// Reports of an account in the order of their times, filtered as the original's clients do.
    public func jobReports(
        account: String, job: String? = nil, target: String? = nil, statuses: Set<JobStep.Status> = [],
        reporter: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<JobStep> {
        var filter = Filter()
        filter.add("account_id = ?", account)
        filter.equal("job_id", job)
        let normal = target.map { $0.hasSuffix("/") && $0 != "/" ? String($0.dropLast()) : $0 }
        filter.equal("job_reports.target", normal)
        filter.any("status", of: statuses.map(\.rawValue).sorted())
        filter.equal("job_reports.reporter", reporter)
        let condition = filter
        return try await read { db in
            try db.page(
                JobStep.columns, from: "job_reports JOIN jobs ON jobs.id = job", condition,
                orderedBy: "reported_at, sequence, job_reports.id", page
            ) { JobStep($0) }
        }
    }

    /// Reports that came after a place in the store, oldest first, for live views.
    /// - Returns: the reports, each with its place.
    public func jobReports(
        after place: Int64, account: String, limit: Int = 200
    ) async throws(StoreError) -> [(place: Int64, report: JobStep)] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(JobStep.columns) FROM job_reports JOIN jobs ON jobs.id = job
                    WHERE job_reports.id > ? AND account_id = ? ORDER BY job_reports.id LIMIT ?
                    """, arguments: [place, account, limit]
            ).map { ($0[10], JobStep($0)) }
        }
    }
}

/// Keeps the row of a job in step with its reports.
private struct JobWriter {
    let db: Database
    let account: String
    let cluster: Int64?

    func row(for report: JobStep) throws -> Int64 {
        let at = report.reportedAt.milliseconds
        try db.cachedStatement(
            sql: """
                INSERT INTO jobs (account_id, job_id, parent_id, cluster_id, reporter, action, target, started_at,
                updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, job_id) DO NOTHING
                """
        ).execute(arguments: [
            account, report.jobID, report.parentID, cluster, report.reporter, report.action, report.target, at, at,
        ])
        let id = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM jobs WHERE account_id = ? AND job_id = ?"),
            arguments: [account, report.jobID])
        guard let id else { throw StoreError.database("The job \(report.jobID) was not stored.") }
        return id
    }

    /// The earliest report names the job; failures and warnings add up; `done` ends it.
    func count(_ report: JobStep, _ job: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE jobs SET
                parent_id = CASE WHEN parent_id = '' THEN :parent ELSE parent_id END,
                cluster_id = COALESCE(cluster_id, :cluster),
                action = CASE WHEN :at < started_at OR action = '' THEN :action ELSE action END,
                target = CASE WHEN target = '' OR (:at < started_at AND :target <> '') THEN :target ELSE target END,
                started_at = MIN(started_at, :at), updated_at = MAX(updated_at, :at),
                is_done = MAX(is_done, :done),
                ended_at = CASE WHEN :done THEN MAX(COALESCE(ended_at, 0), :at) ELSE ended_at END,
                failures = failures + :failed, warnings = warnings + :warned,
                error = CASE WHEN error = '' THEN :error ELSE error END WHERE id = :job
                """
        ).execute(arguments: [
            "parent": report.parentID, "cluster": cluster, "at": report.reportedAt.milliseconds,
            "action": report.action, "target": report.target, "done": report.status == .done,
            "failed": report.status == .failure ? 1 : 0, "warned": report.status == .warning ? 1 : 0,
            "error": report.status == .failure ? report.errors.first ?? report.details : "", "job": job,
        ])
    }
}

/// Puts the jobs of a tree into the order of reading.
enum JobTree {
    /// Each job directly before the jobs that it caused.
    static func ordered(_ nodes: [JobNode]) -> [JobNode] {
        let children = Dictionary(grouping: nodes.filter { $0.depth > 0 }, by: \.job.parentID)
        var waiting = Array(nodes.filter { $0.depth == 0 }.reversed())
        var seen: Set<String> = []
        var result: [JobNode] = []
        while let node = waiting.popLast() {
            guard seen.insert(node.job.id).inserted else { continue }
            result.append(node)
            waiting += (children[node.job.id] ?? []).reversed()
        }
        return result
    }
}

extension Job {
    /// `failed` as soon as a step fails; `succeeded` only with `done`.
    static let state = """
        (CASE WHEN failures > 0 THEN 'failed' WHEN is_done = 0 THEN 'running'
        WHEN warnings > 0 THEN 'warned' ELSE 'succeeded' END)
        """

    static let columns = """
        jobs.job_id, jobs.parent_id, jobs.cluster_id, jobs.reporter, jobs.action, jobs.target, \(state), jobs.error,
        jobs.started_at, jobs.updated_at, jobs.ended_at,
        (SELECT COUNT(*) FROM jobs c WHERE c.account_id = jobs.account_id AND c.parent_id = jobs.job_id),
        (SELECT COUNT(*) FROM jobs c WHERE c.account_id = jobs.account_id AND c.parent_id = jobs.job_id
        AND (c.is_done OR c.failures > 0))
        """

    init(_ row: Row) {
        id = row[0]
        parentID = row[1]
        cluster = row[2]
        reporter = row[3]
        action = row[4]
        target = row[5]
        state = JobState(rawValue: row[6]) ?? .running
        error = row[7]
        startedAt = row.time(8)
        updatedAt = row.time(9)
        endedAt = row.moment(10)
        children = row[11]
        childrenEnded = row[12]
    }
}

extension JobStep {
    static let columns = """
        job_id, parent_id, job_reports.reporter, job_reports.target, status, job_reports.action, errors, details,
        sequence, reported_at, job_reports.id
        """

    init(_ row: Row) {
        let errors: String = row[6]
        self.init(
            jobID: row[0], parentID: row[1], reporter: row[2], target: row[3],
            status: Status(rawValue: row[4]) ?? .warning, action: row[5],
            errors: (try? JSONDecoder().decode([String].self, from: Data(errors.utf8))) ?? [], details: row[7],
            sequence: row[8], reportedAt: row.time(9))
    }
}
