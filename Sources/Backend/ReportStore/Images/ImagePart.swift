import Foundation

/// One part of an image scan, ready to be stored.
public struct ImagePart: Sendable {
    public var envelope: RunPart
    public var target: ImageTarget
    /// In one part of each scan.
    public var summary: ImageSummary?
    public var vulnerabilities: [VulnerabilityItem]

    public init(
        envelope: RunPart, target: ImageTarget, summary: ImageSummary?, vulnerabilities: [VulnerabilityItem]
    ) {
        self.envelope = envelope
        self.target = target
        self.summary = summary
        self.vulnerabilities = vulnerabilities
    }
}

/// What was scanned: a container of a workload, or an image in a registry.
public struct ImageTarget: Sendable, Hashable {
    /// The same for all scans of one container; opaque.
    public var identity: String
    public var isRegistry: Bool
    public var wlid: String
    public var namespace: String
    public var workloadKind: String
    public var workloadName: String
    public var container: String
    public var imageTag: String
    public var imageHash: String
    public var registry: String

    public init(
        identity: String, isRegistry: Bool = false, wlid: String = "", namespace: String = "",
        workloadKind: String = "", workloadName: String = "", container: String = "", imageTag: String,
        imageHash: String = "", registry: String = ""
    ) {
        self.identity = identity
        self.isRegistry = isRegistry
        self.wlid = wlid
        self.namespace = namespace
        self.workloadKind = workloadKind
        self.workloadName = workloadName
        self.container = container
        self.imageTag = imageTag
        self.imageHash = imageHash
        self.registry = registry
    }
}

/// What a scan says as a whole.
public struct ImageSummary: Sendable {
    /// `Success`, `Error`, …
    public var status: String
    /// Distinct vulnerabilities that are not ignored.
    public var total: Int
    public var fixable: Int
    public var rce: Int
    /// Vulnerabilities that are not ignored, by severity.
    public var bySeverity: [Severity: Int]
    let json: Data

    /// - Parameter json: the summary as it came.
    public init(
        status: String, total: Int, fixable: Int, rce: Int, bySeverity: [Severity: Int], json: [UInt8]
    ) {
        self.status = status
        self.total = total
        self.fixable = fixable
        self.rce = rce
        self.bySeverity = bySeverity
        self.json = Deflate.pack(json)
    }
}

/// A vulnerability of an image.
public struct VulnerabilityItem: Sendable {
    public var name: String
    public var severity: Severity
    public var package: String
    public var version: String
    /// The first version with a fix; empty when there is none.
    public var fixedIn: String
    public var isFixable: Bool
    public var isRCE: Bool
    /// Whether an exception takes it out of the totals.
    public var isIgnored: Bool
    public var layer: String
    let json: Data

    /// - Parameter json: the item as it came.
    public init(
        name: String, severity: Severity, package: String, version: String, fixedIn: String, isFixable: Bool,
        isRCE: Bool, isIgnored: Bool, layer: String, json: [UInt8]
    ) {
        self.name = name
        self.severity = severity
        self.package = package
        self.version = version
        self.fixedIn = fixedIn
        self.isFixable = isFixable
        self.isRCE = isRCE
        self.isIgnored = isIgnored
        self.layer = layer
        self.json = Deflate.pack(json)
    }
}
