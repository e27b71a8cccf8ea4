import Foundation
import GRDB

/// A scan of one container or registry image in a list.
public struct ImageScanRow: Sendable, Hashable, Identifiable {
    public let run: Run
    public let clusterName: String
    public let target: ImageTarget
    /// `Success`, `Error`, …; empty while the scan is under way.
    public let status: String
    public let total: Int
    public let ignored: Int
    public let fixable: Int
    public let rce: Int
    public let bySeverity: [Severity: Int]

    public var id: Int64 { run.id }
}

/// Which scans are wanted. What is nil or empty does not restrict.
public struct ImageScanFilter: Sendable, Hashable {
    public var cluster: Int64?
    public var guid: String?
    public var namespaces: [String] = []
    public var imageTag: String?
    public var statuses: [String] = []
    public var isRegistry: Bool?
    /// Whether only the newest scan of each container counts.
    public var latestOnly = true
    /// Only scans with a vulnerability of this name.
    public var vulnerability: String?
    /// Only scans with this package.
    public var package: String?
    public var since: Moment?
    public var until: Moment?
    /// Part of the image, workload or container.
    public var text: String?

    public init() {}
}

/// What lists of scans can be sorted by.
public enum ImageScanOrder: String, Sendable, CaseIterable {
    case severity, time, image, fixable

    func sql(_ direction: SortDirection) -> String {
        let way = direction.sql
        switch self {
        case .severity: return "critical \(way), high \(way), medium \(way), low \(way), runs.id"
        case .time: return "generated_at \(way), runs.id \(way)"
        case .image: return "image_tag \(way), runs.id \(way)"
        case .fixable: return "fixable \(way), runs.id"
        }
    }
}

/// A vulnerability of one scan in a list.
public struct VulnerabilityRow: Sendable, Hashable, Identifiable {
    public let id: Int64
    public let name: String
    public let severity: Severity
    public let package: String
    public let version: String
    public let fixedIn: String
    public let isFixable: Bool
    public let isRCE: Bool
    public let isIgnored: Bool
    public let layer: String
    /// The item as it came.
    public let json: [UInt8]
}

/// A vulnerability across all images of an account.
public struct VulnerabilityGroup: Sendable, Hashable {
    public let name: String
    public let severity: Severity
    public let images: Int
    public let clusters: Int
    public let isFixable: Bool
    public let firstSeen: Moment
}

