public import Documents

/// The lists that controls compare with, by name.
public struct ControlInputs: Sendable, Hashable {
    public var lists: [String: [String]]

    public init(_ lists: [String: [String]] = [:]) {
        self.lists = lists
    }

    /// The inputs of a document in any of its published forms: below `settings.postureControlInputs`, below
    /// `postureControlInputs`, or as they are; for an object of the cluster all of it below `spec`. Nil for documents that hold something else.
    public init?(_ node: Node) {
        let record = Record(node)
        let holder = record["spec"] ?? record
        let inner = holder["settings"]?["postureControlInputs"] ?? holder["postureControlInputs"] ?? holder
        let entries = inner.node.entries
        guard !entries.isEmpty, entries.allSatisfy({ $0.value.value.isArray || $0.value.value.isNull }) else {
            return nil
        }
        lists = [:]
        for (name, list) in entries { lists[name] = list.elements.compactMap(Record.text) }
    }

    /// Whether an object of the cluster holds control inputs for all scans: `default` of `controlinputs.kubescape.io/v1`.
    public static func isClusterObject(apiVersion: String, kind: String, name: String) -> Bool {
        name == "default" && ["controlinput", "controlinputs"].contains(kind.lowercased())
            && ["kubescape.io/v1", "controlinputs.kubescape.io/v1"].contains(apiVersion)
    }

    /// These lists, with those of `other` in place of their own where it has them.
    public func replaced(by other: [String: [String]]) -> ControlInputs {
        ControlInputs(lists.merging(other) { _, new in new })
    }
}
