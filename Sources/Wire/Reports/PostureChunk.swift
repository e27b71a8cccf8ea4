public import Documents

/// One part of a posture report as the EventReceiver gets it: header, place among the parts, and trees.
///
/// Results and resources stay trees of the message; nothing is copied.
public struct PostureChunk: Sendable {
    public let account: String
    public let cluster: String
    /// The scan's id, the same in all parts.
    public let reportID: String
    public let jobID: String
    public let page: PageInfo
    public let generationTime: Timestamp?
    /// Repeated in every part; nil when the report has none.
    public let summary: Node?
    public let results: [Node]
    public let resources: [Node]
    /// The whole message.
    public let node: Node

    /// Reads a part. The report's id must be there.
    public init(_ fields: MessageFields) throws(WireError) {
        account = try fields.text("customerGUID")
        cluster = try fields.text("clusterName")
        reportID = try fields.text("reportGUID")
        jobID = try fields.text("jobID")
        page = try PageInfo(of: fields)
        generationTime = try fields.time("generationTime")
        summary = try fields.object("summaryDetails")?.node
        results = try fields.objects("results").map(\.node)
        resources = try fields.objects("resources").map(\.node)
        node = fields.node
        guard !reportID.isEmpty else { throw .missing(path: fields.path(of: "reportGUID")) }
    }

    /// Reads a part of at most 64 MiB. It keeps `text` alive.
    public init(_ text: SourceBytes) throws(WireError) {
        let document: Document
        do {
            document = try JSONParser.parse(
                text, name: "The posture report",
                budget: DocumentBudget(maxBytes: 64 << 20, maxDepth: 200, maxKeyBytes: 64 << 10))
        } catch {
            throw .document(error)
        }
        try self.init(MessageFields(document.root))
    }

    /// Where parts are sent.
    public static func url(eventReceiver: String, account: String, cluster: String, reportID: String) -> String {
        Endpoint.url(
            eventReceiver, Endpoint.postureReport,
            query: [
                "clusterName": cluster, "contextName": cluster, "customerGUID": account, "reportGUID": reportID,
            ], defaultScheme: "https")
    }
}
