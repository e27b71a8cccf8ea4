import Crypto
import Foundation

/// One part of a posture run, ready to be stored. Making it costs the time (parsing, packing); storing it is quick.
public struct PosturePart: Sendable {
    public var envelope: RunPart
    /// Repeated in every part; the first one counts.
    public var summary: PostureSummary?
    /// The controls that the results refer to by index.
    public var controls: [String]
    public var results: [PostureResult]
    public var objects: [PostureObject]
    /// Exceptions by id or name, and how often each excused something in this part.
    public var exceptionHits: [String: Int]

    public init(
        envelope: RunPart, summary: PostureSummary?, controls: [String] = [], results: [PostureResult] = [],
        objects: [PostureObject] = [], exceptionHits: [String: Int] = [:]
    ) {
        self.envelope = envelope
        self.summary = summary
        self.controls = controls
        self.results = results
        self.objects = objects
        self.exceptionHits = exceptionHits
    }
}

/// What a resource is called.
public struct ResourceName: Sendable, Hashable {
    public var apiVersion: String
    public var kind: String
    public var namespace: String
    public var name: String

    public init(apiVersion: String, kind: String, namespace: String, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// Reads the id of a plain Kubernetes object, `<group>/<version>/<namespace>/<kind>/<name>`, also behind the
    /// `path=…/api=` of a file. Ids of other forms name themselves.
    public init(resourceID: String) {
        let id = resourceID.utf8
        var parts = resourceID.split(separator: "/", omittingEmptySubsequences: false)
        if resourceID.hasPrefix("path="), parts.count > 1, parts[1].hasPrefix("api=") {
            parts.removeFirst()
            parts[0] = parts[0].dropFirst(4)
        }
        if parts.count == 5 {
            let group = parts[0].isEmpty ? "" : parts[0] + "/"
            self.init(
                apiVersion: String(group + parts[1]), kind: String(parts[3]), namespace: String(parts[2]),
                name: String(parts[4]))
        } else if parts.count == 4 {
            // Host, cloud and version objects: <group>/<version>/<kind>/<name>.
            self.init(
                apiVersion: String(parts[0] + "/" + parts[1]), kind: String(parts[2]), namespace: "",
                name: String(parts[3]))
        } else {
            self.init(apiVersion: "", kind: "", namespace: "", name: String(decoding: id, as: UTF8.self))
        }
    }
}

/// How one control came out on one resource.
public struct ControlOutcome: Sendable, Hashable {
    /// Index into ``PosturePart/controls``.
    public var control: Int
    public var status: ControlStatus

    public init(control: Int, status: ControlStatus) {
        self.control = control
        self.status = status
    }
}

/// All controls on one resource.
public struct PostureResult: Sendable {
    public var resourceID: String
    public var name: ResourceName
    public var outcomes: [ControlOutcome]
    /// The worst severity among failed controls.
    public var severity: Severity
    let details: Data?

    /// - Parameter details: JSON of what there is to say about controls that did not simply pass; packed here.
    public init(
        resourceID: String, name: ResourceName, outcomes: [ControlOutcome], severity: Severity, details: [UInt8]?
    ) {
        self.resourceID = resourceID
        self.name = name
        self.outcomes = outcomes
        self.severity = severity
        self.details = details.map(Deflate.pack)
    }
}

/// An object as it was scanned, with secret values already taken out.
public struct PostureObject: Sendable {
    public let resourceID: String
    let hash: Data
    let bytes: Int
    let body: Data
    let source: String?

    /// - Parameters:
    ///   - json: the object; packed here.
    ///   - source: JSON about the file it came from.
    public init(resourceID: String, json: [UInt8], source: String? = nil) {
        self.resourceID = resourceID
        self.source = source
        bytes = json.count
        hash = Data(SHA256.hash(data: json))
        body = Deflate.pack(json)
    }
}
