/// What a command needs besides its scope. Unknown arguments go along.
public struct CommandArguments: Sendable, Equatable {
    /// The scan to run or to schedule (`scanV1`).
    public var scan: KubescapeScanRequest?
    /// The CronJob that is meant (`jobParams`).
    public var job: JobParameters?
    /// The same under its old name (`kubescapeJobParams`).
    public var kubescapeJob: JobParameters?
    /// A schedule outside ``job`` (`cronTabSchedule`).
    public var schedule: String?
    /// The registry to scan (`registryInfo-v1`).
    public var registry: RegistryTarget?
    /// Labels that pods must have; applies to scoped commands.
    public var labels: [String: String]
    /// Fields that pods must have; applies to scoped commands.
    public var fieldSelector: [String: String]
    /// Unknown arguments.
    public var others: [ExtraField]

    private static let keys = [
        "scanV1", "jobParams", "kubescapeJobParams", "cronTabSchedule", "registryInfo-v1", "labels", "fieldSelector",
    ]

    /// The CronJob of a recurring scan.
    public struct JobParameters: Sendable, Equatable {
        /// A cron expression; empty when not given.
        public var schedule: String
        /// The CronJob's name; empty when not given.
        public var name: String

        /// A CronJob.
        public init(schedule: String = "", name: String = "") {
            self.schedule = schedule
            self.name = name
        }

        init(_ fields: MessageFields) throws(WireError) {
            schedule = try fields.text("cronTabSchedule")
            name = try fields.text("name")
        }

        func write(to writer: inout MessageWriter) {
            writer.object { writer in
                writer.field(unlessEmpty: "cronTabSchedule", schedule)
                writer.field(unlessEmpty: "name", name)
            }
        }
    }

    /// Arguments.
    public init(
        scan: KubescapeScanRequest? = nil, job: JobParameters? = nil, registry: RegistryTarget? = nil,
        labels: [String: String] = [:], fieldSelector: [String: String] = [:]
    ) {
        self.scan = scan
        self.job = job
        self.registry = registry
        self.labels = labels
        self.fieldSelector = fieldSelector
        others = []
    }

    /// Reads arguments.
    public init(_ fields: MessageFields) throws(WireError) {
        scan = try fields.object("scanV1").map { fields throws(WireError) in try KubescapeScanRequest(fields) }
        job = try fields.object("jobParams").map { fields throws(WireError) in try JobParameters(fields) }
        kubescapeJob = try fields.object("kubescapeJobParams")
            .map { fields throws(WireError) in try JobParameters(fields) }
        schedule = try fields.string("cronTabSchedule")
        registry = try fields.object("registryInfo-v1").map { fields throws(WireError) in try RegistryTarget(fields) }
        labels = try fields.stringMap("labels") ?? [:]
        fieldSelector = try fields.stringMap("fieldSelector") ?? [:]
        others = fields.others(than: CommandArguments.keys)
    }

    /// Whether there are none.
    public var isEmpty: Bool { self == CommandArguments() }

    /// Writes the arguments.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            if let scan {
                writer.key("scanV1")
                scan.write(to: &writer)
            }
            if let job {
                writer.key("jobParams")
                job.write(to: &writer)
            }
            if let kubescapeJob {
                writer.key("kubescapeJobParams")
                kubescapeJob.write(to: &writer)
            }
            writer.field(unlessEmpty: "cronTabSchedule", schedule)
            if let registry {
                writer.key("registryInfo-v1")
                registry.write(to: &writer)
            }
            writer.field(unlessEmpty: "labels", labels)
            writer.field(unlessEmpty: "fieldSelector", fieldSelector)
            writer.fields(others)
        }
    }
}
