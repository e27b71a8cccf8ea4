public import Documents

/// What Kollector tells about a cluster: a first report with everything, then what changed.
public struct InventoryReport: Sendable, Equatable {
    /// The groups of objects, in their order on the wire.
    public enum Group: String, Sendable, Hashable, CaseIterable {
        case node, service, microservice, pod, secret, namespace
    }

    /// What happened to the objects of one group.
    public struct Changes: Sendable, Equatable {
        public var created: [Node]
        public var updated: [Node]
        /// Objects, or for nodes their names.
        public var deleted: [Node]

        /// Changes.
        public init(created: [Node] = [], updated: [Node] = [], deleted: [Node] = []) {
            self.created = created
            self.updated = updated
            self.deleted = deleted
        }

        /// Whether nothing happened.
        public var isEmpty: Bool { created.isEmpty && updated.isEmpty && deleted.isEmpty }
    }

    /// Whether the receiver must drop what it knew of the cluster.
    public var isFirst: Bool
    /// Kubernetes' version object; its `gitVersion` may have `;` and a cloud vendor at its end.
    public var serverVersion: Node?
    /// `AWS`, `GCP` or `Azure`; empty when none was found.
    public var cloudVendor: String
    public var groups: [Group: Changes]

    /// A report.
    public init(
        isFirst: Bool, serverVersion: Node? = nil, cloudVendor: String = "", groups: [Group: Changes] = [:]
    ) {
        self.isFirst = isFirst
        self.serverVersion = serverVersion
        self.cloudVendor = cloudVendor
        self.groups = groups.filter { !$0.value.isEmpty }
    }

    /// Reads a report. Unknown keys and empty groups do not matter.
    public init(_ fields: MessageFields) throws(WireError) {
        isFirst = try fields.boolean("firstReport") ?? false
        serverVersion = try fields.object("clusterAPIServerVersion")?.node
        cloudVendor = try fields.text("cloudVendor")
        groups = [:]
        for group in Group.allCases {
            guard let object = try fields.object(group.rawValue) else { continue }
            let changes = Changes(
                created: try object.objects("create").map(\.node), updated: try object.objects("update").map(\.node),
                deleted: try InventoryReport.deleted(object, group))
            if !changes.isEmpty { groups[group] = changes }
        }
    }

    /// Reads a report of at most 64 MiB.
    public init(json: [UInt8]) throws(WireError) {
        try self.init(
            MessageFields(
                json: json, name: "The inventory report",
                budget: DocumentBudget(maxBytes: 64 << 20, maxDepth: 200, maxKeyBytes: 64 << 10)))
    }

    private static func deleted(_ fields: MessageFields, _ group: Group) throws(WireError) -> [Node] {
        let elements = try fields.elements("delete")
        for (index, element) in elements.enumerated() {
            guard element.value.isObject || group == .node && element.value.isString else {
                throw .wrongType(
                    path: "\(fields.path(of: "delete"))[\(index)]",
                    expected: group == .node ? "a name" : "an object", found: element.kindName)
            }
        }
        return elements
    }

    /// Whether it tells nothing. Such reports are received, never sent.
    public var isEmpty: Bool { !isFirst && groups.isEmpty }

    /// The report as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.field("firstReport", isFirst)
            if let serverVersion { writer.field("clusterAPIServerVersion", serverVersion) }
            writer.field(unlessEmpty: "cloudVendor", cloudVendor)
            for group in Group.allCases {
                guard let changes = groups[group], !changes.isEmpty else { continue }
                writer.field(group.rawValue) { writer in
                    let lists = [
                        ("create", changes.created), ("update", changes.updated), ("delete", changes.deleted),
                    ]
                    for (key, nodes) in lists where !nodes.isEmpty {
                        writer.key(key)
                        writer.array(nodes) { $0.value($1) }
                    }
                }
            }
        }
    }

    /// Where reports are sent, by websocket.
    public static func url(eventReceiver: String, account: String, cluster: String) -> String {
        Endpoint.url(
            eventReceiver, Endpoint.clusterReports, query: ["clusterName": cluster, "customerGUID": account],
            defaultScheme: "wss")
    }
}
