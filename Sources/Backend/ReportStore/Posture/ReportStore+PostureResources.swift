import Foundation
import GRDB

/// A resource in a list.
public struct ResourceRow: Sendable, Hashable, Identifiable {
    /// Number inside this store; names one result of one run.
    public let id: Int64
    public let resourceID: String
    public let name: ResourceName
    /// Controls that came out so.
    public let counts: ResourceCounts
    public let severity: Severity
}

/// A resource with everything that a run found about it.
public struct ResourceDetails: Sendable {
    public let row: ResourceRow
    /// Control ids by how they came out, each list sorted.
    public let controls: [ControlStatus: [String]]
    /// JSON: what there is to say about controls that did not simply pass; nil when there is nothing.
    public let details: [UInt8]?
    /// JSON of the object; nil when the agent kept it to itself.
    public let object: [UInt8]?
    /// JSON about the file it came from.
    public let source: String?
}

/// Which resources of a run are wanted. What is nil or empty does not restrict.
public struct ResourceFilter: Sendable, Hashable {
    /// Only resources on which this control came out as ``statuses``.
    public var control: String?
    /// Without a control: resources with at least one control of any of these statuses.
    public var statuses: Set<ControlStatus> = []
    public var namespaces: [String] = []
    public var kinds: [String] = []
    public var severities: Set<Severity> = []
    /// The exact name.
    public var name: String?
    /// Part of the name, namespace or kind.
    public var text: String?

    public init() {}
}

/// What lists of resources can be sorted by.
public enum ResourceOrder: String, Sendable, CaseIterable {
    case name, severity, failed

    func sql(_ direction: SortDirection) -> String {
        let way = direction.sql
        switch self {
        case .name: return "namespace \(way), kind \(way), name \(way), id \(way)"
        case .severity: return "severity \(way), failed \(way), namespace, kind, name, id"
        case .failed: return "failed \(way), severity \(way), namespace, kind, name, id"
        }
    }
}

extension ReportStore {
    /// Resources of a complete run.
    public func resources(
        run: Int64, account: String, _ wanted: ResourceFilter = ResourceFilter(),
        orderedBy order: ResourceOrder = .severity, _ direction: SortDirection = .descending,
        page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<ResourceRow> {
        try await read { db in
            try Run.requireComplete(run, account, db)
            var filter = Filter()
            filter.add("run_id = ?", run)
            if let control = wanted.control {
                let rows = try ReportStore.rows(of: control, wanted.statuses, run: run, db)
                filter.add("id IN (SELECT value FROM json_each(?))", rows)
            } else if !wanted.statuses.isEmpty {
                let columns = wanted.statuses.compactMap(ReportStore.countColumn).sorted()
                filter.add(
                    "(" + (columns.isEmpty ? ["0"] : columns.map { "\($0) > 0" }).joined(separator: " OR ") + ")")
            }
            filter.any("namespace", of: wanted.namespaces)
            filter.any("kind", of: wanted.kinds)
            filter.any("severity", of: wanted.severities.map(\.rawValue).sorted())
            filter.equal("name", wanted.name)
            filter.contains(["name", "namespace", "kind"], wanted.text)
            return try db.page(
                ResourceRow.columns, from: "posture_results", filter, orderedBy: order.sql(direction), page
            ) { ResourceRow($0) }
        }
    }

    /// Everything about one resource of a complete run; nil when the run has none of that id.
    public func resource(
        _ resourceID: String, run: Int64, account: String
    ) async throws(StoreError) -> ResourceDetails? {
        try await read { db in
            try Run.requireComplete(run, account, db)
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT \(ResourceRow.columns), outcomes, details, body, posture_objects.source
                    FROM posture_results
                    LEFT JOIN posture_objects ON posture_objects.run_id = posture_results.run_id
                    AND posture_objects.resource_id = posture_results.resource_id
                    LEFT JOIN objects ON objects.id = object_id
                    WHERE posture_results.run_id = ? AND posture_results.resource_id = ?
                    ORDER BY posture_results.id LIMIT 1
                    """, arguments: [run, resourceID])
            guard let row else { return nil }
            let outcomes: Data = row[11]
            var numbers: [ControlStatus: Set<Int>] = [:]
            outcomes.withUnsafeBytes { bytes in
                Outcomes.forEach(bytes.bindMemory(to: UInt8.self)) { control, status in
                    numbers[ControlStatus(rawValue: status) ?? .unknown, default: []].insert(control)
                }
            }
            let names = try Row.fetchAll(db, sql: "SELECT number, control_id FROM controls")
                .reduce(into: [Int: String]()) { $0[$1[0]] = $1[1] }
            return ResourceDetails(
                row: ResourceRow(row), controls: numbers.mapValues { $0.compactMap { names[$0] }.sorted() },
                details: try (row[12] as Data?).map(Deflate.unpack),
                object: try (row[13] as Data?).map(Deflate.unpack), source: row[14])
        }
    }

    /// The namespaces and kinds of a run with how many resources each has, for the choices of filters.
    public func resourceFacets(
        run: Int64, account: String
    ) async throws(StoreError) -> (namespaces: [String: Int], kinds: [String: Int]) {
        try await read { db in
            try Run.requireComplete(run, account, db)
            func counts(_ column: String) throws -> [String: Int] {
                try Row.fetchAll(
                    db, sql: "SELECT \(column), COUNT(*) FROM posture_results WHERE run_id = ? GROUP BY \(column)",
                    arguments: [run]
                ).reduce(into: [:]) { $0[$1[0]] = $1[1] }
            }
            return (try counts("namespace"), try counts("kind"))
        }
    }

    /// The results on which a control came out as one of `statuses` (failed, when there are none), as a JSON array.
    private static func rows(
        of control: String, _ statuses: Set<ControlStatus>, run: Int64, _ db: Database
    ) throws -> String {
        let statuses = statuses.isEmpty ? [.failed] : statuses.sorted { $0.rawValue < $1.rawValue }
        var json = "["
        for status in statuses {
            let packed = try Data.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT results FROM posture_findings JOIN controls ON controls.number = control
                        WHERE run_id = ? AND control_id = ? AND status = ?
                        """), arguments: [run, control, Int(status.rawValue)])
            guard let packed else { continue }
            for row in RowSet.rows(packed) {
                if json.utf8.count > 1 { json.append(",") }
                json.append(String(row))
            }
        }
        return json + "]"
    }

    private static func countColumn(_ status: ControlStatus) -> String? {
        switch status {
        case .passed: "passed"
        case .failed: "failed"
        case .excluded: "excluded"
        case .skipped: "skipped"
        default: nil
        }
    }
}

extension ResourceRow {
    static let columns = """
        posture_results.id, posture_results.resource_id, api_version, kind, namespace, name, passed, failed, excluded,
        skipped, severity
        """

    init(_ row: Row) {
        id = row[0]
        resourceID = row[1]
        name = ResourceName(apiVersion: row[2], kind: row[3], namespace: row[4], name: row[5])
        counts = ResourceCounts(row, from: 6)
        severity = Severity(rawValue: row[10]) ?? .unknown
    }
}
