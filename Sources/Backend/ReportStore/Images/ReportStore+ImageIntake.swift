import Foundation
import GRDB

extension ReportStore {
    /// Stores a part of an image scan. Parts may come in any order, twice and at the same time.
    ///
    /// A scan is complete with its last missing part. Agents of the original can get the number of parts wrong, so it
    /// is also complete when the summary is there and as many different vulnerabilities as it says; parts that come
    /// after that still count.
    public func take(_ part: ImagePart) async throws(StoreError) -> PartOutcome {
        let now = clock()
        return try await write { db in
            let intake = try RunIntake(part.envelope, kind: .image, trustsCount: false, at: now, db)
            if intake.isRepeat { return .repeated }
            try ImageWriter(run: intake.run, db: db).write(part)
            if intake.state == .complete { return .stored }
            guard try intake.hasAllParts(db) || ImageWriter(run: intake.run, db: db).hasAllItems() else {
                return .stored
            }
            try intake.complete(at: now, db)
            try ImageWriter(run: intake.run, db: db).finish(part.envelope.cluster, at: now)
            return .completed
        }
    }
}

/// Writes the rows of one part, and what follows from the last one.
private struct ImageWriter {
    let run: Int64
    let db: Database

    func write(_ part: ImagePart) throws {
        let target = part.target
        try db.cachedStatement(
            sql: """
                INSERT INTO image_scans (run_id, identity, is_registry, wlid, namespace, workload_kind, workload_name,
                container, image_tag, image_hash, registry, status, ignored, fixable, rce, critical, high, medium, low,
                negligible, unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0, 0, 0, 0, 0, 0)
                ON CONFLICT (run_id) DO UPDATE SET
                image_tag = CASE WHEN image_tag = '' THEN excluded.image_tag ELSE image_tag END,
                image_hash = CASE WHEN image_hash = '' THEN excluded.image_hash ELSE image_hash END,
                wlid = CASE WHEN wlid = '' THEN excluded.wlid ELSE wlid END,
                registry = CASE WHEN registry = '' THEN excluded.registry ELSE registry END
                """
        ).execute(arguments: [
            run, target.identity, target.isRegistry, target.wlid, target.namespace, target.workloadKind,
            target.workloadName, target.container, target.imageTag, target.imageHash, target.registry,
        ])
        if let summary = part.summary { try write(summary) }
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO vulnerabilities (run_id, name, severity, package, version, fixed_in, is_fixable, is_rce,
                is_ignored, layer, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for item in part.vulnerabilities {
            try statement.execute(arguments: [
                run, item.name, item.severity.rawValue, item.package, item.version, item.fixedIn, item.isFixable,
                item.isRCE, item.isIgnored, item.layer, item.json,
            ])
        }
        let ignored = part.vulnerabilities.count(where: \.isIgnored)
        if ignored > 0 {
            try db.execute(
                sql: "UPDATE image_scans SET ignored = ignored + ? WHERE run_id = ?", arguments: [ignored, run])
        }
    }

    private func write(_ summary: ImageSummary) throws {
        func count(_ severity: Severity) -> Int { summary.bySeverity[severity] ?? 0 }
        try db.execute(
            sql: """
                UPDATE image_scans SET status = ?, total = ?, fixable = ?, rce = ?, critical = ?, high = ?, medium = ?,
                low = ?, negligible = ?, unknown = ?, summary = ? WHERE run_id = ?
                """,
            arguments: [
                summary.status, summary.total, summary.fixable, summary.rce, count(.critical), count(.high),
                count(.medium), count(.low), count(.negligible), count(.unknown), summary.json, run,
            ])
    }

    /// Whether the summary is there and every vulnerability that it counts.
    func hasAllItems() throws -> Bool {
        let total = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT total FROM image_scans WHERE run_id = ?"), arguments: [run])
        guard let total else { return false }
        let distinct = try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT COUNT(DISTINCT name) FROM vulnerabilities WHERE run_id = ? AND is_ignored = 0"),
            arguments: [run])
        return (distinct ?? 0) >= total
    }

    func finish(_ cluster: Int64, at now: Moment) throws {
        // Of all scans of the same container only the newest counts.
        try db.execute(
            sql: """
                WITH same AS (
                    SELECT runs.id, generated_at FROM runs JOIN image_scans ON image_scans.run_id = runs.id
                    WHERE cluster_id = :cluster AND kind = 'image' AND state = 'complete'
                    AND identity = (SELECT identity FROM image_scans WHERE run_id = :run)
                )
                UPDATE runs SET is_latest = (id = (SELECT id FROM same ORDER BY generated_at DESC, id DESC LIMIT 1))
                WHERE id IN (SELECT id FROM same)
                """, arguments: ["cluster": cluster, "run": run])
        try db.execute(
            sql: """
                DELETE FROM image_announcements WHERE cluster_id = ?
                AND job_id = (SELECT job_id FROM runs WHERE id = ?)
                """, arguments: [cluster, run])
        try db.execute(
            sql: """
                INSERT INTO daily_vulnerabilities (cluster_id, day, images, critical, high, medium, low, fixable)
                SELECT :cluster, :day, COUNT(*), COALESCE(SUM(critical), 0), COALESCE(SUM(high), 0),
                COALESCE(SUM(medium), 0), COALESCE(SUM(low), 0), COALESCE(SUM(fixable), 0)
                FROM runs JOIN image_scans ON image_scans.run_id = runs.id
                WHERE cluster_id = :cluster AND kind = 'image' AND state = 'complete' AND is_latest = 1
                ON CONFLICT (cluster_id, day) DO UPDATE SET images = excluded.images, critical = excluded.critical,
                high = excluded.high, medium = excluded.medium, low = excluded.low, fixable = excluded.fixable
                """, arguments: ["cluster": cluster, "day": now.day])
    }
}
