import GRDB

/// What a cluster found when it was asked to list a registry.
public struct RegistryListing: Sendable, Hashable {
    public let registry: String
    public let jobID: String
    /// JSON array of repositories.
    public let repositories: String
    public let receivedAt: Moment
}

extension ReportStore {
    /// Stores the newest list of a registry's repositories.
    public func takeRepositories(
        _ json: String, registry: String, jobID: String, account: String
    ) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO registry_repositories (account_id, registry, job_id, repositories, received_at)
                    VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, registry) DO UPDATE SET job_id = excluded.job_id,
                    repositories = excluded.repositories, received_at = excluded.received_at
                    """, arguments: [account, registry, jobID, json, now.milliseconds])
        }
    }

    /// The newest list of a registry; nil when none has come.
    public func repositories(registry: String, account: String) async throws(StoreError) -> RegistryListing? {
        try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT registry, job_id, repositories, received_at FROM registry_repositories
                    WHERE account_id = ? AND registry = ?
                    """, arguments: [account, registry]
            ).map { RegistryListing(registry: $0[0], jobID: $0[1], repositories: $0[2], receivedAt: $0.time(3)) }
        }
    }
}
