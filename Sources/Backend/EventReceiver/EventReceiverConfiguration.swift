public import ReportStore

/// Everything that an EventReceiver needs to know.
public struct EventReceiverConfiguration: Sendable {
    /// Address to listen on.
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    /// Whether agents are admitted that send an account id and no key, as those of the original do. Anybody who knows
    /// the id can then write; off unless asked for.
    public var admitsAccountOnlyAgents: Bool
    /// Bytes of one part of a report. A part of the original has 2 MiB of items and a summary.
    public var maxPartBytes: Int
    /// Bytes of one job report.
    public var maxMessageBytes: Int
    /// Bytes of one inventory report; the first one holds a whole cluster.
    public var maxInventoryBytes: Int
    /// Requests that are read and parsed at the same time; each may take ``maxPartBytes`` a few times over.
    public var concurrentRequests: Int
    /// Requests that wait for their turn; further ones get 429.
    public var waitingRequests: Int
    /// Seconds in which the body of a request must have come.
    public var bodyDeadline: Int
    /// Open inventory connections at most.
    public var maxConnections: Int
    /// How long results are kept.
    public var retention: Retention

    public init(
        host: String = "127.0.0.1", port: Int = 0, admitsAccountOnlyAgents: Bool = false,
        maxPartBytes: Int = 16 << 20, maxMessageBytes: Int = 256 << 10, maxInventoryBytes: Int = 64 << 20,
        concurrentRequests: Int = 4, waitingRequests: Int = 256, bodyDeadline: Int = 60, maxConnections: Int = 2000,
        retention: Retention = Retention()
    ) {
        self.host = host
        self.port = port
        self.admitsAccountOnlyAgents = admitsAccountOnlyAgents
        self.maxPartBytes = maxPartBytes
        self.maxMessageBytes = maxMessageBytes
        self.maxInventoryBytes = maxInventoryBytes
        self.concurrentRequests = concurrentRequests
        self.waitingRequests = waitingRequests
        self.bodyDeadline = bodyDeadline
        self.maxConnections = maxConnections
        self.retention = retention
    }
}
