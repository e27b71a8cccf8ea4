import CArchive
import ContainerImages
import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a bundle and checks all of it: paths, sizes, digests, the signature.
public struct BundleReader {
    /// Bytes of all files together.
    public static let maxSize = 8 << 30
    private static let maxManifestSize = 16 << 20

    private let path: String
    private let key: BundleKey?
    private let keyName: String

    /// - Parameter key: whose signature the bundle must have; nil when it needs none.
    public init(_ path: String, key: BundleKey? = nil, keyName: String = "") {
        self.path = path
        self.key = key
        self.keyName = keyName
    }

    /// What a check found out.
    public struct Verdict: Sendable {
        public let manifest: BundleManifest
        /// Whether it has a signature, checked or not.
        public let isSigned: Bool
    }

    /// Checks everything and keeps nothing.
    ///
    /// - Throws: ``BundleError``.
    public func verify() throws -> Verdict { try read { _, _ in { _ in } } }

    /// Checks everything and puts the files into a folder, which must be empty. When a check fails the folder may hold
    /// files, and must be thrown away.
    ///
    /// - Throws: ``BundleError``.
    public func extract(into directory: String) throws -> Verdict {
        try read { entry, time in
            let target = "\(directory)/\(entry.path)"
            try BundleFolder.make(for: entry.path, in: directory)
            guard let file = fopen(target, "wx") else {
                throw BundleError.cannotWrite(path: target, why: String(cString: strerror(errno)))
            }
            return { bytes in
                guard let bytes else {
                    fflush(file)
                    // The age of what was unpacked is that of the bundle.
                    let times = [timespec(tv_sec: time, tv_nsec: 0), timespec(tv_sec: time, tv_nsec: 0)]
                    futimens(fileno(file), times)
                    if fclose(file) != 0 {
                        throw BundleError.cannotWrite(path: target, why: String(cString: strerror(errno)))
                    }
                    return
                }
                if fwrite(bytes.baseAddress, 1, bytes.count, file) != bytes.count {
                    throw BundleError.cannotWrite(path: target, why: String(cString: strerror(errno)))
                }
            }
        }
    }

    /// The files below a folder of the bundle, without its name, after all of the bundle was checked.
    ///
    /// - Throws: ``BundleError``; also when they are too large for memory (256 MiB).
    public func contents(below folder: String) throws -> [(path: String, bytes: [UInt8])] {
        let limit = 256 << 20
        var files: [(path: String, bytes: [UInt8])] = []
        var total = 0
        _ = try read { entry, _ in
            guard entry.path.hasPrefix(folder) else { return { _ in } }
            total += entry.size
            if total > limit { throw BundleError.tooLarge(file: path, limit: limit) }
            files.append((String(entry.path.dropFirst(folder.count)), []))
            return { if let bytes = $0 { files[files.count - 1].bytes += bytes } }
        }
        return files
    }

    /// Takes the pieces of a file, and nil at its end.
    private typealias Receiver = (UnsafeRawBufferPointer?) throws -> Void

