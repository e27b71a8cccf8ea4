import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of a ``VerdictCache``: records one after the other, then a table of contents with its digest, then where the
/// table begins. It is written under another name and takes the place of the old one when it is whole.
enum VerdictFormat {
    static let magic = Array("bwverdicts-1\n\n\n\n".utf8)
    /// Magic, start and length of the table, 16 bytes of its digest.
    static let tailSize = 48

    struct Entry: Sendable {
        let offset: UInt64
        let count: UInt32
        /// Of the record.
        let check: UInt32
    }

    static func check(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}

/// A cache as an earlier scan left it. It may be damaged, or nobody knows who wrote it: everything is checked.
final class VerdictFile: Sendable {
    let rules: [ObjectDigest]
    let texts: [String]
    private let entries: [ObjectDigest: VerdictFormat.Entry]
    private let descriptor: Int32

    deinit { close(descriptor) }

    /// Nil when there is no file, or not a whole one.
    convenience init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        guard let table = VerdictFile.table(descriptor) else {
            close(descriptor)
            return nil
        }
        self.init(descriptor, table)
    }

    private struct Table {
        var rules: [ObjectDigest] = []
        var texts: [String] = []
        var entries: [ObjectDigest: VerdictFormat.Entry] = [:]
    }

    private init(_ descriptor: Int32, _ table: Table) {
        self.descriptor = descriptor
        rules = table.rules
        texts = table.texts
        entries = table.entries
    }

    private static func table(_ descriptor: Int32) -> Table? {
        var status = stat()
        let tailSize = UInt64(VerdictFormat.tailSize)
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            UInt64(status.st_size) >= tailSize,
            let tail = read(descriptor, at: UInt64(status.st_size) - tailSize, count: VerdictFormat.tailSize),
            Array(tail.prefix(16)) == VerdictFormat.magic
        else { return nil }
        let start = word(tail, 16)
        let size = word(tail, 24)
        let end = start.addingReportingOverflow(size)
        guard size <= 1 << 30, !end.overflow, end.partialValue == UInt64(status.st_size) - tailSize,
            let bytes = read(descriptor, at: start, count: Int(size)),
            ObjectDigest(hashing: bytes) == ObjectDigest(high: word(tail, 32), low: word(tail, 40))
        else { return nil }
        var table = Table()
        var reader = RecordReader(bytes, texts: [])
        for _ in 0..<reader.count() { table.rules.append(ObjectDigest(high: reader.word(), low: reader.word())) }
        for _ in 0..<reader.count() { table.texts.append(reader.text()) }
        for _ in 0..<reader.count() {
            let digest = ObjectDigest(high: reader.word(), low: reader.word())
            let entry = VerdictFormat.Entry(
                offset: reader.number(), count: UInt32(truncatingIfNeeded: reader.number()),
                check: UInt32(truncatingIfNeeded: reader.number()))
            guard entry.offset <= start, UInt64(entry.count) <= start - entry.offset else { return nil }
            table.entries[digest] = entry
        }
        return reader.isBroken || !reader.isAtEnd ? nil : table
    }

    /// All objects, in a fixed order.
    var objects: [ObjectDigest] { entries.keys.sorted() }

    func record(of object: ObjectDigest) -> [UInt8]? {
        guard let entry = entries[object],
            let bytes = VerdictFile.read(descriptor, at: entry.offset, count: Int(entry.count)),
            VerdictFormat.check(bytes) == entry.check
        else { return nil }
        return bytes
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }

    private static func read(_ descriptor: Int32, at offset: UInt64, count: Int) -> [UInt8]? {
        guard let start = off_t(exactly: offset) else { return nil }
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let got = pread(descriptor, base + filled, count - filled, start + off_t(filled))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    return
                }
                filled += got
            }
        }
        return isWhole ? bytes : nil
    }
}

/// Writes the next cache beside the present one.
final class VerdictFileWriter {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private let budget: Int
    private var buffer: [UInt8] = []
    private var written: UInt64 = 0
    private var entries: [(digest: ObjectDigest, entry: VerdictFormat.Entry)] = []
    private var known: Set<ObjectDigest> = []
    private var isFinished = false

    init(_ path: String, budget: Int) throws(CacheError) {
        self.path = path
        self.budget = budget
        if let slash = path.lastIndex(of: "/") { VerdictFileWriter.makeFolders(String(path[..<slash])) }
        temporary = "\(path).\(getpid()).part"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw CacheError(path: path, why: String(cString: strerror(errno))) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    private static func makeFolders(_ path: String) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            mkdir(String(path[..<end]), 0o700)
        }
    }

    /// Whether there is room for more records.
    var hasRoom: Bool { Int(written) + buffer.count < budget }

    func has(_ object: ObjectDigest) -> Bool { known.contains(object) }

    /// Adds a record unless there is one of the object already, or no room.
    func add(_ object: ObjectDigest, _ record: [UInt8]) throws(CacheError) {
        guard hasRoom, known.insert(object).inserted else { return }
        entries.append(
            (
                object,
                VerdictFormat.Entry(
                    offset: written + UInt64(buffer.count), count: UInt32(record.count),
                    check: VerdictFormat.check(record))
            ))
        buffer += record
        if buffer.count >= 1 << 20 { try flush() }
    }

    func finish(rules: [ObjectDigest], texts: [String]) throws(CacheError) {
        var table = RecordWriter()
        table.number(rules.count)
        for rule in rules { table.word(rule.high, rule.low) }
        table.number(texts.count)
        for text in texts { table.plainText(text) }
        table.number(entries.count)
        for (digest, entry) in entries.sorted(by: { $0.digest < $1.digest }) {
            table.word(digest.high, digest.low)
            table.number(entry.offset)
            table.number(UInt64(entry.count))
            table.number(UInt64(entry.check))
        }
        let start = written + UInt64(buffer.count)
        let digest = ObjectDigest(hashing: table.bytes)
        var tail = RecordWriter()
        tail.append(VerdictFormat.magic)
        tail.word(start, UInt64(table.bytes.count))
        tail.word(digest.high, digest.low)
        buffer += table.bytes
        buffer += tail.bytes
        try flush()
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure() }
        isFinished = true
    }

    private func flush() throws(CacheError) {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            done += count
        }
        written += UInt64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure() -> CacheError { CacheError(path: path, why: String(cString: strerror(errno))) }
}
