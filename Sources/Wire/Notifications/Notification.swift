public import Documents

/// What gateways carry: a target, a payload that is theirs to ignore, and the very bytes they came as.
///
/// Whoever forwards a notification sends ``bytes``; nothing is encoded again.
public struct Notification: Sendable {
    /// How a notification was or is to be written.
    public enum Encoding: Sendable, Hashable {
        case json, bson
    }

    /// The attributes of those who shall get it; never empty.
    public let target: [String: String]
    /// Whether the publisher waits for delivery and wants to know failures.
    public let isSynchronous: Bool
    /// What it carries; nil when there is nothing.
    public let payload: Node?
    /// How ``bytes`` are encoded.
    public let encoding: Encoding
    /// The message as it is forwarded.
    public let bytes: [UInt8]

    /// Attributes that all components know.
    public enum Attribute {
        public static let account = "customerGUID"
        public static let cluster = "clusterName"
        public static let component = "clusterComponent"
        /// Read by the Kontroller alone: it acts on `trigger` (and the old `kubescape`).
        public static let destination = "dest"
        /// The component name under which the Kontroller registers.
        public static let kontroller = "InClusterTriggerHandler"
    }

    /// Reads JSON, or BSON when it is not JSON. The frame type of a websocket says nothing about it.
    public init(_ bytes: [UInt8], budget: DocumentBudget = .message) throws(WireError) {
        let looksLikeJSON =
            bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
            .map { "{[\"".utf8.contains($0) } ?? true
        var failure = WireError.missing(path: "The message")
        if looksLikeJSON {
            do {
                try self.init(MessageFields(json: bytes, name: "The notification", budget: budget), .json, bytes)
                return
            } catch {
                // A BSON document may begin with the byte of a brace; anything readable as JSON is not BSON.
                guard case .document(let problem) = error, problem.reason != .budget(.bytes) else { throw error }
                failure = error
            }
        }
        let document: Document
        do {
            document = try BSONReader.read(
                bytes, budget: BSONBudget(maxBytes: budget.maxBytes, maxDepth: budget.maxDepth))
        } catch {
            throw looksLikeJSON ? failure : .bson(error)
        }
        try self.init(MessageFields(document.root), .bson, bytes)
    }

    private init(_ fields: MessageFields, _ encoding: Encoding, _ bytes: [UInt8]) throws(WireError) {
        guard let target = try fields.stringMap("target") else { throw .missing(path: "target") }
        guard !target.isEmpty else {
            throw .invalid(path: "target", value: "{}", what: "a notification must name at least one attribute")
        }
        self.target = target
        isSynchronous = try fields.boolean("sendSynchronicity") ?? false
        payload = try Notification.unwrapped(fields["notification"])
        self.encoding = encoding
        self.bytes = bytes
    }

    /// A notification made here.
    public init(
        target: [String: String], isSynchronous: Bool = false, payload: Node?, encoding: Encoding = .json
    ) throws(WireError) {
        guard !target.isEmpty else {
            throw .invalid(path: "target", value: "{}", what: "a notification must name at least one attribute")
        }
        self.target = target
        self.isSynchronous = isSynchronous
        self.payload = payload
        self.encoding = encoding
        let isBSON = encoding == .bson
        let json = MessageWriter.object { writer in
            writer.field("target", target)
            writer.field(isBSON ? "sendsynchronicity" : "sendSynchronicity", isSynchronous)
            if let payload { writer.field("notification", payload) }
        }
        bytes = isBSON ? try BSONWriter.bytes(MessageFields(json: json, name: "The notification").node) : json
    }

    /// A binary payload is JSON text inside BSON.
    private static func unwrapped(_ payload: Node?) throws(WireError) -> Node? {
        guard let payload, payload.value.isObject, payload.value.count == 1, let binary = payload["$binary"],
            let text = binary["base64"]?.string, let content = Base64.decode(text)
        else { return payload }
        do {
            return try JSONParser.parse(SourceBytes(content), name: "The payload", budget: .message).root
        } catch {
            throw .document(error)
        }
    }

    /// Whether a connection with these attributes gets this notification: at least one attribute is in both, and
    /// all that are in both have equal values.
    public func reaches(_ attributes: [String: String]) -> Bool {
        var common = false
        for (key, value) in target {
            guard let own = attributes[key] else { continue }
            if own != value { return false }
            common = true
        }
        return common
    }
}
