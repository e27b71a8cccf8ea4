import GRDB

/// The scores of one day: those of its last run, with the range over the day.
public struct DailyScore: Sendable, Hashable {
    public let cluster: Int64
    /// Empty for the whole scan.
    public let framework: String
    /// Days since 1970.
    public let day: Int
    public let runs: Int
    public let runGUID: String
    public let generatedAt: Moment
    public let riskScore: Double?
    public let complianceScore: Double?
    public let lowestCompliance: Double?
    public let highestCompliance: Double?
    public let coverageScore: Double?
    public let failedControls: Int
    public let controls: Int
    public let failed: Int
    public let passed: Int
    public let excluded: Int
}

/// The vulnerabilities of a cluster's images on one day, over the newest scan of each container.
public struct DailyVulnerabilities: Sendable, Hashable {
    public let day: Int
    public let images: Int
    public let critical: Int
    public let high: Int
    public let medium: Int
    public let low: Int
    public let fixable: Int
}

extension ReportStore {
    /// Scores by day, oldest first.
    /// - Parameters:
    ///   - framework: empty for the whole scan, nil for all frameworks.
    ///   - days: at most as many days back from today.
    public func trend(
        account: String, cluster: Int64? = nil, framework: String? = "", days: Int = 30
    ) async throws(StoreError) -> [DailyScore] {
        let first = clock().day - max(days, 1) + 1
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL AND day >= ?", account, first)
        filter.equal("cluster_id", cluster)
        filter.equal("framework", framework)
        let condition = filter
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT cluster_id, framework, day, runs, run_guid, generated_at, risk_score, compliance_score,
                    lowest_compliance, highest_compliance, coverage_score, failed_controls, controls, failed, passed,
                    excluded FROM daily_scores JOIN clusters ON clusters.id = cluster_id\(condition.clause)
                    ORDER BY cluster_id, framework, day
                    """, arguments: condition.statementArguments
            ).map { row in
                DailyScore(
                    cluster: row[0], framework: row[1], day: row[2], runs: row[3], runGUID: row[4],
                    generatedAt: row.time(5), riskScore: row[6], complianceScore: row[7], lowestCompliance: row[8],
                    highestCompliance: row[9], coverageScore: row[10], failedControls: row[11], controls: row[12],
                    failed: row[13], passed: row[14], excluded: row[15])
            }
        }
    }

    /// Vulnerabilities of a cluster by day, oldest first.
    public func vulnerabilityTrend(
        account: String, cluster: Int64, days: Int = 30
    ) async throws(StoreError) -> [DailyVulnerabilities] {
        let first = clock().day - max(days, 1) + 1
        return try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT day, images, critical, high, medium, low, fixable FROM daily_vulnerabilities
                    JOIN clusters ON clusters.id = cluster_id
                    WHERE account_id = ? AND deleted_at IS NULL AND cluster_id = ? AND day >= ? ORDER BY day
                    """, arguments: [account, cluster, first]
            ).map { row in
                DailyVulnerabilities(
                    day: row[0], images: row[1], critical: row[2], high: row[3], medium: row[4], low: row[5],
                    fixable: row[6])
            }
        }
    }
}
