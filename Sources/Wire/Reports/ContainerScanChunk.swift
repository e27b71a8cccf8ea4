public import Documents

/// One part of the result of an image scan as the EventReceiver gets it.
///
/// The original says `isLastChunk` wrongly when its summary travels alone: completeness is judged by the summary's
/// `total`, see ``expectedItems``.
public struct ContainerScanChunk: Sendable {
    public let designator: Designator
    /// Unix seconds, equal in all parts of a scan.
    public let timestamp: Int
    /// An opaque id, equal in all parts of a scan.
    public let scanID: String
    public let vulnerabilities: [Node]
    /// Only in the first part.
    public let summary: Node?
    public let page: PageInfo
    /// The whole message.
    public let node: Node

    /// Reads a part. The scan's id must be there; a number is taken as text.
    public init(_ fields: MessageFields) throws(WireError) {
        designator =
            try fields.object("designators").map { fields throws(WireError) in try Designator(fields) }
            ?? Designator(attributes: [:])
        timestamp = try fields.integer("timestamp") ?? 0
        if let id = fields["containersScanID"], id.value.isNumber {
            scanID = withExtendedLifetime(id.document) { id.value.numberText }
        } else {
            scanID = try fields.text("containersScanID")
        }
        vulnerabilities = try fields.objects("vulnerabilities").map(\.node)
        summary = try fields.object("summary")?.node
        page = try PageInfo(of: fields)
        node = fields.node
        guard !scanID.isEmpty else { throw .missing(path: fields.path(of: "containersScanID")) }
    }

    /// Reads the JSON text.
    public init(json: [UInt8]) throws(WireError) {
        try self.init(
            MessageFields(json: json, name: "The container scan report", budget: DocumentBudget(maxBytes: 64 << 20)))
    }

    /// How many items all parts hold together, when this part knows.
    public var expectedItems: Int? { summary.flatMap { $0["total"]?.integer } }
}