extension ReportStore {
    /// Complete image scans.
    public func imageScans(
        account: String, _ wanted: ImageScanFilter = ImageScanFilter(), orderedBy order: ImageScanOrder = .severity,
        _ direction: SortDirection = .descending, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<ImageScanRow> {
        let filter = ReportStore.condition(account, wanted)
        return try await read { db in
            try db.page(
                """
                \(Run.columns), clusters.name, identity, is_registry, wlid, namespace, workload_kind, workload_name,
                container, image_tag, image_hash, registry, status, COALESCE(total, 0), ignored, fixable, rce, critical,
                high, medium, low, negligible, unknown
                """, from: ReportStore.scanSource, filter, orderedBy: order.sql(direction), page
            ) { ReportStore.scanRow($0) }
        }
    }

    /// The summary of a scan as it came; nil when there is none.
    public func imageSummary(run: Int64, account: String) async throws(StoreError) -> [UInt8]? {
        try await read { db in
            try Run.requireComplete(run, account, db)
            return try Data.fetchOne(db, sql: "SELECT summary FROM image_scans WHERE run_id = ?", arguments: [run])
                .map(Deflate.unpack)
        }
    }

    /// The vulnerabilities of one scan, worst first.
    public func vulnerabilities(
        run: Int64, account: String, severities: Set<Severity> = [], fixableOnly: Bool = false,
        containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<VulnerabilityRow> {
        var filter = Filter()
        filter.add("run_id = ?", run)
        filter.any("severity", of: severities.map(\.rawValue).sorted())
        if fixableOnly { filter.add("is_fixable = 1") }
        filter.contains(["name", "package"], text)
        let condition = filter
        return try await read { db in
            try Run.requireComplete(run, account, db)
            return try db.page(
                """
                id, name, severity, package, version, fixed_in, is_fixable, is_rce, is_ignored, layer, item
                """, from: "vulnerabilities", condition, orderedBy: "severity DESC, name, package, id", page
            ) { row in
                VulnerabilityRow(
                    id: row[0], name: row[1], severity: Severity(rawValue: row[2]) ?? .unknown, package: row[3],
                    version: row[4], fixedIn: row[5], isFixable: row[6], isRCE: row[7], isIgnored: row[8],
                    layer: row[9], json: try Deflate.unpack(row[10]))
            }
        }
    }

    /// Vulnerabilities over the newest scans of all containers, worst first.
    public func vulnerabilityGroups(
        account: String, cluster: Int64? = nil, severities: Set<Severity> = [], fixableOnly: Bool = false,
        containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<VulnerabilityGroup> {
        var filter = Filter()
        filter.add(
            "account_id = ? AND deleted_at IS NULL AND runs.state = 'complete' AND is_latest = 1 AND is_ignored = 0",
            account)
        filter.equal("cluster_id", cluster)
        filter.any("severity", of: severities.map(\.rawValue).sorted())
        if fixableOnly { filter.add("is_fixable = 1") }
        filter.contains(["vulnerabilities.name", "package"], text)
        let grouped = """
            (SELECT vulnerabilities.name AS name, MAX(severity) AS severity,
            COUNT(DISTINCT image_scans.identity || '/' || image_hash || '/' || image_tag) AS images,
            COUNT(DISTINCT cluster_id) AS clusters, MAX(is_fixable) AS is_fixable, MIN(generated_at) AS first_seen
            FROM vulnerabilities JOIN runs ON runs.id = vulnerabilities.run_id
            JOIN image_scans ON image_scans.run_id = runs.id
            JOIN clusters ON clusters.id = cluster_id\(filter.clause) GROUP BY vulnerabilities.name)
            """
        let arguments = filter.statementArguments
        return try await read { db in
            let total = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(grouped)", arguments: arguments)
            let items = try Row.fetchAll(
                db,
                sql: """
                    SELECT name, severity, images, clusters, is_fixable, first_seen FROM \(grouped)
                    ORDER BY severity DESC, images DESC, name LIMIT ? OFFSET ?
                    """, arguments: arguments + [page.size, page.offset]
            ).map { row in
                VulnerabilityGroup(
                    name: row[0], severity: Severity(rawValue: row[1]) ?? .unknown, images: row[2],
                    clusters: row[3], isFixable: row[4], firstSeen: row.time(5))
            }
            return Page(items: items, total: total ?? 0)
        }
    }

    private static let scanSource = """
        runs JOIN clusters ON clusters.id = runs.cluster_id JOIN image_scans ON image_scans.run_id = runs.id
        """

    private static func condition(_ account: String, _ wanted: ImageScanFilter) -> Filter {
        var filter = Filter()
        filter.add("account_id = ? AND deleted_at IS NULL AND state = 'complete'", account)
        if wanted.latestOnly { filter.add("is_latest = 1") }
        filter.equal("cluster_id", wanted.cluster)
        filter.equal("runs.guid", wanted.guid)
        filter.any("namespace", of: wanted.namespaces)
        filter.equal("image_tag", wanted.imageTag)
        filter.any("status", of: wanted.statuses)
        filter.equal("is_registry", wanted.isRegistry)
        if let since = wanted.since { filter.add("generated_at >= ?", since.milliseconds) }
        if let until = wanted.until { filter.add("generated_at <= ?", until.milliseconds) }
        if let name = wanted.vulnerability {
            filter.add("runs.id IN (SELECT run_id FROM vulnerabilities WHERE name = ?)", name)
        }
        if let package = wanted.package {
            filter.add("runs.id IN (SELECT run_id FROM vulnerabilities WHERE package = ?)", package)
        }
        filter.contains(["image_tag", "workload_name", "container", "namespace"], wanted.text)
        return filter
    }

    private static func scanRow(_ row: Row) -> ImageScanRow {
        let target = ImageTarget(
            identity: row[15], isRegistry: row[16], wlid: row[17], namespace: row[18], workloadKind: row[19],
            workloadName: row[20], container: row[21], imageTag: row[22], imageHash: row[23], registry: row[24])
        let severities: [Severity: Int] = [
            .critical: row[30], .high: row[31], .medium: row[32], .low: row[33], .negligible: row[34],
            .unknown: row[35],
        ]
        return ImageScanRow(
            run: Run(row), clusterName: row[14], target: target, status: row[25], total: row[26], ignored: row[27],
            fixable: row[28], rce: row[29], bySeverity: severities)
    }
}
