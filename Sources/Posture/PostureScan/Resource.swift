public import Documents
public import ManifestSources

/// One scanned object.
public struct Resource: Sendable {
    /// The id under which reports and exceptions know it.
    public let id: String
    public let apiVersion: String
    public let kind: String
    public let namespace: String
    public let name: String
    public let node: Node
    /// The manifest it stands in; nil for objects that were put together.
    public let manifest: ManifestObject?
    /// For a subject with its role: the places of the objects it was put together from.
    public let related: [Int]

    public var group: String { ObjectIdentity.split(apiVersion).group }
    public var version: String { ObjectIdentity.split(apiVersion).version }

    /// How much a failure weighs: a Deployment with many replicas more than one with few.
    public var weight: Double {
        if kind == "DaemonSet", let scheduled = node["status"]?["desiredNumberScheduled"]?.integer, scheduled > 0 {
            return Double(scheduled)
        }
        if let replicas = node["spec"]?["replicas"]?.integer, replicas > 1 { return Double(replicas) * 1.1 }
        return 1
    }
}

/// What an object is called, whatever form it comes in.
package struct ObjectIdentity: Hashable {
    /// The id without the place of the object: `apps/v1/shop/Deployment/web`.
    let key: String
    let apiVersion: String
    let kind: String
    let namespace: String
    let name: String
    /// The objects that a subject was joined with.
    let related: [Value]

    package static func == (left: ObjectIdentity, right: ObjectIdentity) -> Bool { left.key == right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// Nil for values without kind or name, which nothing can refer to.
    init?(_ value: Value) {
        guard value.isObject, let kind = value.text("kind") else { return nil }
        self.kind = kind
        let related = value.field("relatedObjects")
        if let name = value.text("name"), related.isArray {
            apiVersion = value.text("apiVersion") ?? value.text("apiGroup") ?? ""
            self.name = name
            namespace = value.text("namespace") ?? ""
            self.related = Array(related.elements)
            let own = "\(apiVersion)/\(namespace)/\(kind)/\(name)"
            key = ([own] + self.related.compactMap { ObjectIdentity($0)?.key }).sorted().joined(separator: "/")
            return
        }
        let metadata = value.field("metadata")
        guard let version = value.text("apiVersion"), metadata.isObject,
            let name = metadata.text("name") ?? metadata.text("generateName")
        else { return nil }
        apiVersion = version
        self.name = name
        namespace = metadata.text("namespace") ?? ""
        self.related = []
        let (group, release) = ObjectIdentity.split(version)
        if ObjectIdentity.isExternal(group) {
            key = "\(version)/\(kind)/\(name)"
        } else {
            key = "\(group)/\(release)/\(namespace)/\(kind)/\(name)"
        }
    }

    static func split(_ apiVersion: String) -> (group: String, version: String) {
        guard let slash = apiVersion.lastIndex(of: "/") else { return ("", apiVersion) }
        return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
    }

    /// Groups of objects that come from nodes and clouds rather than from the Kubernetes API.
    static func isExternal(_ group: String) -> Bool {
        [
            "hostdata.kubescape.cloud", "eks.amazonaws.com", "container.googleapis.com", "management.azure.com",
            "apiserverinfo.kubescape.cloud", "armo.vuln.images", "image.vulnscan.com",
        ].contains(group)
    }

    /// FNV-1a with 32 bits, which local ids are made with.
    package static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}

extension Value {
    /// The value of a field; undefined when this is no object or lacks it.
    func field(_ key: StaticString) -> Value {
        guard isObject else { return .undefined }
        return member(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The text of a field that is a string and not empty.
    func text(_ key: StaticString) -> String? {
        let value = field(key)
        guard value.isString, !value.utf8.isEmpty else { return nil }
        return value.string
    }
}
