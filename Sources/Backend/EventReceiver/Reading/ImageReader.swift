import Documents
import ReportStore
import Wire

/// Turns a part of an image scan's report into what the store takes.
enum ImageReader {
    static func read(
        _ chunk: ContainerScanChunk, cluster: Int64, body: SourceBytes
    ) throws(ReceiverError) -> ImagePart {
        try withExtendedLifetime((chunk.node.document, body)) { () throws(ReceiverError) in
            let summary = chunk.summary?.value ?? .undefined
            let total = chunk.expectedItems.map { max($0, 0) }
            // A lone summary of the original says that it is the last part although others follow.
            let isLoneSummary = chunk.vulnerabilities.isEmpty && (total ?? 0) > 0
            let count = chunk.page.isLast && !isLoneSummary ? chunk.page.number + 1 : nil
            let envelope = RunPart(
                cluster: cluster, guid: chunk.scanID, jobID: jobID(summary),
                generatedAt: Moment(seconds: Int64(chunk.timestamp)), number: chunk.page.number, count: count,
                body: body.bytes)
            var items: [VulnerabilityItem] = []
            items.reserveCapacity(chunk.vulnerabilities.count)
            for node in chunk.vulnerabilities { items.append(try item(node.value)) }
            return ImagePart(
                envelope: envelope, target: target(chunk, summary), summary: total.map { self.summary(summary, $0) },
                vulnerabilities: items)
        }
    }

    private static func target(_ chunk: ContainerScanChunk, _ summary: Value) -> ImageTarget {
        let attributes = chunk.designator.attributes
        func attribute(_ name: String) -> String { attributes[name] ?? "" }
        let first = chunk.vulnerabilities.first?.value ?? .undefined
        func text(_ key: StaticString) -> String {
            let text = summary.text(key)
            return text.isEmpty ? first.text(key) : text
        }
        let registry = attribute(Designator.Attribute.registry)
        let isRegistry = !registry.isEmpty
        let image = text("imageTag").isEmpty ? attribute(Designator.Attribute.tag) : text("imageTag")
        let names = [
            attribute(Designator.Attribute.cluster), attribute(Designator.Attribute.namespace),
            attribute(Designator.Attribute.kind), attribute(Designator.Attribute.name),
            attribute(Designator.Attribute.container),
        ]
        // The hash of the original leaves the namespace out, so the names go with it.
        let identity = isRegistry ? "registry/" + registry + "/" + image : names.joined(separator: "/")
        return ImageTarget(
            identity: identity, isRegistry: isRegistry, wlid: text("wlid"), namespace: names[1],
            workloadKind: names[2], workloadName: names[3], container: names[4], imageTag: image,
            imageHash: text("imageHash"), registry: isRegistry ? registry : summary.text("registry"))
    }

    private static func summary(_ summary: Value, _ total: Int) -> ImageSummary {
        var bySeverity: [Severity: Int] = [:]
        for stat in summary.list("severitiesStats") {
            bySeverity[Severity(word: stat.text("severity")), default: 0] += stat.count("total")
        }
        let status = summary.text("status")
        return ImageSummary(
            status: status.isEmpty ? "Success" : status, total: total, fixable: summary.count("fixedTotal"),
            rce: summary.count("rceTotal"), bySeverity: bySeverity, json: JSONWriter.compact.bytes(summary))
    }

    private static func item(_ value: Value) throws(ReceiverError) -> VulnerabilityItem {
        let name = value.text("name")
        guard 1...256 ~= name.utf8.count else {
            throw ReceiverError(400, "A vulnerability has no name of 1 to 256 bytes.")
        }
        let fix = value.list("fixedIn").lazy.map { $0.text("version") }.first { !$0.isEmpty && $0 != "None" }
        var layer = value.text("layerHash")
        if layer.isEmpty {
            // The introducing layer is the lowest one that has it.
            layer =
                value.list("layers").min { $0.count("layerOrder") < $1.count("layerOrder") }?.text("layerHash") ?? ""
        }
        let isIgnored = value.list("exceptionApplied").contains { policy in
            policy.list("actions").first?.equals("ignore") ?? false
        }
        return VulnerabilityItem(
            name: name, severity: Severity(word: value.text("severity")), package: value.text("packageName"),
            version: value.text("packageVersion"), fixedIn: fix ?? "", isFixable: value.count("isFixed") > 0,
            isRCE: value.field("categories").field("isRce").isTrue, isIgnored: isIgnored, layer: layer,
            json: JSONWriter.compact.bytes(value))
    }

    /// The job itself is the last of the chain.
    private static func jobID(_ summary: Value) -> String {
        summary.list("jobIDs").last?.asString ?? ""
    }
}
