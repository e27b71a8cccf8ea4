import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where the imported bundle lies: `<directory>/bundle`, and its manifest as `<directory>/bundle/bundle.json`.
///
/// An import is whole or does not happen: files go into a folder beside, which then takes the place of the old one.
public struct BundleStore: Sendable {
    private let directory: String

    /// - Parameter directory: the cache of the product, such as `~/.kubescape`.
    public init(directory: String) { self.directory = directory }

    private var current: String { "\(directory)/bundle" }

    /// The folder with the policies of the imported bundle; nil when there is none.
    public var policies: String? {
        access("\(current)/policies", R_OK) == 0 ? "\(current)/policies" : nil
    }

    /// What was imported; nil when nothing was.
    ///
    /// - Throws: ``BundleError``.
    public func manifest() throws -> BundleManifest? {
        let path = "\(current)/\(BundleManifest.path)"
        guard access(path, F_OK) == 0 else { return nil }
        do {
            let document = try JSONParser.parse(SourceBytes(path: path), name: path, budget: .manifest)
            return try BundleManifest(document.root, of: path)
        } catch let error as DocumentError {
            throw BundleError.unreadable(file: path, why: "\(error)")
        }
    }

    /// Checks a bundle and makes it the one that scans use.
    ///
    /// - Throws: ``BundleError``; then the bundle before it stays.
    public func take(_ reader: BundleReader) throws -> BundleReader.Verdict {
        let incoming = "\(directory)/bundle.incoming-\(getpid())"
        try BundleFolder.makeAll(incoming)
        defer { BundleFolder.remove(incoming) }
        let verdict = try reader.extract(into: incoming)
        let manifest = "\(incoming)/\(BundleManifest.path)"
        guard let file = fopen(manifest, "wx") else {
            throw BundleError.cannotWrite(path: manifest, why: String(cString: strerror(errno)))
        }
        let bytes = verdict.manifest.bytes
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw BundleError.cannotWrite(path: manifest, why: String(cString: strerror(errno)))
        }
        let old = "\(directory)/bundle.old-\(getpid())"
        // A folder cannot be replaced in one step everywhere, so the old one makes room first.
        let hadOld = rename(current, old) == 0
        guard rename(incoming, current) == 0 else {
            let why = String(cString: strerror(errno))
            if hadOld { rename(old, current) }
            throw BundleError.cannotWrite(path: current, why: why)
        }
        BundleFolder.remove(old)
        return verdict
    }
}
