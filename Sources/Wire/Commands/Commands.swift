public import Documents

/// The body of `/v1/triggerAction`, of a scheduled scan's ConfigMap, and of a notification: a list of commands.
public struct Commands: Sendable, Equatable {
    public var commands: [Command]

    /// A list of commands.
    public init(_ commands: [Command]) { self.commands = commands }

    /// Reads commands. `null` and a missing list are no commands, as in the original.
    public init(_ fields: MessageFields) throws(WireError) {
        commands = []
        for command in try fields.objects("commands") { commands.append(try Command(command)) }
    }

    /// Reads the JSON text.
    public init(json: [UInt8]) throws(WireError) { try self.init(MessageFields(json: json, name: "The commands")) }

    /// Reads what a notification carries: commands, or JSON text of commands in a string.
    public init(_ notification: Notification) throws(WireError) {
        guard let payload = notification.payload else { throw .missing(path: "notification") }
        if let text = payload.string {
            try self.init(json: Array(text.utf8))
        } else {
            try self.init(MessageFields(payload, path: "notification"))
        }
    }

    /// The commands as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.key("commands")
            writer.array(commands) { $1.write(to: &$0) }
        }
    }

    /// The commands as the payload of a notification in the given encoding.
    public func payload(_ encoding: Notification.Encoding) throws(WireError) -> Node {
        let node = try MessageFields(json: json, name: "The commands").node
        return encoding == .json ? node : BSONSpelling.commands(node)
    }
}
