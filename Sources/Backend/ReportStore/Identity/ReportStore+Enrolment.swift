import Foundation
import GRDB

/// A one-time token with which a cluster gets its key, as lists show it.
public struct EnrolmentToken: Sendable, Hashable, Identifiable {
    public let id: String
    public let createdBy: String
    public let createdAt: Moment
    public let expiresAt: Moment
    /// Clusters that may enrol with it, and how many have.
    public let maxUses: Int
    public let uses: Int
    public let revokedAt: Moment?
}

/// A key of a cluster's agents, as lists show it: never the key itself.
public struct ClusterKey: Sendable, Hashable, Identifiable {
    public let id: String
    public let cluster: Int64
    /// Its last four characters.
    public let ending: String
    public let createdAt: Moment
    public let expiresAt: Moment?
    public let revokedAt: Moment?
    public let lastUsedAt: Moment?
}

/// Who an agent is, according to its credential.
public struct AgentIdentity: Sendable, Hashable {
    public let account: String
    public let cluster: Int64
    public let clusterName: String
}

extension ReportStore {
    /// Makes a token with which clusters may enrol. The secret is in the answer and nowhere else.
    public func createEnrolmentToken(
        account: String, by actor: String, validFor seconds: Int64 = 3600, maxUses: Int = 1
    ) async throws(StoreError) -> (token: EnrolmentToken, secret: Secret) {
        guard 1...(30 * 86400) ~= seconds else { throw .invalid("A token is valid for 1 second to 30 days.") }
        guard 1...1000 ~= maxUses else { throw .invalid("A token enrols 1 to 1000 clusters.") }
        let secret = Secret(.enrolment)
        let now = clock()
        let token = EnrolmentToken(
            id: UUID().uuidString.lowercased(), createdBy: actor, createdAt: now,
            expiresAt: now.adding(seconds: seconds), maxUses: maxUses, uses: 0, revokedAt: nil)
        let hash = secret.hash
        try await write { db in
            guard try Account.exists(account, db) else { throw StoreError.missing("There is no account \(account).") }
            try db.execute(
                sql: """
                    INSERT INTO enrolment_tokens (id, account_id, hash, created_by, created_at, expires_at, max_uses)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    token.id, account, hash, actor, now.milliseconds, token.expiresAt.milliseconds, maxUses,
                ])
        }
        return (token, secret)
    }

    /// Trades a token for the key of a cluster. A cluster of that name that already has a valid key is refused: a
    /// token must not take over another cluster.
    /// - Throws: ``StoreError/refused(_:)`` for a token that is unknown, expired, revoked or used up.
    public func enrol(token: String, clusterName: String) async throws(StoreError) -> (AgentIdentity, Secret) {
        let now = clock()
        let hash = Secret.hash(token)
        let secret = Secret(.clusterKey)
        let identity = try await write { db in
            // One statement takes a use, so that two clusters cannot share the last one.
            let account = try String.fetchOne(
                db,
                sql: """
                    UPDATE enrolment_tokens SET uses = uses + 1
                    WHERE hash = ? AND uses < max_uses AND expires_at > ? AND revoked_at IS NULL RETURNING account_id
                    """, arguments: [hash, now.milliseconds])
            guard let account else {
                throw StoreError.refused(
                    "The enrolment token is unknown, expired, revoked or used up. Make a new one in the Dashboard.")
            }
            let cluster = try Cluster.findOrMake(named: clusterName, account: account, at: now, db)
            if try ReportStore.hasValidKey(cluster, at: now, db) {
                throw StoreError.conflict(
                    "A cluster \(Cluster.sanitised(clusterName)) is enrolled. Rotate or revoke its key, or choose "
                        + "another name.")
            }
            try ReportStore.insertKey(secret, cluster: cluster, at: now, db)
            return AgentIdentity(
                account: account, cluster: cluster, clusterName: Cluster.sanitised(clusterName))
        }
        return (identity, secret)
    }

    /// Makes a further key for a cluster and lets the others expire after `grace` seconds.
    public func rotateKey(
        cluster: Int64, account: String, grace seconds: Int64 = 3600
    ) async throws(StoreError) -> Secret {
        let secret = Secret(.clusterKey)
        let now = clock()
        try await write { db in
            guard try Cluster.require(cluster, db).account == account else {
                throw StoreError.missing("The account has no such cluster.")
            }
            try db.execute(
                sql: """
                    UPDATE cluster_keys SET expires_at = MIN(COALESCE(expires_at, :end), :end)
                    WHERE cluster_id = :cluster AND revoked_at IS NULL
                    """,
                arguments: ["end": now.adding(seconds: max(seconds, 0)).milliseconds, "cluster": cluster])
            try ReportStore.insertKey(secret, cluster: cluster, at: now, db)
        }
        return secret
    }

    /// Revokes a key at once.
    public func revokeKey(_ id: String, account: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE cluster_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?
                    AND cluster_id IN (SELECT id FROM clusters WHERE account_id = ?)
                    """, arguments: [now.milliseconds, id, account])
            guard db.changedSomething else { throw StoreError.missing("The account has no such key.") }
        }
    }

