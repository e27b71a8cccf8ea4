/// The place of a command in the tree of jobs.
public struct JobTracking: Sendable, Equatable {
    /// This job; empty when the receiver shall give it one.
    public var jobID: String
    /// The job that caused this one; empty at the root.
    public var parentID: String
    /// The last sequence number that was used in this job.
    public var sequence: Int
    /// When the job came to be; nil is the zero time of the original.
    public var timestamp: Timestamp?

    /// A place in the tree.
    public init(jobID: String = "", parentID: String = "", sequence: Int = 0, timestamp: Timestamp? = nil) {
        self.jobID = jobID
        self.parentID = parentID
        self.sequence = sequence
        self.timestamp = timestamp
    }

    /// Reads the JSON spelling and the one that BSON messages of the original have.
    public init(_ fields: MessageFields) throws(WireError) {
        jobID = try fields.text("jobID")
        parentID = try fields.text("parentAction", or: "parentid")
        sequence = try fields.integer("numSeq", or: "lastactionnumber")
        timestamp = try fields.time("timestamp")
    }

    /// Writes it. The timestamp is always there, as the original has it.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field(unlessEmpty: "jobID", jobID)
            writer.field(unlessEmpty: "parentAction", parentID)
            if sequence != 0 { writer.field("numSeq", sequence) }
            writer.field("timestamp", (timestamp ?? .zero).description)
        }
    }

    /// A new job below this one.
    public func child(id: UniqueID, at time: Timestamp) -> JobTracking {
        JobTracking(jobID: id.description, parentID: jobID, sequence: 1, timestamp: time)
    }
}
