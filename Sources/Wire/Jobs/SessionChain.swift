/// The jobs that led to an image scan, from the most distant ancestor to the scan itself.
public struct SessionChain: Sendable, Equatable {
    public var jobIDs: [String]
    /// When the earliest of the jobs came to be.
    public var timestamp: Timestamp?
    public var rootJobID: String
    public var action: String

    /// A chain.
    public init(jobIDs: [String] = [], timestamp: Timestamp? = nil, rootJobID: String = "", action: String = "") {
        self.jobIDs = jobIDs
        self.timestamp = timestamp
        self.rootJobID = rootJobID
        self.action = action
    }

    /// Reads a chain.
    public init(_ fields: MessageFields) throws(WireError) {
        jobIDs = try fields.strings("jobIDs")
        timestamp = try fields.time("timestamp")
        rootJobID = try fields.text("rootJobID")
        action = try fields.text("action")
    }

    /// Writes it.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field("jobIDs", jobIDs)
            writer.field("timestamp", (timestamp ?? .zero).description)
            writer.field(unlessEmpty: "rootJobID", rootJobID)
            writer.field(unlessEmpty: "action", action)
        }
    }
}
