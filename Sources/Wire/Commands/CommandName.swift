/// The name of a command: what the Kontroller shall do.
public struct CommandName: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    private init(_ rawValue: String) { self.rawValue = rawValue }

    /// Scan images of workloads.
    public static let scan = CommandName("scan")
    /// Scan the images of a registry.
    public static let scanRegistry = CommandName("scanRegistry")
    /// Scan the configuration of the cluster.
    public static let kubescapeScan = CommandName("kubescapeScan")
    /// The same as ``kubescapeScan``.
    public static let runKubescapeJob = CommandName("runKubescapeJob")
    public static let setKubescapeCronJob = CommandName("setKubescapeCronJob")
    public static let updateKubescapeCronJob = CommandName("updateKubescapeCronJob")
    public static let deleteKubescapeCronJob = CommandName("deleteKubescapeCronJob")
    public static let setVulnScanCronJob = CommandName("setVulnScanCronJob")
    public static let updateVulnScanCronJob = CommandName("updateVulnScanCronJob")
    public static let deleteVulnScanCronJob = CommandName("deleteVulnScanCronJob")
    public static let setRegistryScanCronJob = CommandName("setRegistryScanCronJob")
    public static let updateRegistryScanCronJob = CommandName("updateRegistryScanCronJob")
    public static let deleteRegistryScanCronJob = CommandName("deleteRegistryScanCronJob")

    /// The commands that do something.
    public static let handled: Set<CommandName> = single.union([.scan])

    /// Commands that are never spread over workloads, whatever their scope says.
    public static let single: Set<CommandName> = [
        .kubescapeScan, .runKubescapeJob, .scanRegistry,
        .setKubescapeCronJob, .updateKubescapeCronJob, .deleteKubescapeCronJob,
        .setVulnScanCronJob, .updateVulnScanCronJob, .deleteVulnScanCronJob,
        .setRegistryScanCronJob, .updateRegistryScanCronJob, .deleteRegistryScanCronJob,
    ]

    /// Names of older products that may still arrive; nothing acts on them.
    public static let historical: Set<CommandName> = Set(
        [
            "validateRules", "execPostureScan", "updateRules", "update", "Attach", "remove", "Detach", "Incompatible",
            "sign", "unregistered", "ReplaceHeaders", "ImageUnreachable", "inject", "restart", "encryptSecret",
            "decryptSecret",
        ].map { CommandName($0) })
}

extension CommandName: CustomStringConvertible {
    public var description: String { rawValue }
}
