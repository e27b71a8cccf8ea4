import Foundation
import GRDB

/// What happens when the last part of a posture run has come: the index of controls, the newest run of the cluster,
/// the day's scores, the hits of exceptions. Runs in the transaction of that part, so nobody sees half of it.
struct PostureCompletion {
    let run: Int64
    let db: Database

    func finish(at now: Moment) throws {
        try indexControls()
        let row = try Row.fetchOne(
            db, sql: "SELECT cluster_id, guid, generated_at FROM runs WHERE id = ?", arguments: [run])
        guard let row else { return }
        let cluster: Int64 = row[0]
        let generatedAt = row.time(2)
        // A report without a summary still is a run.
        try db.execute(
            sql: """
                INSERT INTO posture_runs (run_id, policy_version, scanner_version, inputs, exceptions, status, passed,
                failed, excluded, skipped) VALUES (?, '', '', '{}', '[]', '', 0, 0, 0, 0)
                ON CONFLICT (run_id) DO NOTHING
                """, arguments: [run])
        try db.execute(
            sql: """
                UPDATE posture_runs SET resources = (SELECT COUNT(*) FROM posture_results WHERE run_id = :run)
                WHERE run_id = :run
                """, arguments: ["run": run])
        try markLatest(cluster)
        try rollUp(cluster, guid: row[1], generatedAt)
        try db.execute(
            sql: """
                UPDATE exceptions SET last_hit_at = :now,
                hits = hits + (SELECT count FROM exception_hits WHERE exception_id = exceptions.id AND run_id = :run)
                WHERE id IN (SELECT exception_id FROM exception_hits WHERE run_id = :run)
                """, arguments: ["now": now.milliseconds, "run": run])
    }

    /// Turns “resource to outcomes” around into “control and status to resources”.
    private func indexControls() throws {
        var sets: [RowSet] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, outcomes FROM posture_results WHERE run_id = ? ORDER BY id", arguments: [run])
        while let row = try rows.next() {
            let id: Int64 = row[0]
            try row.withUnsafeData(atIndex: 1) { data in
                data?.withUnsafeBytes { bytes in
                    Outcomes.forEach(bytes.bindMemory(to: UInt8.self)) { control, status in
                        let slot = control << 3 | Int(status)
                        while sets.count <= slot { sets.append(RowSet()) }
                        sets[slot].append(id)
                    }
                }
            }
        }
        let statement = try db.cachedStatement(
            sql: "INSERT INTO posture_findings (run_id, control, status, count, results) VALUES (?, ?, ?, ?, ?)")
        for slot in sets.indices where sets[slot].count > 0 {
            let packed = sets[slot].packed()
            try statement.execute(arguments: [run, slot >> 3, slot & 7, sets[slot].count, packed])
        }
    }

    /// The run of the latest generation time is the latest, whatever the order of arrival.
    private func markLatest(_ cluster: Int64) throws {
        let latest = try Int64.fetchOne(
            db,
            sql: """
                SELECT id FROM runs WHERE cluster_id = ? AND kind = 'posture' AND state = 'complete'
                ORDER BY generated_at DESC, id DESC LIMIT 1
                """, arguments: [cluster])
        try db.execute(
            sql: """
                UPDATE runs SET is_latest = (id = :latest) WHERE cluster_id = :cluster AND kind = 'posture'
                AND (is_latest = 1 OR id = :latest)
                """, arguments: ["latest": latest, "cluster": cluster])
    }

    private func rollUp(_ cluster: Int64, guid: String, _ generatedAt: Moment) throws {
        let scores = """
            SELECT '' AS framework, risk_score, compliance_score, coverage_score,
            (SELECT COUNT(*) FROM posture_controls WHERE run_id = :run AND framework = '' AND status = 'failed')
            AS failed_controls,
            (SELECT COUNT(*) FROM posture_controls WHERE run_id = :run AND framework = '') AS controls,
            failed, passed, excluded FROM posture_runs WHERE run_id = :run
            UNION ALL
            SELECT name, f.risk_score, f.compliance_score, r.coverage_score, failed_controls, controls, f.failed,
            f.passed, f.excluded FROM posture_frameworks f JOIN posture_runs r ON r.run_id = f.run_id
            WHERE f.run_id = :run AND name <> ''
            """
        let takesOver = "excluded.generated_at >= daily_scores.generated_at"
        let columns = [
            "run_guid", "generated_at", "risk_score", "compliance_score", "coverage_score", "failed_controls",
            "controls", "failed", "passed", "excluded",
        ]
        let updates = columns.map {
            "\($0) = CASE WHEN \(takesOver) THEN excluded.\($0) ELSE daily_scores.\($0) END"
        }
        try db.execute(
            sql: """
                INSERT INTO daily_scores (cluster_id, framework, day, runs, run_guid, generated_at, risk_score,
                compliance_score, lowest_compliance, highest_compliance, coverage_score, failed_controls, controls,
                failed, passed, excluded)
                SELECT :cluster, framework, :day, 1, :guid, :at, risk_score, compliance_score, compliance_score,
                compliance_score, coverage_score, failed_controls, controls, failed, passed, excluded
                FROM (\(scores)) WHERE true
                ON CONFLICT (cluster_id, framework, day) DO UPDATE SET runs = daily_scores.runs + 1,
                lowest_compliance = MIN(daily_scores.lowest_compliance, excluded.lowest_compliance),
                highest_compliance = MAX(daily_scores.highest_compliance, excluded.highest_compliance),
                \(updates.joined(separator: ", "))
                """,
            arguments: [
                "cluster": cluster, "day": generatedAt.day, "guid": guid, "at": generatedAt.milliseconds, "run": run,
            ])
    }
}
