import Documents
import ReportStore
import Wire

/// The report of an image scan in one piece, sorted by layer.
struct OldImageReport {
    private let fields: MessageFields
    private let designator: Designator
    private let timestamp: Int
    private let items: [VulnerabilityItem]

    init(_ fields: MessageFields) throws {
        self.fields = fields
        designator = try fields.object("designators").map { try Designator($0) } ?? Designator(attributes: [:])
        timestamp = try fields.integer("timestamp") ?? 0
        var items: [String: VulnerabilityItem] = [:]
        for layer in try fields.objects("layers") {
            for vulnerability in try layer.objects("vulnerabilities") {
                let name = try vulnerability.text("name")
                guard 1...256 ~= name.utf8.count else {
                    throw ReceiverError(400, "A vulnerability has no name of 1 to 256 bytes.")
                }
                // The first layer that has it introduced it.
                guard items[name] == nil else { continue }
                items[name] = try OldImageReport.item(vulnerability, name, layer: layer.text("layerHash"))
            }
        }
        self.items = items.values.sorted { $0.name < $1.name }
    }

    var claims: Claims {
        Claims(
            account: (try? fields.text("customerGUID")) ?? "",
            cluster: designator.attributes[Designator.Attribute.cluster] ?? "")
    }

    func part(cluster: Int64, body: SourceBytes) -> ImagePart {
        func text(_ key: String) -> String { (try? fields.text(key)) ?? "" }
        func attribute(_ name: String) -> String { designator.attributes[name] ?? "" }
        let names = [
            attribute(Designator.Attribute.cluster), attribute(Designator.Attribute.namespace),
            attribute(Designator.Attribute.kind), attribute(Designator.Attribute.name), text("containerName"),
        ]
        let target = ImageTarget(
            identity: names.joined(separator: "/"), wlid: text("wlid"), namespace: names[1], workloadKind: names[2],
            workloadName: names[3], container: names[4], imageTag: text("imageTag"), imageHash: text("imageHash"))
        let bySeverity = items.reduce(into: [Severity: Int]()) { $0[$1.severity, default: 0] += 1 }
        let summary = ImageSummary(
            status: "Success", total: items.count, fixable: items.count(where: \.isFixable),
            rce: items.count(where: \.isRCE), bySeverity: bySeverity, json: Array("{}".utf8))
        // One report of a container a second: the same report again is the same run.
        let envelope = RunPart(
            cluster: cluster, guid: "v1-\(timestamp)-\(OldImageReport.checksum(target.identity + target.imageTag))",
            generatedAt: Moment(seconds: Int64(timestamp)), number: 0, count: 1, body: body.bytes)
        return ImagePart(envelope: envelope, target: target, summary: summary, vulnerabilities: items)
    }

    private static func item(
        _ fields: MessageFields, _ name: String, layer: String
    ) throws(WireError) -> VulnerabilityItem {
        let fixes = try fields.objects("fixedIn")
        var fixedIn = ""
        for fix in fixes where fixedIn.isEmpty {
            let version = try fix.text("version")
            if version != "None" { fixedIn = version }
        }
        return VulnerabilityItem(
            name: name, severity: Severity(word: try fields.text("severity")),
            package: try fields.text("packageName"), version: try fields.text("packageVersion"), fixedIn: fixedIn,
            isFixable: !fixedIn.isEmpty, isRCE: try fields.object("categories")?.boolean("isRce") ?? false,
            isIgnored: false, layer: layer, json: JSONWriter.compact.bytesOf(fields.node))
    }

    /// FNV-1a, to tell containers apart that were scanned in the same second.
    private static func checksum(_ text: String) -> String {
        String(text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }
}

extension JSONWriter {
    /// The JSON text of a node.
    fileprivate func bytesOf(_ node: Node) -> [UInt8] { withExtendedLifetime(node.document) { bytes(node.value) } }
}

extension ImageReader {
    /// What a part says about its sender. A registry scan names the scanning cluster as its sensor.
    static func claims(_ chunk: ContainerScanChunk) -> Claims {
        let attributes = chunk.designator.attributes
        let cluster = attributes[Designator.Attribute.cluster] ?? attributes[Designator.Attribute.sensor] ?? ""
        let account = attributes[Designator.Attribute.account] ?? chunk.summary?["customerGUID"]?.string ?? ""
        return Claims(account: account, cluster: cluster)
    }
}
