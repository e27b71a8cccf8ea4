import Documents

/// A pod as inventory reports tell of it.
public struct InventoryPod: Sendable, Equatable {
    public var name: String
    public var node: String
    public var address: String
    public var namespace: String
    /// The top owner's name and kind.
    public var owner: (name: String, kind: String)
    /// A reason of a container, or the pod's phase.
    public var status: String
    public var startedAt: Timestamp?
    /// Only of pods that are gone.
    public var terminatedAt: Timestamp?

    /// A pod.
    public init(
        name: String, node: String, address: String, namespace: String, owner: (name: String, kind: String),
        status: String, startedAt: Timestamp?, terminatedAt: Timestamp? = nil
    ) {
        self.name = name
        self.node = node
        self.address = address
        self.namespace = namespace
        self.owner = owner
        self.status = status
        self.startedAt = startedAt
        self.terminatedAt = terminatedAt
    }

    /// Reads a pod.
    public init(_ fields: MessageFields) throws(WireError) {
        name = try fields.text("podName")
        node = try fields.text("nodeName")
        address = try fields.text("podIP")
        namespace = try fields.text("namespace")
        let owner = try fields.object("uptreeOwner")
        self.owner = (try owner?.text("name") ?? "", try owner?.text("kind") ?? "")
        status = try fields.text("podStatus")
        startedAt = try fields.time("startedAt")
        terminatedAt = try fields.time("terminatedAt")
    }

    /// The pod as an item of a report.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.field("podName", name)
            writer.field("nodeName", node)
            writer.field("podIP", address)
            writer.field("namespace", namespace)
            writer.field("uptreeOwner") { writer in
                writer.field("name", owner.name)
                writer.field("kind", owner.kind)
            }
            writer.field("podStatus", status)
            if let startedAt { writer.field("startedAt", startedAt.description) }
            if let terminatedAt { writer.field("terminatedAt", terminatedAt.description) }
        }
    }

    public static func == (left: InventoryPod, right: InventoryPod) -> Bool { left.json == right.json }
}
