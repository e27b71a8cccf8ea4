public import Documents
public import PolicyLibrary

/// What a report says about itself: when, where and of what it was made, and how it is to look.
public struct ReportMetadata: Sendable {
    /// When the scan ended, as RFC 3339 has it, in UTC.
    public var generationTime: String
    /// When it began; the same as ``generationTime`` when nobody says otherwise.
    public var startTime: String
    public var reportGUID: String
    public var productVersion: String
    /// The paths that were scanned, as the user gave them; empty for clusters.
    public var paths: [String]
    public var target: Target
    /// The cluster, when one was scanned.
    public var cluster: Cluster?
    /// Folder that paths in SARIF and GitLab reports are relative to, absolute: the top of the git work tree.
    public var sourceRoot: String
    /// The working directory, which relative paths start from.
    public var workingDirectory: String
    public var hostName: String
    /// The frameworks or controls that the user chose.
    public var targetNames: [String]
    public var isControlScan: Bool
    public var complianceThreshold: Double
    /// Whether every resource and every field is shown.
    public var isVerbose: Bool
    public var duration: Duration
    public var options: ReportOptions

    /// What kind of thing was scanned, with its number in reports.
    public enum Target: Int, Sendable {
        case cluster = 0
        case file = 1
        /// A repository that was cloned for the scan.
        case repository = 2
        /// A path in a git work tree.
        case gitLocal = 3
        case directory = 4
    }

    /// What reports say about a cluster.
    public struct Cluster: Sendable {
        public var name: String
        public var contextName: String
        /// `eks`, `gke`, `aks` or empty.
        public var provider: String
        /// The answer of the API server to `/version`.
        public var serverVersion: Node?
        public var workerNodes: Int

        public init(
            name: String, contextName: String = "", provider: String = "", serverVersion: Node? = nil,
            workerNodes: Int = 0
        ) {
            self.name = name
            self.contextName = contextName
            self.provider = provider
            self.serverVersion = serverVersion
            self.workerNodes = workerNodes
        }
    }

    public init(
        generationTime: String, startTime: String? = nil, reportGUID: String, productVersion: String,
        paths: [String], target: Target, cluster: Cluster? = nil, sourceRoot: String = "",
        workingDirectory: String = "", hostName: String = "", targetNames: [String], isControlScan: Bool = false,
        complianceThreshold: Double = 0, isVerbose: Bool = false, duration: Duration = .zero,
        options: ReportOptions = ReportOptions()
    ) {
        self.generationTime = generationTime
        self.startTime = startTime ?? generationTime
        self.reportGUID = reportGUID
        self.productVersion = productVersion
        self.paths = paths
        self.target = target
        self.cluster = cluster
        self.sourceRoot = sourceRoot
        self.workingDirectory = workingDirectory
        self.hostName = hostName
        self.targetNames = targetNames
        self.isControlScan = isControlScan
        self.complianceThreshold = complianceThreshold
        self.isVerbose = isVerbose
        self.duration = duration
        self.options = options
    }

    /// What was scanned, in words.
    var subject: String {
        if let cluster { return "cluster \(cluster.name)" }
        return paths.map { $0 == "-" ? "standard input" : $0 }.joined(separator: ", ")
    }

    /// The words after `breakwater scan …` that scan the same again.
    var scanArguments: String {
        if let cluster {
            return cluster.contextName.isEmpty ? "" : "--kube-context \(Self.quoted(cluster.contextName))"
        }
        return paths.map(Self.quoted).joined(separator: " ")
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "="),
                0x80...:
                true
            default: false
            }
        }
        return isPlain && !word.isEmpty
            ? word
            : "'"
                + word.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: #"'\''"#) + "'"
    }
}

/// How a report is to look and what it may show.
public struct ReportOptions: Sendable {
    /// The way in which the terminal report tells the findings.
    public var view: View
    /// Whether paths carry the values that fields have now.
    public var showsEvidence: Bool
    /// Whether values that may be secrets are shown.
    public var showsSecrets: Bool
    /// The severities to show. Scores, gates and the formats for programs that read whole reports (`json`, `yaml`,
    /// `prometheus`) are not touched.
    public var severities: ClosedRange<Severity>
    /// Whether JSON leaves out the scanned objects.
    public var omitsRawResources: Bool
    /// The labels of resources to copy into JSON.
    public var labelsToCopy: [String]
    public var links: DocumentationLinks
    /// All formats of this run.
    public var formats: [ReportFormat]

    public enum View: String, Sendable, CaseIterable {
        case security, resource, control
    }

    public init(
        view: View = .resource, showsEvidence: Bool = false, showsSecrets: Bool = false,
        severities: ClosedRange<Severity> = .unknown ... .critical, omitsRawResources: Bool = false,
        labelsToCopy: [String] = [], links: DocumentationLinks = DocumentationLinks(), formats: [ReportFormat] = []
    ) {
        self.view = view
        self.showsEvidence = showsEvidence
        self.showsSecrets = showsSecrets
        self.severities = severities
        self.omitsRawResources = omitsRawResources
        self.labelsToCopy = labelsToCopy
        self.links = links
        self.formats = formats
    }
}
