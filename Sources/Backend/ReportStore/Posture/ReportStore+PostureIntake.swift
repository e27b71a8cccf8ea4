import Foundation
import GRDB

extension ReportStore {
    /// Stores a part of a posture run. Parts may come in any order, twice and at the same time; the run becomes
    /// visible with its last missing part. When this returns, the part is on disk.
    /// - Throws: ``StoreError/conflict(_:)`` for a part that contradicts an earlier one.
    public func take(_ part: PosturePart) async throws(StoreError) -> PartOutcome {
        let now = clock()
        do {
            return try await write { [controlNumbers] db in
                let intake = try RunIntake(part.envelope, kind: .posture, trustsCount: true, at: now, db)
                if intake.isRepeat { return .repeated }
                guard intake.state != .complete else {
                    throw StoreError.conflict("Run \(part.envelope.guid) is complete and takes no further part.")
                }
                var writer = PostureWriter(run: intake.run, db: db, numbers: controlNumbers)
                try writer.write(part)
                guard try intake.hasAllParts(db) else { return .stored }
                try intake.complete(at: now, db)
                try PostureCompletion(run: intake.run, db: db).finish(at: now)
                return .completed
            }
        } catch {
            controlNumbers.forgetAll()
            throw error
        }
    }
}

/// Writes the rows of one part.
private struct PostureWriter {
    let run: Int64
    let db: Database
    let numbers: ControlNumbers

    mutating func write(_ part: PosturePart) throws {
        if let summary = part.summary { try write(summary, account: part.envelope) }
        try write(part.objects)
        try write(part.results, try numbers.numbers(of: part.controls, db))
        try write(part.exceptionHits, cluster: part.envelope.cluster)
    }

    private func write(_ summary: PostureSummary, account: RunPart) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO posture_runs (run_id, policy_version, scanner_version, inputs, exceptions, coverage,
                coverage_score, status, risk_score, compliance_score, passed, failed, excluded, skipped)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id) DO NOTHING
                """
        ).execute(arguments: [
            run, summary.policyVersion, summary.scannerVersion, summary.inputs, summary.exceptions,
            summary.coverage, summary.coverageScore, summary.status, summary.riskScore, summary.complianceScore,
            summary.counts.passed, summary.counts.failed, summary.counts.excluded, summary.counts.skipped,
        ])
        guard db.changedSomething else { return }
        try write(summary.controls, framework: "")
        for framework in summary.frameworks {
            func count(_ status: ControlStatus) -> Int { framework.controls.count { $0.status == status } }
            try db.cachedStatement(
                sql: """
                    INSERT INTO posture_frameworks (run_id, name, version, status, risk_score, compliance_score,
                    controls, failed_controls, excluded_controls, skipped_controls, passed, failed, excluded, skipped)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, name) DO NOTHING
                    """
            ).execute(arguments: [
                run, framework.name, framework.version, framework.status, framework.riskScore,
                framework.complianceScore, framework.controls.count, count(.failed), count(.excluded),
                count(.skipped), framework.counts.passed, framework.counts.failed, framework.counts.excluded,
                framework.counts.skipped,
            ])
            // The empty name stands for the whole scan.
            if !framework.name.isEmpty { try write(framework.controls, framework: framework.name) }
        }
    }

    private func write(_ controls: [ControlScore], framework: String) throws {
        let numbers = try numbers.numbers(of: controls.map(\.id), db)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO posture_controls (run_id, framework, control, name, category, status, sub_status,
                explanation, base_score, severity, risk_score, compliance_score, passed, failed, excluded, skipped)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run_id, framework, control) DO NOTHING
                """)
        for (control, number) in zip(controls, numbers) {
            try statement.execute(arguments: [
                run, framework, number, control.name, control.category, control.status.word, control.subStatus,
                control.explanation, control.baseScore, control.severity.rawValue, control.riskScore,
                control.complianceScore, control.counts.passed, control.counts.failed, control.counts.excluded,
                control.counts.skipped,
            ])
        }
    }

    private func write(_ objects: [PostureObject]) throws {
        let find = try db.cachedStatement(sql: "SELECT id FROM objects WHERE hash = ?")
        let add = try db.cachedStatement(sql: "INSERT INTO objects (hash, bytes, body) VALUES (?, ?, ?)")
        let link = try db.cachedStatement(
            sql: """
                INSERT INTO posture_objects (run_id, resource_id, object_id, source) VALUES (?, ?, ?, ?)
                ON CONFLICT (run_id, resource_id) DO NOTHING
                """)
        for object in objects {
            let id: Int64
            if let known = try Int64.fetchOne(find, arguments: [object.hash]) {
                id = known
            } else {
                try add.execute(arguments: [object.hash, object.bytes, object.body])
                id = db.lastInsertedRowID
            }
            try link.execute(arguments: [run, object.resourceID, id, object.source])
        }
    }

    private func write(_ results: [PostureResult], _ numbers: [Int]) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO posture_results (run_id, resource_id, api_version, kind, namespace, name, failed,
                excluded, passed, skipped, severity, outcomes, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for result in results {
            var counts = [Int](repeating: 0, count: ControlStatus.allCases.count)
            for outcome in result.outcomes { counts[Int(outcome.status.rawValue)] += 1 }
            try statement.execute(arguments: [
                run, result.resourceID, result.name.apiVersion, result.name.kind, result.name.namespace,
                result.name.name, counts[Int(ControlStatus.failed.rawValue)],
                counts[Int(ControlStatus.excluded.rawValue)], counts[Int(ControlStatus.passed.rawValue)],
                counts[Int(ControlStatus.skipped.rawValue)], result.severity.rawValue,
                Outcomes.pack(result.outcomes, numbers), result.details,
            ])
        }
    }

    private func write(_ hits: [String: Int], cluster: Int64) throws {
        for (exception, count) in hits {
            try db.execute(
                sql: """
                    INSERT INTO exception_hits (exception_id, run_id, count)
                    SELECT exceptions.id, ?, ? FROM exceptions JOIN clusters ON clusters.id = ?
                    WHERE exceptions.account_id = clusters.account_id AND (exceptions.id = ? OR exceptions.name = ?)
                    ON CONFLICT (exception_id, run_id) DO UPDATE SET count = count + excluded.count
                    """, arguments: [run, count, cluster, exception, exception])
        }
    }
}
