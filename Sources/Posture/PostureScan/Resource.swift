public import Documents
public import ManifestSources

/// One scanned object, as far as it is still there: identity, weight and labels of every object are kept, the object
/// itself only when rules that join objects or the report need it.
public struct Resource: Sendable {
    /// The id under which reports and exceptions know it.
    public var id: String {
        switch body {
        case .whole: ownID
        case .kept(let evidence, let place): evidence.id(of: place)
        }
    }
    /// The id of an object that is there; ids of others are put together when they are asked for.
    private let ownID: String
    public let apiVersion: String
    public let kind: String
    public let namespace: String
    public let name: String
    /// The manifest it stands in; nil for objects of a cluster and those that were put together.
    public let manifest: ManifestOrigin?
    /// For a subject with its role: the places of the objects it was put together from.
    public let related: [Int]
    /// How much a failure weighs: a Deployment with many replicas more than one with few.
    public let weight: Double
    /// `spec.replicas`; nil when it says nothing.
    public let replicas: Int?
    /// Whether it has a pod template with containers under `spec.template`.
    public let hasPodTemplate: Bool
    let body: Body

    enum Body: Sendable {
        /// The object, and where it stands when it comes from a file.
        case whole(Node, ManifestBox?)
        /// What the evidence of the scan still has.
        case kept(Evidence, place: Int)
    }

    init(
        id: String, identity: ObjectIdentity, node: Node, manifest: ManifestBox? = nil, related: [Int] = []
    ) {
        ownID = id
        apiVersion = identity.apiVersion
        kind = identity.kind
        namespace = identity.namespace
        name = identity.name
        self.manifest = manifest.map { ManifestOrigin($0.object) }
        self.related = related
        weight = Resource.weight(of: node, kind: identity.kind)
        replicas = node["spec"]?["replicas"]?.integer
        hasPodTemplate = node["spec"]?["template"]?["spec"]?["containers"] != nil
        body = .whole(node, manifest)
    }

    /// A resource of which the evidence keeps what is left.
    init(
        apiVersion: String, kind: String, namespace: String, name: String, manifest: ManifestOrigin?,
        related: [Int], weight: Double, replicas: Int?, hasPodTemplate: Bool, evidence: Evidence, place: Int
    ) {
        ownID = ""
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.manifest = manifest
        self.related = related
        self.weight = weight
        self.replicas = replicas
        self.hasPodTemplate = hasPodTemplate
        body = .kept(evidence, place: place)
    }

    public var group: String { ObjectIdentity.split(apiVersion).group }
    public var version: String { ObjectIdentity.split(apiVersion).version }

    /// The object: whole while the scan needs it, otherwise as it was put aside for the report, without secrets. An
    /// object that is not there any more shows only its identity, labels and annotations.
    public var node: Node {
        switch body {
        case .whole(let node, _): node
        case .kept(let evidence, let place): evidence.node(of: place)
        }
    }

    /// The JSON text of the object without secrets, as a report shows it; nil when the scan kept none.
    /// - Throws: ``SpillError`` when it cannot be read back.
    public func rawText() throws(SpillError) -> [UInt8]? {
        switch body {
        case .whole(let node, _): Redaction.text(of: node)
        case .kept(let evidence, let place): try evidence.rawText(of: place)
        }
    }

    /// Labels by name.
    public var labels: [String: String] { texts("labels") }
    /// Annotations by name, without `kubectl.kubernetes.io/last-applied-configuration`.
    public var annotations: [String: String] { texts("annotations") }

    private func texts(_ field: String) -> [String: String] {
        switch body {
        case .whole(let node, _): Resource.texts(node, field)
        case .kept(let evidence, let place):
            field == "labels" ? evidence.metadata(of: place).labels : evidence.metadata(of: place).annotations
        }
    }

    static func texts(_ node: Node, _ field: String) -> [String: String] {
        guard let entries = node["metadata"]?[field]?.entries else { return [:] }
        return Dictionary(
            entries.compactMap { name, value in
                name == Redaction.lastApplied ? nil : value.string.map { (name, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func weight(of node: Node, kind: String) -> Double {
        if kind == "DaemonSet", let scheduled = node["status"]?["desiredNumberScheduled"]?.integer, scheduled > 0 {
            return Double(scheduled)
        }
        if let replicas = node["spec"]?["replicas"]?.integer, replicas > 1 { return Double(replicas) * 1.1 }
        return 1
    }
}

/// Where an object stands among the files of a scan.
public struct ManifestOrigin: Sendable, Hashable {
    public let source: ManifestSource
    /// Which document of the file, from 0; for an array of objects, which element.
    public let documentIndex: Int
    /// Where the object begins.
    public let position: SourcePosition?

    init(source: ManifestSource, documentIndex: Int, position: SourcePosition?) {
        self.source = source
        self.documentIndex = documentIndex
        self.position = position
    }

    init(_ manifest: ManifestObject) {
        self.init(source: manifest.source, documentIndex: manifest.documentIndex, position: manifest.position)
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
