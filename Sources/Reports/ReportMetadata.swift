/// What a report says about itself.
public struct ReportMetadata: Sendable {
    /// When the scan was made, as RFC 3339 has it.
    public var generationTime: String
    public var reportGUID: String
    public var productVersion: String
    /// The paths that were scanned, as the user gave them.
    public var paths: [String]
    public var target: Target
    public var hostName: String
    /// The frameworks or controls that the user chose.
    public var targetNames: [String]
    public var isControlScan: Bool
    public var complianceThreshold: Double
    public var isVerbose: Bool
    public var duration: Duration

    /// What kind of thing was scanned, with its number in reports.
    public enum Target: Int, Sendable {
        case file = 1
        case directory = 4
    }

    public init(
        generationTime: String, reportGUID: String, productVersion: String, paths: [String], target: Target,
        hostName: String = "", targetNames: [String], isControlScan: Bool = false, complianceThreshold: Double = 0,
        isVerbose: Bool = false, duration: Duration = .zero
    ) {
        self.generationTime = generationTime
        self.reportGUID = reportGUID
        self.productVersion = productVersion
        self.paths = paths
        self.target = target
        self.hostName = hostName
        self.targetNames = targetNames
        self.isControlScan = isControlScan
        self.complianceThreshold = complianceThreshold
        self.isVerbose = isVerbose
        self.duration = duration
    }
}
