/// The question to Kubevuln: one image, and whose it is. The body of `/v1/scanImage`.
public struct ImageScanRequest: Sendable, Equatable {
    public var session: SessionChain?
    /// The image reference as the workload has it.
    public var imageTag: String
    /// `repo@sha256:…`, wins over the tag; empty when not known.
    public var imageHash: String
    /// Empty for registry scans.
    public var workload: String
    public var containerName: String
    /// True asks to skip the scan.
    public var isScanned: Bool
    public var jobID: String
    public var parentID: String
    /// The last sequence number that the sender used.
    public var sequence: Int
    public var credentials: [RegistryCredential]
    public var arguments: Arguments?

    /// What a registry scan says besides.
    public struct Arguments: Sendable, Equatable {
        /// `<host>/<project>`, with a slash at the end when there is no project.
        public var registryName: String
        public var repository: String
        public var tag: String
        public var useHTTP: Bool
        public var skipTLSVerify: Bool
        /// The cluster that scans.
        public var sensor: String

        /// Arguments.
        public init(
            registryName: String, repository: String, tag: String, useHTTP: Bool = false, skipTLSVerify: Bool = false,
            sensor: String
        ) {
            self.registryName = registryName
            self.repository = repository
            self.tag = tag
            self.useHTTP = useHTTP
            self.skipTLSVerify = skipTLSVerify
            self.sensor = sensor
        }

        init(_ fields: MessageFields) throws(WireError) {
            registryName = try fields.text("registryName")
            repository = try fields.text("repository")
            tag = try fields.text("tag")
            useHTTP = try fields.boolean("useHTTP") ?? false
            skipTLSVerify = try fields.boolean("skipTLSVerify") ?? false
            sensor = try fields.text("sensor")
        }

        func write(to writer: inout MessageWriter) {
            writer.object { writer in
                writer.field("registryName", registryName)
                writer.field("repository", repository)
                writer.field("tag", tag)
                writer.field("useHTTP", useHTTP)
                writer.field("skipTLSVerify", skipTLSVerify)
                writer.field("sensor", sensor)
            }
        }
    }

    /// A question.
    public init(
        imageTag: String, imageHash: String = "", workload: String = "", containerName: String = "", jobID: String,
        parentID: String = "", sequence: Int = 0, session: SessionChain? = nil, credentials: [RegistryCredential] = [],
        arguments: Arguments? = nil
    ) {
        self.session = session
        self.imageTag = imageTag
        self.imageHash = imageHash
        self.workload = workload
        self.containerName = containerName
        isScanned = false
        self.jobID = jobID
        self.parentID = parentID
        self.sequence = sequence
        self.credentials = credentials
        self.arguments = arguments
    }

    /// Reads a question. The deprecated single credential counts when there is no list.
    public init(_ fields: MessageFields) throws(WireError) {
        session = try fields.object("session").map { fields throws(WireError) in try SessionChain(fields) }
        imageTag = try fields.text("imageTag")
        imageHash = try fields.text("imageHash")
        workload = try fields.text("wlid")
        containerName = try fields.text("containerName")
        isScanned = try fields.boolean("isScanned") ?? false
        jobID = try fields.text("jobID")
        parentID = try fields.text("parentJobID")
        sequence = try fields.integer("actionIDN") ?? 0
        credentials = []
        for credential in try fields.objects("credentialsList") {
            credentials.append(try RegistryCredential(credential))
        }
        if credentials.isEmpty, let single = try fields.object("credentials") {
            credentials = [try RegistryCredential(single)]
        }
        arguments = try fields.object("args").map { fields throws(WireError) in try Arguments(fields) }
    }

    /// Reads the JSON text.
    public init(json: [UInt8]) throws(WireError) {
        try self.init(MessageFields(json: json, name: "The image scan request"))
    }

    /// The question as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            if let session {
                writer.key("session")
                session.write(to: &writer)
            }
            writer.field("imageTag", imageTag)
            writer.field("wlid", workload)
            writer.field("isScanned", isScanned)
            writer.field("containerName", containerName)
            writer.field("jobID", jobID)
            writer.field("parentJobID", parentID)
            writer.field("actionIDN", sequence)
            writer.field("imageHash", imageHash)
            if !credentials.isEmpty {
                writer.key("credentialsList")
                writer.array(credentials) { $1.write(to: &$0) }
            }
            if let arguments {
                writer.key("args")
                arguments.write(to: &writer)
            }
        }
    }
}
