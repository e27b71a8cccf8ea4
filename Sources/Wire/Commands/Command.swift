/// One command to the Kontroller. Fields that this version does not know go along when a command is passed on.
public struct Command: Sendable, Equatable {
    public var name: CommandName
    /// An echo id of the sender; not used.
    public var responseID: String
    /// Scopes by attributes.
    public var designators: [Designator]
    /// One workload; empty when there is none. Kept as text, so that a wrong one is reported and not refused.
    public var workload: String
    /// A cluster or a namespace.
    public var wildWorkload: String
    public var secret: String
    public var wildSecret: String
    public var tracking: JobTracking
    public var arguments: CommandArguments
    /// Unknown fields.
    public var others: [ExtraField]

    private static let keys = [
        "commandName", "responseID", "designators", "wlid", "wildWlid", "sid", "wildSid", "jobTracking", "args",
    ]

    /// A command.
    public init(
        _ name: CommandName, designators: [Designator] = [], workload: WorkloadID? = nil,
        wildWorkload: WorkloadID? = nil,
        tracking: JobTracking = JobTracking(), arguments: CommandArguments = CommandArguments()
    ) {
        self.name = name
        responseID = ""
        self.designators = designators
        self.workload = workload?.description ?? ""
        self.wildWorkload = wildWorkload?.description ?? ""
        secret = ""
        wildSecret = ""
        self.tracking = tracking
        self.arguments = arguments
        others = []
    }

    /// Reads a command in the spelling of JSON or BSON.
    public init(_ fields: MessageFields) throws(WireError) {
        name = CommandName(rawValue: try fields.text("commandName"))
        responseID = try fields.text("responseID")
        designators = []
        for designator in try fields.objects("designators") { designators.append(try Designator(designator)) }
        workload = try fields.text("wlid")
        wildWorkload = try fields.text("wildWlid")
        secret = try fields.text("sid")
        wildSecret = try fields.text("wildSid")
        if let tracking = try fields.object("jobTracking") {
            self.tracking = try JobTracking(tracking)
        } else {
            tracking = JobTracking()
        }
        if let arguments = try fields.object("args") {
            self.arguments = try CommandArguments(arguments)
        } else {
            arguments = CommandArguments()
        }
        others = fields.others(than: Command.keys)
    }

    /// Writes the command in the order of the original.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field("commandName", name.rawValue)
            writer.field(unlessEmpty: "responseID", responseID)
            if !designators.isEmpty {
                writer.key("designators")
                writer.array(designators) { $1.write(to: &$0) }
            }
            writer.field(unlessEmpty: "wlid", workload)
            writer.field(unlessEmpty: "wildWlid", wildWorkload)
            writer.field(unlessEmpty: "sid", secret)
            writer.field(unlessEmpty: "wildSid", wildSecret)
            writer.key("jobTracking")
            tracking.write(to: &writer)
            if !arguments.isEmpty {
                writer.key("args")
                arguments.write(to: &writer)
            }
            writer.fields(others)
        }
    }

    /// What the command is called in reports and logs; empty when it has no scope at all.
    public var id: String {
        if !designators.isEmpty { return "designators" }
        return [wildWorkload, wildSecret, workload, secret].first { !$0.isEmpty } ?? ""
    }

    /// Whether the command is spread over all workloads of a scope.
    public var isScoped: Bool {
        !CommandName.single.contains(name) && !(wildWorkload.isEmpty && wildSecret.isEmpty && designators.isEmpty)
    }

    /// The schedule of a recurring scan, from the four places where senders put it; empty when there is none.
    public var schedule: String {
        [
            arguments.job?.schedule, arguments.kubescapeJob?.schedule, arguments.schedule,
            designators.first?.attributes[Designator.Attribute.schedule],
        ].compactMap(\.self).first { !$0.isEmpty } ?? ""
    }

    /// The name of the CronJob to change or delete; empty when there is none.
    public var cronJobName: String {
        [arguments.job?.name, arguments.kubescapeJob?.name].compactMap(\.self).first { !$0.isEmpty } ?? ""
    }

    /// The command for one workload of this command's scope.
    public func child(for workload: WorkloadID, tracking: JobTracking) -> Command {
        var child = self
        child.designators = []
        child.wildWorkload = ""
        child.secret = ""
        child.wildSecret = ""
        child.workload = workload.description
        child.tracking = tracking
        return child
    }

    /// The command for logs: arguments may hold credentials and are left out.
    public var redacted: Command {
        var redacted = self
        redacted.arguments = CommandArguments()
        redacted.others = []
        return redacted
    }
}
