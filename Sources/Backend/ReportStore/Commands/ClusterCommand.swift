import GRDB

/// How far a command has come. It only moves forward.
public enum CommandState: String, Sendable, Hashable, CaseIterable {
    /// Waits for the cluster.
    case queued
    /// Handed to the cluster's connection at least once.
    case sent
    /// The cluster has said that it has it.
    case received
    case succeeded
    case failed
    /// Its time ran out before the cluster had it.
    case expired
    case cancelled

    /// Whether nothing more happens to it.
    public var isFinal: Bool {
        switch self {
        case .queued, .sent, .received: false
        case .succeeded, .failed, .expired, .cancelled: true
        }
    }
}

/// Something that a cluster was asked to do.
public struct ClusterCommand: Sendable, Hashable, Identifiable {
    public let id: String
    public let cluster: Int64
    /// `kubescapeScan`, `scan`, …
    public let name: String
    public let jobID: String
    /// The command as it goes over the wire, JSON.
    public let payload: String
    public let state: CommandState
    public let createdBy: String
    public let createdAt: Moment
    public let expiresAt: Moment
    public let sentAt: Moment?
    public let deliveries: Int
    public let receivedAt: Moment?
    public let endedAt: Moment?
    /// JSON or a sentence.
    public let result: String?

    static let columns = """
        commands.id, commands.cluster_id, commands.name, commands.job_id, commands.payload, commands.state,
        commands.created_by, commands.created_at, commands.expires_at, commands.sent_at, commands.deliveries,
        commands.received_at, commands.ended_at, commands.result
        """

    init(_ row: Row) {
        id = row[0]
        cluster = row[1]
        name = row[2]
        jobID = row[3]
        payload = row[4]
        state = CommandState(rawValue: row[5]) ?? .failed
        createdBy = row[6]
        createdAt = row.time(7)
        expiresAt = row.time(8)
        sentAt = row.moment(9)
        deliveries = row[10]
        receivedAt = row.moment(11)
        endedAt = row.moment(12)
        result = row[13]
    }
}
