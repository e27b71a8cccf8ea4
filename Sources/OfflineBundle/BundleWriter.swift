import CArchive
import ContainerImages

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes a bundle: the same files give the same bytes, apart from the time that the manifest names.
public struct BundleWriter {
    private var files: [(path: String, bytes: [UInt8])] = []

    public init() {}

    /// Adds a file. Paths lie below the root of the bundle.
    public mutating func add(_ path: String, _ bytes: [UInt8]) {
        precondition(BundleManifest.isSafe(path), "\(path) leads out of the bundle")
        files.append((path, bytes))
    }

    /// Writes the bundle under a temporary name and renames it when it is whole.
    ///
    /// - Parameters:
    ///   - created: RFC 3339, in UTC.
    ///   - time: the same in seconds since 1970, which the files get, so that their age can be told when they were
    ///     unpacked.
    /// - Throws: ``BundleError/cannotWrite(path:why:)``.
    public func write(
        to path: String, name: String, version: String, created: String, time: Int, product: String,
        signingKey: BundleSigningKey? = nil
    ) throws -> BundleManifest {
        let sorted = files.sorted { $0.path < $1.path }
        let manifest = BundleManifest(
            name: name, version: version, created: created, product: product,
            entries: sorted.map {
                BundleManifest.Entry(path: $0.path, size: $0.bytes.count, digest: Digest(of: $0.bytes))
            })
        let bytes = manifest.bytes
        let temporary = "\(path).part"
        let archive = try TarFile(temporary)
        do {
            try archive.add(BundleManifest.path, bytes, time)
            if let signingKey {
                try archive.add(BundleManifest.signaturePath, try signingKey.signature(of: bytes), time)
            }
            for file in sorted { try archive.add(file.path, file.bytes, time) }
            try archive.close()
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let why = String(cString: strerror(errno))
            unlink(temporary)
            throw BundleError.cannotWrite(path: path, why: why)
        }
        return manifest
    }
}

/// A tar archive that is being written, by libarchive.
private final class TarFile {
    /// AE_IFREG, which Swift does not see because C casts it.
    private static let plainFile: UInt32 = 0o100000
    private let archive: OpaquePointer
    private let path: String

    init(_ path: String) throws(BundleError) {
        guard let archive = archive_write_new() else { throw .cannotWrite(path: path, why: "out of memory") }
        self.archive = archive
        self.path = path
        archive_write_set_format_ustar(archive)
        archive_write_add_filter_none(archive)
        if archive_write_open_filename(archive, path) != ARCHIVE_OK { throw failure() }
    }

    deinit { archive_write_free(archive) }

    func add(_ name: String, _ bytes: [UInt8], _ time: Int) throws(BundleError) {
        guard let entry = archive_entry_new() else { throw .cannotWrite(path: path, why: "out of memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_filetype(entry, TarFile.plainFile)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, time, 0)
        guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw failure() }
        let written = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw failure() }
    }

    func close() throws(BundleError) { if archive_write_close(archive) != ARCHIVE_OK { throw failure() } }

    private func failure() -> BundleError {
        let number = archive_errno(archive)
        let text = archive_error_string(archive).map { String(cString: $0) } ?? ""
        let why = number > 0 ? String(cString: strerror(number)) : text
        return .cannotWrite(path: path, why: why.isEmpty ? "the archive could not be written" : why)
    }
}
