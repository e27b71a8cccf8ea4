/// One line of the story of a job, as it goes to `/k8s/sysreport`.
public struct JobReport: Sendable, Equatable {
    /// How the job stands.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case started, success, failure, warning, done
    }

    /// Who reports, in the words that readers of the original look for.
    public enum Reporter {
        /// The Kontroller, for commands by REST, at start-up and for children.
        public static let kontroller = "Websocket"
        /// The Kontroller, for commands of the Gateway.
        public static let kontrollerByGateway = "WebSocket"
        /// Kubevuln.
        public static let kubevuln = "ca-vuln-scan"
    }

    public var account: String
    public var reporter: String
    /// A workload id, a designator's text or another description of what is acted on.
    public var target: String
    /// One of ``Status``; other texts are kept, because receivers store what they get.
    public var status: String
    public var action: String
    /// Each like `Action: scan, Error: …`.
    public var errors: [String]
    /// 1 for the first report of a job.
    public var sequence: Int
    /// Empty asks the receiver for an id.
    public var jobID: String
    public var parentID: String
    public var details: String
    public var timestamp: Timestamp

    /// A report.
    public init(
        account: String, reporter: String, target: String, status: Status, action: String, errors: [String] = [],
        sequence: Int, jobID: String, parentID: String = "", details: String = "", timestamp: Timestamp
    ) {
        self.account = account
        self.reporter = reporter
        self.target = target
        self.status = status.rawValue
        self.action = action
        self.errors = errors
        self.sequence = sequence
        self.jobID = jobID
        self.parentID = parentID
        self.details = details
        self.timestamp = timestamp
    }

    /// Reads a report. `actionID` stands in for a missing `numSeq`.
    public init(_ fields: MessageFields) throws(WireError) {
        account = try fields.text("customerGUID")
        reporter = try fields.text("reporter")
        target = try fields.text("target")
        status = try fields.text("status")
        action = try fields.text("action")
        errors = try fields.strings("errors")
        let actionID = try fields.text("actionID")
        sequence = try fields.integer("numSeq") ?? Int(actionID) ?? 0
        jobID = try fields.text("jobID")
        parentID = try fields.text("parentAction")
        details = try fields.text("details")
        timestamp = try fields.time("timestamp") ?? .zero
    }

    /// Reads a report.
    public init(json: [UInt8]) throws(WireError) { try self.init(MessageFields(json: json, name: "The job report")) }

    /// The report as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.field("customerGUID", account)
            writer.field("reporter", reporter)
            writer.field("target", target)
            writer.field("status", status)
            writer.field("action", action)
            writer.field(unlessEmpty: "errors", errors)
            writer.field("actionID", "\(sequence)")
            writer.field("numSeq", sequence)
            writer.field("jobID", jobID)
            writer.field(unlessEmpty: "parentAction", parentID)
            writer.field(unlessEmpty: "details", details)
            writer.field("timestamp", timestamp.description)
        }
    }

    /// The text of an item of ``errors``.
    public static func error(action: String, _ error: String) -> String { "Action: \(action), Error: \(error)" }

    /// The job id that an answer hands out: any body but `ok` or nothing. At most 128 printable bytes, else nil.
    public static func assignedJobID(answer: [UInt8]) -> String? {
        let text = String(decoding: answer.prefix(256), as: UTF8.self)
        let trimmed = text.drop { $0.isWhitespace || $0 == "\"" }
        let id = String(trimmed.reversed().drop { $0.isWhitespace || $0 == "\"" }.reversed())
        guard !id.isEmpty, id != "ok", id.utf8.count <= 128, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return id
    }
}
