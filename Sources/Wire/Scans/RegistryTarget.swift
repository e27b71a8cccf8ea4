/// The registry that a command means: `quay.io` or `quay.io/project`. The value of `registryInfo-v1`.
public struct RegistryTarget: Sendable, Equatable {
    /// Host, or host and project.
    public var name: String
    /// Unknown fields.
    public var others: [ExtraField]

    /// A registry.
    public init(_ name: String) {
        self.name = name
        others = []
    }

    /// Reads a registry.
    public init(_ fields: MessageFields) throws(WireError) {
        name = try fields.text("registryName")
        others = fields.others(than: ["registryName"])
    }

    /// Writes it.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field("registryName", name)
            writer.fields(others)
        }
    }

    /// The host, with its port.
    public var host: String { String(name.prefix { $0 != "/" }) }
    /// Everything below the host; empty when all of the registry is meant.
    public var project: String {
        name.firstIndex(of: "/").map { String(name[name.index(after: $0)...].reversed().drop { $0 == "/" }.reversed()) }
            ?? ""
    }
}

/// An entry of the Secret that holds the log-ins of registries (`registriesAuth`).
public struct RegistryLogin: Sendable, Equatable {
    /// How to log in.
    public enum Method: Sendable, Hashable {
        /// User name and password, or an access token in the password's place.
        case password
        /// None.
        case anonymous
        /// The credentials of the cloud that the pod runs in.
        case cloud
    }

    /// What kind of server it is.
    public enum Kind: String, Sendable, Hashable {
        case generic = ""
        case harbor
        case quay = "quay.io"
    }

    public var registry: String
    public var method: Method
    public var username: String
    public var password: String
    /// Nil leaves it to the host's name.
    public var kind: Kind?
    public var usesHTTP: Bool
    public var skipsTLSVerify: Bool

    /// Reads an entry; an unknown method or kind is an error, and so is a log-in without user or password.
    public init(_ fields: MessageFields) throws(WireError) {
        registry = try fields.text("registry")
        username = try fields.text("username")
        password = try fields.text("password")
        usesHTTP = try fields.boolean("http") ?? false
        skipsTLSVerify = try fields.boolean("skipTLSVerify") ?? false
        let method = try fields.text("auth_method")
        switch method {
        case "", "accesstoken": self.method = .password
        case "public": self.method = .anonymous
        case "ips": self.method = .cloud
        default:
            throw .invalid(
                path: fields.path(of: "auth_method"), value: method, what: "accesstoken, public or ips is expected")
        }
        let kind = try fields.text("kind")
        guard let known = Kind(rawValue: asciiLowercased(kind)) else {
            throw .invalid(path: fields.path(of: "kind"), value: kind, what: "harbor, quay.io or nothing is expected")
        }
        self.kind = known == .generic ? nil : known
        guard !registry.isEmpty else { throw .missing(path: fields.path(of: "registry")) }
        if self.method == .password {
            if username.isEmpty { throw .missing(path: fields.path(of: "username")) }
            if password.isEmpty { throw .missing(path: fields.path(of: "password")) }
        }
    }

    /// Reads the JSON array of the Secret. Line breaks are removed first, as in the original.
    public static func list(json: [UInt8]) throws(WireError) -> [RegistryLogin] {
        try registryEntries(json, "registriesAuth").map { fields throws(WireError) in try RegistryLogin(fields) }
    }
}

extension RegistryLogin: CustomStringConvertible, CustomReflectable {
    public var description: String { "a log-in for \(registry)" }
    /// Nothing, so that no secret is printed.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An entry of the ConfigMap that says what of a registry is scanned (`registries`).
public struct RegistryScope: Sendable, Equatable {
    public var registry: String
    /// How many of the newest images of each repository; at least 1.
    public var depth: Int
    /// Repositories that are scanned; all when empty.
    public var include: [String]
    /// Repositories that are not scanned.
    public var exclude: [String]

    /// What is scanned of a registry that has no entry.
    public init(registry: String) {
        self.registry = registry
        depth = 1
        include = []
        exclude = []
    }

    /// Reads an entry.
    public init(_ fields: MessageFields) throws(WireError) {
        registry = try fields.text("registry")
        depth = try fields.integer("depth") ?? 1
        include = try fields.strings("include")
        exclude = try fields.strings("exclude")
        guard depth >= 1, depth <= 1000 else {
            throw .invalid(path: fields.path(of: "depth"), value: "\(depth)", what: "1 to 1000 is expected")
        }
    }

    /// Reads the JSON array of the ConfigMap.
    public static func list(json: [UInt8]) throws(WireError) -> [RegistryScope] {
        try registryEntries(json, "registries").map { fields throws(WireError) in try RegistryScope(fields) }
    }
}

private func registryEntries(_ json: [UInt8], _ name: String) throws(WireError) -> [MessageFields] {
    let list = Array("{\"\(name)\":".utf8) + json.filter { $0 != 0x0A && $0 != 0x0D } + Array("}".utf8)
    return try MessageFields(json: list, name: name).objects(name)
}
