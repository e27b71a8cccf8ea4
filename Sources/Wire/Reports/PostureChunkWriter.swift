public import Documents

/// Cuts a posture report into parts while it is being made: first all resources, then all results.
///
/// A part ends before the JSON text of its items would reach the limit, so memory is bounded by one part. As only the
/// last part says so, a part leaves when the next one begins.
public struct PostureChunkWriter: Sendable {
    /// What every part repeats.
    public struct Header: Sendable {
        public var account: String
        public var cluster: String
        public var cloudProvider: String
        public var reportID: String
        public var jobID: String
        /// The API server's version object; nil writes null.
        public var serverVersion: Node?
        public var generationTime: Timestamp
        public var summary: Node
        public var metadata: Node?

        /// A header.
        public init(
            account: String, cluster: String, cloudProvider: String = "", reportID: String, jobID: String = "",
            serverVersion: Node? = nil, generationTime: Timestamp, summary: Node, metadata: Node? = nil
        ) {
            self.account = account
            self.cluster = cluster
            self.cloudProvider = cloudProvider
            self.reportID = reportID
            self.jobID = jobID
            self.serverVersion = serverVersion
            self.generationTime = generationTime
            self.summary = summary
            self.metadata = metadata
        }
    }

    /// Bytes of items that a part of the original does not reach: 2 MiB.
    public static let defaultLimit = 2_097_152

    private let header: Header
    private let limit: Int
    private var number = 0
    private var gathered = 0
    private var resources: [[UInt8]] = []
    private var results: [[UInt8]] = []

    /// A report without items.
    public init(_ header: Header, limit: Int = PostureChunkWriter.defaultLimit) {
        self.header = header
        self.limit = limit
    }

    /// Adds a resource, given as JSON text.
    /// - Returns: a part that is complete now.
    public mutating func add(resource: [UInt8]) -> [UInt8]? {
        let complete = makeRoom(resource.count)
        resources.append(resource)
        return complete
    }

    /// Adds a result, given as JSON text.
    /// - Returns: a part that is complete now.
    public mutating func add(result: [UInt8]) -> [UInt8]? {
        let complete = makeRoom(result.count)
        results.append(result)
        return complete
    }

    /// The last part. There is always one, even for a report without items.
    public mutating func finish() -> [UInt8] { part(isLast: true) }

    private mutating func makeRoom(_ bytes: Int) -> [UInt8]? {
        defer { gathered += bytes }
        guard gathered > 0, gathered + bytes >= limit else { return nil }
        return part(isLast: false)
    }

    private mutating func part(isLast: Bool) -> [UInt8] {
        let page = PageInfo(number: number, isLast: isLast)
        let part = MessageWriter.object { writer in
            writer.key("attributes")
            writer.null()
            writer.field("customerGUID", header.account)
            writer.field("clusterName", header.cluster)
            writer.field("clusterCloudProvider", header.cloudProvider)
            writer.field("reportGUID", header.reportID)
            writer.field("jobID", header.jobID)
            writer.key("paginationInfo")
            page.write(to: &writer)
            writer.key("clusterAPIServerInfo")
            if let version = header.serverVersion { writer.value(version) } else { writer.null() }
            writer.field("generationTime", header.generationTime.description)
            writer.field("summaryDetails", header.summary)
            if !results.isEmpty {
                writer.key("results")
                writer.array(results) { $0.raw($1) }
            }
            if !resources.isEmpty {
                writer.key("resources")
                writer.array(resources) { $0.raw($1) }
            }
            if let metadata = header.metadata { writer.field("metadata", metadata) }
        }
        number += 1
        gathered = 0
        resources = []
        results = []
        return part
    }
}