    /// Revokes an enrolment token at once.
    public func revokeEnrolmentToken(_ id: String, account: String) async throws(StoreError) {
        let now = clock()
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE enrolment_tokens SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ? AND account_id = ?
                    """, arguments: [now.milliseconds, id, account])
            guard db.changedSomething else { throw StoreError.missing("The account has no such token.") }
        }
    }

    /// The keys of a cluster, newest first.
    public func keys(cluster: Int64, account: String) async throws(StoreError) -> [ClusterKey] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT cluster_keys.id, cluster_id, ending, cluster_keys.created_at, expires_at, revoked_at,
                    last_used_at FROM cluster_keys JOIN clusters ON clusters.id = cluster_id
                    WHERE cluster_id = ? AND account_id = ? ORDER BY cluster_keys.created_at DESC
                    """, arguments: [cluster, account]
            ).map {
                ClusterKey(
                    id: $0[0], cluster: $0[1], ending: $0[2], createdAt: $0.time(3), expiresAt: $0.moment(4),
                    revokedAt: $0.moment(5), lastUsedAt: $0.moment(6))
            }
        }
    }

    /// The enrolment tokens of an account, newest first.
    public func enrolmentTokens(account: String) async throws(StoreError) -> [EnrolmentToken] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, created_by, created_at, expires_at, max_uses, uses, revoked_at FROM enrolment_tokens
                    WHERE account_id = ? ORDER BY created_at DESC
                    """, arguments: [account]
            ).map {
                EnrolmentToken(
                    id: $0[0], createdBy: $0[1], createdAt: $0.time(2), expiresAt: $0.time(3), maxUses: $0[4],
                    uses: $0[5], revokedAt: $0.moment(6))
            }
        }
    }

    /// Whether a cluster has a key that is neither expired nor revoked.
    public func hasValidKey(cluster: Int64) async throws(StoreError) -> Bool {
        let now = clock()
        return try await read { db in try ReportStore.hasValidKey(cluster, at: now, db) }
    }

    private static func hasValidKey(_ cluster: Int64, at now: Moment, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM cluster_keys WHERE cluster_id = ? AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > ?))
                """, arguments: [cluster, now.milliseconds]) ?? false
    }

    /// Who holds a key; nil when it is unknown, expired or revoked, or its cluster was deleted. Its last use, and
    /// that the cluster is alive, are noted once a minute at most.
    public func agent(forKey key: String) async throws(StoreError) -> AgentIdentity? {
        let now = clock()
        let hash = Secret.hash(key)
        let found = try await read { db -> (AgentIdentity, String, Int64?)? in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT account_id, clusters.id, clusters.name, cluster_keys.id, last_used_at FROM cluster_keys
                        JOIN clusters ON clusters.id = cluster_id WHERE hash = ? AND revoked_at IS NULL
                        AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                        """), arguments: [hash, now.milliseconds]
            ).map { row in
                (AgentIdentity(account: row[0], cluster: row[1], clusterName: row[2]), row[3], row[4])
            }
        }
        guard let (identity, key, used) = found else { return nil }
        if used.map({ now.milliseconds - $0 >= 60_000 }) ?? true {
            try await write { db in
                try db.execute(
                    sql: "UPDATE cluster_keys SET last_used_at = ? WHERE id = ?", arguments: [now.milliseconds, key])
                try db.execute(
                    sql: "UPDATE clusters SET last_seen_at = ? WHERE id = ?",
                    arguments: [now.milliseconds, identity.cluster])
            }
        }
        return identity
    }

    /// Whose key this was before it was revoked or expired; nil for one that never was. For the audit log: such a key
    /// opens nothing.
    public func formerAgent(forKey key: String) async throws(StoreError) -> AgentIdentity? {
        let hash = Secret.hash(key)
        return try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT account_id, clusters.id, clusters.name FROM cluster_keys
                    JOIN clusters ON clusters.id = cluster_id WHERE hash = ?
                    """, arguments: [hash]
            ).map { AgentIdentity(account: $0[0], cluster: $0[1], clusterName: $0[2]) }
        }
    }

    private static func insertKey(_ secret: Secret, cluster: Int64, at now: Moment, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO cluster_keys (id, cluster_id, hash, ending, created_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                UUID().uuidString.lowercased(), cluster, secret.hash, secret.ending, now.milliseconds,
            ])
    }
}
