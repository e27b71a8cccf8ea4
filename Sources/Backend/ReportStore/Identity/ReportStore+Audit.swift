import Crypto
import Foundation
import GRDB

/// What somebody did, or tried to do.
public struct AuditEvent: Sendable, Hashable {
    /// Nil for what concerns no account, such as a refused log-in.
    public var account: String?
    /// `person:NAME`, `token:ID`, `cluster:NAME` or `system`.
    public var actor: String
    /// A verb with its noun: `cluster.enrol`, `login.refuse`, `exception.approve`.
    public var action: String
    /// What it was done to.
    public var subject: String
    /// Where the request came from, usually an address.
    public var source: String
    /// The thing before and after, as JSON; never with secrets in it.
    public var before: String?
    public var after: String?

    public init(
        account: String?, actor: String, action: String, subject: String, source: String, before: String? = nil,
        after: String? = nil
    ) {
        self.account = account
        self.actor = actor
        self.action = action
        self.subject = subject
        self.source = source
        self.before = before
        self.after = after
    }
}

/// A line of the audit log.
public struct AuditEntry: Sendable, Hashable {
    /// From 1 without gaps.
    public let sequence: Int64
    public let at: Moment
    public let event: AuditEvent
    /// SHA-256 over the hash before it and this entry.
    public let hash: [UInt8]
}

extension ReportStore {
    /// Appends to the audit log. Every entry's hash covers the one before it, so that a change of an old entry shows.
    @discardableResult
    public func audit(_ event: AuditEvent) async throws(StoreError) -> AuditEntry {
        let now = clock()
        return try await write { db in try AuditChain.append(event, at: now, db) }
    }

    /// Entries of an account, newest first.
    /// - Parameter text: shows only entries whose actor, action or subject contains it.
    public func auditLog(
        account: String, containing text: String? = nil, page: PageRequest = PageRequest()
    ) async throws(StoreError) -> Page<AuditEntry> {
        var filter = Filter()
        filter.add("account_id = ?", account)
        filter.contains(["actor", "action", "subject"], text)
        let condition = filter
        return try await read { db in
            try db.page(AuditChain.columns, from: "audit", condition, orderedBy: "sequence DESC", page) {
                AuditChain.entry($0)
            }
        }
    }

    /// The sequence number of the first entry that was changed or removed afterwards; nil when the chain is whole.
    /// An end that was cut off shows only against a hash that was noted elsewhere.
    public func firstBrokenAuditEntry() async throws(StoreError) -> Int64? {
        try await read { db in
            var previous = AuditChain.start
            var next: Int64 = 1
            let rows = try Row.fetchCursor(
                db, sql: "SELECT \(AuditChain.columns), previous FROM audit ORDER BY sequence")
            while let row = try rows.next() {
                let entry = AuditChain.entry(row)
                let expected = AuditChain.hash(
                    previous: previous, sequence: entry.sequence, at: entry.at, entry.event)
                let stored: Data = row[10]
                guard entry.sequence == next, stored == previous, Data(entry.hash) == expected else { return next }
                previous = expected
                next += 1
            }
            return nil
        }
    }
}

/// How entries of the audit log hold on to each other.
enum AuditChain {
    static let start = Data(repeating: 0, count: 32)
    static let columns = "sequence, account_id, at, actor, action, subject, source, before, after, hash"

    static func append(_ event: AuditEvent, at now: Moment, _ db: Database) throws -> AuditEntry {
        let last = try Row.fetchOne(db, sql: "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
        let sequence: Int64 = (last?[0] ?? 0) + 1
        let previous: Data = last?[1] ?? start
        let hash = hash(previous: previous, sequence: sequence, at: now, event)
        try db.execute(
            sql: """
                INSERT INTO audit (\(columns), previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sequence, event.account, now.milliseconds, event.actor, event.action, event.subject, event.source,
                event.before, event.after, hash, previous,
            ])
        return AuditEntry(sequence: sequence, at: now, event: event, hash: Array(hash))
    }

    /// Fields are preceded by their length, so that no two entries have the same bytes.
    static func hash(previous: Data, sequence: Int64, at: Moment, _ event: AuditEvent) -> Data {
        var bytes = Array(previous)
        Varint.append(UInt64(bitPattern: sequence), to: &bytes)
        Varint.append(UInt64(bitPattern: at.milliseconds), to: &bytes)
        let fields = [
            event.account, event.actor, event.action, event.subject, event.source, event.before, event.after,
        ]
        for field in fields {
            guard let field else {
                bytes.append(0)
                continue
            }
            Varint.append(UInt64(field.utf8.count) + 1, to: &bytes)
            bytes.append(contentsOf: field.utf8)
        }
        return Data(SHA256.hash(data: bytes))
    }

    static func entry(_ row: Row) -> AuditEntry {
        let event = AuditEvent(
            account: row[1], actor: row[3], action: row[4], subject: row[5], source: row[6], before: row[7],
            after: row[8])
        let hash: Data = row[9]
        return AuditEntry(sequence: row[0], at: row.time(2), event: event, hash: Array(hash))
    }
}
