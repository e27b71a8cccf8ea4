import Documents
import PolicyLibrary
import PostureScan

extension ReportV2 {
    /// `metadata`.
    func metadataObject() -> Value {
        let formats = metadata.options.formats.isEmpty ? [.json] : metadata.options.formats
        let severities = metadata.options.severities
        return arena.object([
            "targetMetadata": target(),
            "clusterMetadata": cluster(),
            "scanMetadata": object(present: [
                "targetType": text(metadata.isControlScan ? "Control" : "Framework"),
                "targetNames": list(metadata.targetNames),
                "paths": list(metadata.paths),
                "kubescapeVersion": text("breakwater \(metadata.productVersion)"),
                "formatVersion": text("v2"),
                "format": text(formats.map(\.rawValue).joined(separator: ",")),
                "formats": list(formats.map(\.rawValue)),
                "complianceThreshold": number(metadata.complianceThreshold),
                "scanningTarget": number(metadata.target.rawValue),
                "hostScanner": .false,
                "submit": .false,
                "verboseMode": Value(metadata.isVerbose),
                "useExceptions": text(""),
                "controlsInputs": lists(report.inputs.lists),
                "policies": text(report.libraryOrigin),
                "strictCompatibility": Value(report.isStrict),
                "minSeverity": severities.lowerBound == .unknown ? nil : text(severities.lowerBound.name),
                "maxSeverity": severities.upperBound == .critical ? nil : text(severities.upperBound.name),
            ]),
        ])
    }

    private func target() -> Value {
        let path = metadata.paths.first ?? ""
        switch metadata.target {
        case .cluster:
            return arena.object(["clusterContextMetadata": cluster()])
        case .file:
            return arena.object([
                "fileContextMetadata": arena.object(["filePath": text(path), "hostName": text(metadata.hostName)])
            ])
        case .repository, .gitLocal:
            return arena.object([
                "gitRepoContextMetadata": arena.object([
                    "localRootPath": text(metadata.sourceRoot),
                    "remoteURL": text(metadata.target == .repository ? path : ""),
                ])
            ])
        case .directory:
            return arena.object([
                "directoryContextMetadata": arena.object([
                    "basePath": text(path), "hostName": text(metadata.hostName),
                ])
            ])
        }
    }

    private func cluster() -> Value {
        guard let cluster = metadata.cluster else { return arena.object([:]) }
        var namespaces: [String: Int] = [:]
        for resource in report.resources where !resource.namespace.isEmpty {
            namespaces[resource.namespace, default: 0] += 1
        }
        return arena.object([
            "contextName": text(cluster.contextName),
            "cloudProvider": text(cluster.provider),
            "numberOfWorkerNodes": number(cluster.workerNodes),
            "namespaceToNumberOfResources": arena.object(
                namespaces.map { (key: text($0.key), value: number($0.value)) }),
        ])
    }
}
