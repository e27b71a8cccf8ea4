/// A scope: by attributes, by a workload id or by a secret id.
public struct Designator: Sendable, Equatable {
    /// `Attributes` mostly.
    public var type: String
    /// A workload id; empty when there is none.
    public var workload: String
    /// A workload id that stands for everything below it.
    public var wildcard: String
    /// A secret id.
    public var secret: String
    /// What an object must have. Names are those of ``Attribute``.
    public var attributes: [String: String]

    /// The names of attributes that components agree on.
    public enum Attribute {
        public static let account = "customerGUID"
        public static let cluster = "cluster"
        public static let namespace = "namespace"
        public static let kind = "kind"
        public static let name = "name"
        public static let container = "containerName"
        public static let registry = "registryName"
        public static let repository = "repository"
        public static let tag = "tag"
        public static let sensor = "sensor"
        public static let schedule = "cronTabSchedule"
    }

    /// A scope by attributes.
    public init(attributes: [String: String]) {
        type = "Attributes"
        workload = ""
        wildcard = ""
        secret = ""
        self.attributes = attributes
    }

    /// Reads a designator.
    public init(_ fields: MessageFields) throws(WireError) {
        type = try fields.text("designatorType")
        workload = try fields.text("wlid")
        wildcard = try fields.text("wildwlid")
        secret = try fields.text("sid")
        attributes = try fields.stringMap("attributes") ?? [:]
    }

    /// Writes the designator.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field("designatorType", type)
            writer.field(unlessEmpty: "wlid", workload)
            writer.field(unlessEmpty: "wildwlid", wildcard)
            writer.field(unlessEmpty: "sid", secret)
            if attributes.isEmpty {
                writer.key("attributes")
                writer.null()
            } else {
                writer.field("attributes", attributes)
            }
        }
    }

    /// The flattened form that the original calls context: one entry an attribute, sorted by name.
    public var context: [(attribute: String, value: String, source: String)] {
        let ids = [("wlid", workload), ("wildwlid", wildcard), ("sid", secret)].filter { !$0.1.isEmpty }
        return ids.map { ($0.0, $0.1, "designators") }
            + attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value, "designators.attributes") }
    }
}
