import Documents

/// The question to the Kubescape service: what to scan and what to do with the result. Unknown fields go along.
public struct KubescapeScanRequest: Sendable, Equatable {
    public var format: String
    /// Ignored by the service, which knows its own account; kept because schedules carry it.
    public var account: String
    /// Replaces what the service's configuration says.
    public var excludedNamespaces: [String]
    public var includeNamespaces: [String]
    /// `framework` or `control` in any case; anything else means all frameworks.
    public var targetType: String
    /// Names of frameworks, or names or ids of controls.
    public var targetNames: [String]
    public var submit: Bool?
    public var keepLocal: Bool?
    public var hostScanner: Bool?
    public var useCachedArtifacts: Bool?
    /// Unknown fields.
    public var others: [ExtraField]

    private static let keys = [
        "format", "account", "excludedNamespaces", "includeNamespaces", "targetType", "targetNames", "submit",
        "keepLocal", "hostScanner", "useCachedArtifacts",
    ]

    /// What is scanned.
    public enum Target: Sendable, Equatable {
        case allFrameworks
        case frameworks([String])
        case controls([String])
    }

    /// A question.
    public init(
        targetType: String = "", targetNames: [String] = [], submit: Bool? = nil, hostScanner: Bool? = nil,
        excludedNamespaces: [String] = [], includeNamespaces: [String] = []
    ) {
        format = ""
        account = ""
        self.excludedNamespaces = excludedNamespaces
        self.includeNamespaces = includeNamespaces
        self.targetType = targetType
        self.targetNames = targetNames
        self.submit = submit
        keepLocal = nil
        self.hostScanner = hostScanner
        useCachedArtifacts = nil
        others = []
    }

    /// Reads a question.
    public init(_ fields: MessageFields) throws(WireError) {
        format = try fields.text("format")
        account = try fields.text("account")
        excludedNamespaces = try fields.strings("excludedNamespaces")
        includeNamespaces = try fields.strings("includeNamespaces")
        targetType = try fields.text("targetType")
        targetNames = try fields.strings("targetNames")
        submit = try fields.boolean("submit")
        keepLocal = try fields.boolean("keepLocal")
        hostScanner = try fields.boolean("hostScanner")
        useCachedArtifacts = try fields.boolean("useCachedArtifacts")
        others = fields.others(than: KubescapeScanRequest.keys)
    }

    /// Reads the JSON text.
    public init(json: [UInt8]) throws(WireError) { try self.init(MessageFields(json: json, name: "The scan request")) }

    /// What the question means.
    public var target: Target {
        let names = targetNames.filter { !$0.isEmpty }
        if names.isEmpty { return .allFrameworks }
        switch asciiLowercased(targetType) {
        case "framework": return names.contains { asciiLowercased($0) == "all" } ? .allFrameworks : .frameworks(names)
        case "control": return .controls(names)
        default: return .allFrameworks
        }
    }

    /// Writes the question; what is not set is left out.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field(unlessEmpty: "format", format)
            writer.field(unlessEmpty: "account", account)
            writer.field(unlessEmpty: "excludedNamespaces", excludedNamespaces)
            writer.field(unlessEmpty: "includeNamespaces", includeNamespaces)
            writer.field(unlessEmpty: "targetType", targetType)
            writer.field(unlessEmpty: "targetNames", targetNames)
            writer.field(ifSet: "submit", submit)
            writer.field(ifSet: "keepLocal", keepLocal)
            writer.field(ifSet: "hostScanner", hostScanner)
            writer.field(ifSet: "useCachedArtifacts", useCachedArtifacts)
            writer.fields(others)
        }
    }

    /// The question as JSON.
    public var json: [UInt8] {
        var writer = MessageWriter()
        write(to: &writer)
        return writer.bytes
    }
}