    /// - Parameter begin: gets an entry and the time of its file.
    private func read(_ begin: (BundleManifest.Entry, Int) throws -> Receiver) throws -> Verdict {
        let archive = try TarStream(path)
        guard let first = try archive.next(), first.path == BundleManifest.path,
            first.size <= BundleReader.maxManifestSize
        else { throw BundleError.malformed(file: path, why: "it does not begin with bundle.json") }
        var bytes: [UInt8] = []
        try archive.read { bytes += $0 }
        let manifest = try manifest(bytes)
        guard manifest.totalSize <= BundleReader.maxSize else {
            throw BundleError.tooLarge(file: path, limit: BundleReader.maxSize)
        }
        var wanted = Dictionary(uniqueKeysWithValues: manifest.entries.map { ($0.path, $0) })
        var isSigned = false
        var isChecked = false
        while let item = try archive.next() {
            if item.path == BundleManifest.signaturePath, !isSigned {
                isSigned = true
                isChecked = try checkSignature(archive, size: item.size, of: bytes)
                continue
            }
            // Nothing is written before the signature was seen, where one is wanted.
            if key != nil && !isChecked { throw BundleError.unsigned(file: path) }
            guard let entry = wanted.removeValue(forKey: item.path), item.size == entry.size else {
                throw BundleError.malformed(file: path, why: "\(item.path) is not what bundle.json says of it")
            }
            let receive = try begin(entry, item.time)
            var running = RunningDigest()
            try archive.read { part in
                running.update(part)
                try receive(part)
            }
            try receive(nil)
            let digest = running.digest
            guard digest == entry.digest else {
                throw BundleError.wrongDigest(file: path, entry: entry.path, wanted: entry.digest, got: digest)
            }
        }
        guard wanted.isEmpty else { throw BundleError.missing(file: path, entries: wanted.keys.sorted()) }
        if key != nil && !isChecked { throw BundleError.unsigned(file: path) }
        return Verdict(manifest: manifest, isSigned: isSigned)
    }

    private func manifest(_ bytes: [UInt8]) throws -> BundleManifest {
        let document: Document
        do {
            document = try JSONParser.parse(SourceBytes(bytes), name: BundleManifest.path, budget: .manifest)
        } catch {
            throw BundleError.malformed(file: path, why: "\(error)")
        }
        return try BundleManifest(document.root, of: path)
    }

    /// Whether the signature was checked; false when no key was given.
    private func checkSignature(_ archive: TarStream, size: Int, of bytes: [UInt8]) throws -> Bool {
        guard size == 64 else {
            throw BundleError.malformed(file: path, why: "its signature has \(size) bytes instead of 64")
        }
        var signature: [UInt8] = []
        try archive.read { signature += $0 }
        guard let key else { return false }
        guard key.accepts(signature, of: bytes) else {
            throw BundleError.badSignature(file: path, key: keyName)
        }
        return true
    }
}

/// A tar archive that is being read, by libarchive: regular files only, in their order.
private final class TarStream {
    private let archive: OpaquePointer
    private let path: String
    private var count = 0
    private static let maxEntries = 100_000
    /// AE_IFREG, which Swift does not see because C casts it.
    private static let plainFile: mode_t = 0o100000

    init(_ path: String) throws(BundleError) {
        guard let archive = archive_read_new() else { throw .unreadable(file: path, why: "out of memory") }
        self.archive = archive
        self.path = path
        archive_read_support_format_tar(archive)
        if archive_read_open_filename(archive, path, 1 << 16) != ARCHIVE_OK {
            throw .unreadable(file: path, why: message)
        }
    }

    deinit { archive_read_free(archive) }

    func next() throws(BundleError) -> (path: String, size: Int, time: Int)? {
        var entry: OpaquePointer?
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw .malformed(file: path, why: message)
        }
        count += 1
        guard count <= TarStream.maxEntries else { throw .malformed(file: path, why: "it has too many entries") }
        guard let name = archive_entry_pathname(entry).map({ String(cString: $0) }),
            archive_entry_filetype(entry) == TarStream.plainFile, archive_entry_hardlink(entry) == nil
        else { throw .malformed(file: path, why: "it holds something else than plain files") }
        return (name, Int(archive_entry_size(entry)), archive_entry_mtime(entry))
    }

    func read(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
            if count < 0 { throw BundleError.malformed(file: path, why: message) }
            if count == 0 { return }
            try receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private var message: String {
        let number = archive_errno(archive)
        // EILSEQ is how libarchive says that it does not know the format.
        if number == EILSEQ { return "it is no tar archive" }
        if number > 0 && number < 4096 { return String(cString: strerror(number)) }
        return archive_error_string(archive).map { String(cString: $0) } ?? "it is no tar archive"
    }
}
