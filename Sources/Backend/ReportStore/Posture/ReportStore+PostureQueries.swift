import Foundation
import GRDB

/// The summary of a stored run.
public struct PostureRun: Sendable, Hashable {
    public let run: Run
    public let policyVersion: String
    public let scannerVersion: String
    public let inputs: String
    public let exceptions: String
    public let coverage: String?
    public let coverageScore: Double?
    public let status: String
    public let riskScore: Double?
    public let complianceScore: Double?
    public let counts: ResourceCounts
    public let resources: Int
}

/// A framework of a stored run, with how many of its controls came out how.
public struct FrameworkRow: Sendable, Hashable {
    public let name: String
    public let version: String
    public let status: String
    public let riskScore: Double?
    public let complianceScore: Double?
    public let controls: Int
    public let failedControls: Int
    public let excludedControls: Int
    public let skippedControls: Int
    public let counts: ResourceCounts
}

/// A control of a stored run, with its counts in the run before.
public struct ControlRow: Sendable, Hashable {
    public let control: ControlScore
    /// Nil when there is no earlier complete run with that control.
    public let previous: ResourceCounts?
}

extension ReportStore {
    /// The summary of a complete run; nil when the account has none of that number.
    public func postureRun(_ id: Int64, account: String) async throws(StoreError) -> PostureRun? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(Run.columns), policy_version, scanner_version, inputs, exceptions, coverage,
                    coverage_score, status, risk_score, compliance_score, passed, failed, excluded, skipped, resources
                    FROM runs JOIN clusters ON clusters.id = runs.cluster_id
                    JOIN posture_runs ON posture_runs.run_id = runs.id
                    WHERE runs.id = ? AND account_id = ? AND deleted_at IS NULL AND state = 'complete'
                    """, arguments: [id, account]
            ).map { row in
                PostureRun(
                    run: Run(row), policyVersion: row[14], scannerVersion: row[15], inputs: row[16],
                    exceptions: row[17], coverage: row[18], coverageScore: row[19], status: row[20],
                    riskScore: row[21], complianceScore: row[22], counts: ResourceCounts(row, from: 23),
                    resources: row[27])
            }
        }
    }

    /// The frameworks of a complete run by name.
    public func frameworks(run: Int64, account: String) async throws(StoreError) -> [FrameworkRow] {
        try await read { db in
            try Run.requireComplete(run, account, db)
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT name, version, status, risk_score, compliance_score, controls, failed_controls,
                    excluded_controls, skipped_controls, passed, failed, excluded, skipped
                    FROM posture_frameworks WHERE run_id = ? ORDER BY name
                    """, arguments: [run]
            ).map { row in
                FrameworkRow(
                    name: row[0], version: row[1], status: row[2], riskScore: row[3], complianceScore: row[4],
                    controls: row[5], failedControls: row[6], excludedControls: row[7], skippedControls: row[8],
                    counts: ResourceCounts(row, from: 9))
            }
        }
    }

    /// What lists of controls can be sorted by.
    public enum ControlOrder: String, Sendable, CaseIterable {
        case id, name, severity, failed, complianceScore

        var column: String {
            switch self {
            case .id: "controls.control_id"
            case .name: "c.name"
            case .severity: "c.severity"
            case .failed: "c.failed"
            case .complianceScore: "c.compliance_score"
            }
        }
    }

    /// The controls of a complete run.
    /// - Parameters:
    ///   - framework: those of one framework with its scores; nil for all.
    ///   - text: only controls whose id or name contains it.
    public func controls(
        run: Int64, account: String, framework: String? = nil, statuses: Set<ControlStatus> = [],
        containing text: String? = nil, orderedBy order: ControlOrder = .severity,
        _ direction: SortDirection = .descending, page: PageRequest = PageRequest(size: 1000)
    ) async throws(StoreError) -> Page<ControlRow> {
        var filter = Filter()
        filter.add("c.run_id = ? AND c.framework = ?", run, framework ?? "")
        filter.any("c.status", of: statuses.map(\.word).sorted())
        filter.contains(["controls.control_id", "c.name"], text)
        let condition = filter
        return try await read { db in
            try Run.requireComplete(run, account, db)
            let previous = try Int64.fetchOne(
                db,
                sql: """
                    SELECT older.id FROM runs JOIN runs older ON older.cluster_id = runs.cluster_id
                    AND older.kind = runs.kind AND older.state = 'complete'
                    AND (older.generated_at, older.id) < (runs.generated_at, runs.id)
                    WHERE runs.id = ? ORDER BY older.generated_at DESC, older.id DESC LIMIT 1
                    """, arguments: [run])
            return try db.page(
                """
                controls.control_id, c.name, c.category, c.status, c.sub_status, c.explanation, c.base_score,
                c.risk_score, c.compliance_score, c.passed, c.failed, c.excluded, c.skipped,
                p.passed, p.failed, p.excluded, p.skipped
                """,
                from: """
                    posture_controls c JOIN controls ON controls.number = c.control
                    LEFT JOIN posture_controls p ON p.run_id = \(previous ?? 0) AND p.framework = c.framework
                    AND p.control = c.control
                    """, condition,
                orderedBy: "\(order.column) \(direction.sql), controls.control_id", page
            ) { row in
                let control = ControlScore(
                    id: row[0], name: row[1], category: row[2], status: ControlStatus(word: row[3]),
                    subStatus: row[4], explanation: row[5], baseScore: row[6], riskScore: row[7],
                    complianceScore: row[8], counts: ResourceCounts(row, from: 9))
                return ControlRow(
                    control: control, previous: row.hasNull(atIndex: 13) ? nil : ResourceCounts(row, from: 13))
            }
        }
    }
}

extension ResourceCounts {
    /// Four columns: passed, failed, excluded, skipped.
    init(_ row: Row, from index: Int) {
        self.init(passed: row[index], failed: row[index + 1], excluded: row[index + 2], skipped: row[index + 3])
    }
}

extension Run {
    /// - Throws: ``StoreError/missing(_:)`` unless the account has this run and it is complete.
    static func requireComplete(_ id: Int64, _ account: String, _ db: Database) throws {
        let isThere = try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM runs JOIN clusters ON clusters.id = cluster_id
                    WHERE runs.id = ? AND account_id = ? AND deleted_at IS NULL AND state = 'complete')
                    """), arguments: [id, account])
        guard isThere == true else { throw StoreError.missing("There is no complete run \(id).") }
    }
}
