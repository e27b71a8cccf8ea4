import Documents
import ReportStore
import Wire

/// Turns an inventory report into what the store takes.
enum InventoryReader {
    static func read(_ report: InventoryReport) -> InventoryChange {
        var present: [InventoryItem] = []
        var gone: [InventoryItem] = []
        for (group, changes) in report.groups {
            guard let section = InventoryItem.Section(rawValue: group.rawValue) else { continue }
            for node in changes.created + changes.updated {
                if let item = item(node, section, isGone: false) { present.append(item) }
            }
            for node in changes.deleted {
                if let item = item(node, section, isGone: true) { gone.append(item) }
            }
        }
        return InventoryChange(
            isFirst: report.isFirst, apiServer: report.serverVersion.map { JSONWriter.compact.string($0) },
            cloudVendor: report.cloudVendor.isEmpty ? nil : report.cloudVendor, present: present, gone: gone)
    }

    /// Nil for what has no name; the rest of the report still counts.
    private static func item(_ node: Node, _ section: InventoryItem.Section, isGone: Bool) -> InventoryItem? {
        withExtendedLifetime(node.document) {
            let value = node.value
            let arena = Arena()
            var (kind, namespace, name) = ("", "", "")
            switch section {
            case .node:
                name = value.asString ?? value.text("name")
            case .pod:
                name = value.text("podName")
                namespace = value.text("namespace")
            case .microservice:
                // A workload goes by its top owner; a CronJob by itself.
                let owner = value.field("uptreeOwner")
                kind = owner.text("kind").isEmpty ? value.text("kind") : owner.text("kind")
                name =
                    owner.text("name").isEmpty ? value.field("metadata").text("name") : owner.text("name")
                namespace = value.field("metadata").text("namespace")
            case .service, .secret, .namespace:
                name = value.field("metadata").text("name")
                namespace = value.field("metadata").text("namespace")
            }
            guard 1...512 ~= name.utf8.count, namespace.utf8.count <= 512, kind.utf8.count <= 256 else { return nil }
            let body = section == .secret ? withoutValues(value, arena) : value
            return InventoryItem(
                section: section, kind: kind, namespace: namespace, name: name,
                json: isGone ? nil : JSONWriter.compact.bytes(body))
        }
    }

    /// A secret without its values, whatever the agent sent.
    private static func withoutValues(_ secret: Value, _ arena: Arena) -> Value {
        guard secret.isObject else { return secret }
        let kind = arena.object(secret, setting: arena.string("kind"), to: arena.string("Secret"))
        return Redaction.redacted(kind, arena)
    }
}
