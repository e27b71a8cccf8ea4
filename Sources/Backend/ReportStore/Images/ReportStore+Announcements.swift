import GRDB

/// An image scan without results yet: it waits, runs, or has failed.
public struct AnnouncedScan: Sendable, Hashable {
    public let cluster: Int64
    public let jobID: String
    public let wlid: String
    public let container: String
    public let imageTag: String
    public let imageHash: String
    public let announcedAt: Moment
    /// Nil while nothing went wrong.
    public let error: String?
}

extension ReportStore {
    /// Notes that a scan is under way. It is shown until its results come.
    /// - Parameter target: only its workload, container and image are kept.
    public func announceImageScan(
        of target: ImageTarget, jobID: String, at moment: Moment, cluster: Int64
    ) async throws(StoreError) {
        try await write { db in
            // The report of a scan may overtake the one that announces it.
            try db.execute(
                sql: """
                    INSERT INTO image_announcements (cluster_id, job_id, wlid, container, image_tag, image_hash,
                    announced_at) SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM runs
                    WHERE cluster_id = ? AND kind = 'image' AND job_id = ? AND state = 'complete')
                    ON CONFLICT (cluster_id, job_id) DO NOTHING
                    """,
                arguments: [
                    cluster, jobID, target.wlid, target.container, target.imageTag, target.imageHash,
                    moment.milliseconds, cluster, jobID,
                ])
        }
    }

    /// Notes that an announced scan has failed.
    public func failImageScan(jobID: String, error: String, cluster: Int64) async throws(StoreError) {
        try await write { db in
            try db.execute(
                sql: "UPDATE image_announcements SET error = COALESCE(error, ?) WHERE cluster_id = ? AND job_id = ?",
                arguments: [error, cluster, jobID])
        }
    }

    /// Scans of an account without results, newest first.
    public func announcedScans(
        account: String, cluster: Int64? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<AnnouncedScan> {
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL", account)
        filter.equal("cluster_id", cluster)
        let condition = filter
        return try await read { db in
            try db.page(
                "cluster_id, job_id, wlid, container, image_tag, image_hash, announced_at, error",
                from: "image_announcements JOIN clusters ON clusters.id = cluster_id", condition,
                orderedBy: "announced_at DESC, job_id", page
            ) { row in
                AnnouncedScan(
                    cluster: row[0], jobID: row[1], wlid: row[2], container: row[3], imageTag: row[4],
                    imageHash: row[5], announcedAt: row.time(6), error: row[7])
            }
        }
    }
}
