public import Documents

/// What an artifact in a registry consists of (OCI image specification, "Image Manifest").
public struct OCIManifest: Sendable, Hashable {
    public static let mediaType = "application/vnd.oci.image.manifest.v1+json"
    /// What stands for a configuration that has nothing to say (OCI image specification 1.1).
    public static let emptyMediaType = "application/vnd.oci.empty.v1+json"

    /// Says what kind of artifact it is; empty for images.
    public var artifactType: String
    public var config: Descriptor
    public var layers: [Descriptor]
    public var annotations: [String: String]

    /// A blob: its kind, digest and size.
    public struct Descriptor: Sendable, Hashable {
        public var mediaType: String
        public var digest: Digest
        public var size: Int
        public var annotations: [String: String]

        public init(mediaType: String, digest: Digest, size: Int, annotations: [String: String] = [:]) {
            self.mediaType = mediaType
            self.digest = digest
            self.size = size
            self.annotations = annotations
        }

        init?(_ node: Node?) {
            guard let node, let digest = node["digest"]?.string.flatMap({ Digest($0) }),
                let size = node["size"]?.integer, size >= 0
            else { return nil }
            self.init(
                mediaType: node["mediaType"]?.string ?? "", digest: digest, size: size,
                annotations: OCIManifest.annotations(node["annotations"]))
        }

        func value(_ arena: Arena) -> Value {
            var entries: [(key: Value, value: Value)] = [
                (arena.string("mediaType"), arena.string(mediaType)),
                (arena.string("digest"), arena.string(digest.description)),
                (arena.string("size"), arena.number(size)),
            ]
            if !annotations.isEmpty {
                entries.append((arena.string("annotations"), OCIManifest.value(annotations, arena)))
            }
            return arena.object(entries)
        }
    }

    public init(
        artifactType: String = "", config: Descriptor, layers: [Descriptor], annotations: [String: String] = [:]
    ) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }

    /// Nil when the document is no manifest of a single artifact.
    public init?(_ node: Node) {
        guard node["schemaVersion"]?.integer == 2, let config = Descriptor(node["config"]) else { return nil }
        let layers = node["layers"]?.elements.map { Descriptor($0) } ?? []
        guard layers.allSatisfy({ $0 != nil }) else { return nil }
        self.init(
            artifactType: node["artifactType"]?.string ?? "", config: config, layers: layers.compactMap(\.self),
            annotations: OCIManifest.annotations(node["annotations"]))
    }

    /// The bytes that a registry keeps.
    public var bytes: [UInt8] {
        let document = Document.build { arena in
            var entries: [(key: Value, value: Value)] = [
                (arena.string("schemaVersion"), arena.number(2)),
                (arena.string("mediaType"), arena.string(OCIManifest.mediaType)),
                (arena.string("config"), config.value(arena)),
                (arena.string("layers"), arena.array(layers.map { $0.value(arena) })),
            ]
            if !artifactType.isEmpty {
                entries.append((arena.string("artifactType"), arena.string(artifactType)))
            }
            if !annotations.isEmpty {
                entries.append((arena.string("annotations"), OCIManifest.value(annotations, arena)))
            }
            return arena.object(entries)
        }
        return withExtendedLifetime(document) { JSONWriter.compact.bytes(document.rootValue) }
    }

    private static func annotations(_ node: Node?) -> [String: String] {
        Dictionary(
            (node?.entries ?? []).compactMap { key, value in value.string.map { (key, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    private static func value(_ annotations: [String: String], _ arena: Arena) -> Value {
        arena.object(
            annotations.sorted { $0.key < $1.key }.map { (key: arena.string($0.key), value: arena.string($0.value)) })
    }
}
