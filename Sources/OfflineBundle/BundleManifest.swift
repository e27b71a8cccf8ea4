public import ContainerImages
public import Documents

/// What a bundle holds, from what time, made by what.
public struct BundleManifest: Sendable, Hashable {
    public static let path = "bundle.json"
    public static let signaturePath = "bundle.sig"
    static let formatVersion = 1

    public var name: String
    /// Whatever its maker calls this state, such as `2026-11-25`.
    public var version: String
    /// RFC 3339, in UTC.
    public var created: String
    /// The program that made it.
    public var product: String
    public var entries: [Entry]

    /// A file of the bundle.
    public struct Entry: Sendable, Hashable {
        /// From the root of the bundle: `policies/nsa.json`.
        public var path: String
        public var size: Int
        public var digest: Digest

        public init(path: String, size: Int, digest: Digest) {
            self.path = path
            self.size = size
            self.digest = digest
        }
    }

    public init(name: String, version: String, created: String, product: String, entries: [Entry]) {
        self.name = name
        self.version = version
        self.created = created
        self.product = product
        self.entries = entries
    }

    /// - Throws: ``BundleError`` when a field is missing or a path leads out of the bundle.
    public init(_ node: Node, of file: String) throws(BundleError) {
        guard let format = node["formatVersion"]?.integer else {
            throw .malformed(file: file, why: "its bundle.json has no formatVersion")
        }
        guard format == BundleManifest.formatVersion else {
            throw .malformed(
                file: file, why: "it has the format \(format), and this program reads \(BundleManifest.formatVersion)")
        }
        name = node["name"]?.string ?? ""
        version = node["version"]?.string ?? ""
        created = node["created"]?.string ?? ""
        product = node["product"]?.string ?? ""
        guard let list = node["entries"], list.value.isArray else {
            throw .malformed(file: file, why: "its bundle.json lists no entries")
        }
        var entries: [Entry] = []
        var seen: Set<String> = []
        for entry in list.elements {
            guard let path = entry["path"]?.string, let size = entry["size"]?.integer, size >= 0,
                let digest = entry["sha256"]?.string.flatMap({ Digest(hexadecimal: $0) })
            else { throw .malformed(file: file, why: "an entry of its bundle.json has no path, size and sha256") }
            guard BundleManifest.isSafe(path), path != BundleManifest.path, path != BundleManifest.signaturePath else {
                throw .malformed(file: file, why: "it names the path \"\(path)\", which leads out of the bundle")
            }
            guard seen.insert(path).inserted else {
                throw .malformed(file: file, why: "it names \(path) twice")
            }
            entries.append(Entry(path: path, size: size, digest: digest))
        }
        self.entries = entries
    }

    /// The bytes that are signed.
    public var bytes: [UInt8] {
        let document = Document.build { arena in
            arena.object([
                "formatVersion": arena.number(BundleManifest.formatVersion),
                "name": arena.string(name),
                "version": arena.string(version),
                "created": arena.string(created),
                "product": arena.string(product),
                "entries": arena.array(
                    entries.map { entry in
                        arena.object([
                            "path": arena.string(entry.path),
                            "size": arena.number(entry.size),
                            "sha256": arena.string(entry.digest.hexadecimal),
                        ])
                    }),
            ])
        }
        return withExtendedLifetime(document) { JSONWriter.pretty.bytes(document.rootValue) }
    }

    public var totalSize: Int { entries.reduce(0) { $0 + $1.size } }

    /// Whether a path stays below the folder that it is put into, on every system.
    static func isSafe(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= 1024, !path.utf8.contains(where: { $0 < 32 || $0 == 92 || $0 == 127 })
        else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".."
        }
    }
}
