import GRDB

/// What a run looked at.
public enum RunKind: String, Sendable, Hashable, CaseIterable {
    case posture, image
}

/// How far a run has come.
public enum RunState: String, Sendable, Hashable {
    /// Parts are missing; its results are not shown.
    case receiving
    case complete
    /// It will not be completed; ``Run/reason`` says why.
    case failed
}

/// One scan of one cluster or image, as agents reported it.
public struct Run: Sendable, Hashable, Identifiable {
    /// Number inside this store.
    public let id: Int64
    public let cluster: Int64
    public let kind: RunKind
    /// The id that the agent gave it.
    public let guid: String
    /// Empty when the agent gave none.
    public let jobID: String
    public let state: RunState
    public let reason: String?
    /// When the agent says that the results were made.
    public let generatedAt: Moment
    public let lastPartAt: Moment
    public let completedAt: Moment?
    /// Nil until a part has told how many there are.
    public let partsExpected: Int?
    public let partsReceived: Int
    public let bytesReceived: Int
    /// Whether it is the newest complete one of its cluster, or of its container.
    public let isLatest: Bool

    static let columns = """
        runs.id, runs.cluster_id, runs.kind, runs.guid, runs.job_id, runs.state, runs.reason, runs.generated_at,
        runs.last_part_at, runs.completed_at, runs.parts_expected, runs.parts_received, runs.bytes_received,
        runs.is_latest
        """

    init(_ row: Row) {
        id = row[0]
        cluster = row[1]
        kind = RunKind(rawValue: row[2]) ?? .posture
        guid = row[3]
        jobID = row[4]
        state = RunState(rawValue: row[5]) ?? .failed
        reason = row[6]
        generatedAt = row.time(7)
        lastPartAt = row.time(8)
        completedAt = row.moment(9)
        partsExpected = row[10]
        partsReceived = row[11]
        bytesReceived = row[12]
        isLatest = row[13]
    }
}

extension ReportStore {
    /// Runs of an account, newest first, those under way included.
    public func runs(
        account: String, cluster: Int64? = nil, kind: RunKind? = nil, states: Set<RunState> = [],
        page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<Run> {
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL", account)
        filter.equal("runs.cluster_id", cluster)
        filter.equal("runs.kind", kind?.rawValue)
        filter.any("runs.state", of: states.map(\.rawValue).sorted())
        let condition = filter
        return try await read { db in
            try db.page(
                Run.columns, from: "runs JOIN clusters ON clusters.id = runs.cluster_id", condition,
                orderedBy: "runs.generated_at DESC, runs.id DESC", page
            ) { Run($0) }
        }
    }

    /// A run by the id that the agent gave it; nil when the account has none.
    public func run(
        guid: String, kind: RunKind, account: String, cluster: Int64? = nil
    ) async throws(StoreError) -> Run? {
        var filter = Filter()
        filter.add(
            "account_id = ? AND deleted_at IS NULL AND runs.guid = ? AND runs.kind = ?", account, guid,
            kind.rawValue)
        filter.equal("runs.cluster_id", cluster)
        let condition = filter
        return try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT \(Run.columns) FROM runs JOIN clusters ON clusters.id = runs.cluster_id\(condition.clause)
                    ORDER BY runs.generated_at DESC LIMIT 1
                    """, arguments: condition.statementArguments
            ).map(Run.init)
        }
    }

    /// The newest complete posture run of every cluster of an account.
    public func latestPostureRuns(account: String) async throws(StoreError) -> [Run] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Run.columns) FROM clusters JOIN runs ON runs.cluster_id = clusters.id
                    WHERE account_id = ? AND deleted_at IS NULL AND runs.kind = 'posture' AND state = 'complete'
                    AND is_latest = 1 ORDER BY clusters.name
                    """, arguments: [account]
            ).map(Run.init)
        }
    }
}
