#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A lock on a file, held as long as the value lives. The system frees it when the process dies, however that happens.
final class FileLock: Sendable {
    private let descriptor: Int32

    init(_ path: String, of spool: String) throws(SpoolError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable(path: spool, reason: "\(path) cannot be opened (\(String(cString: strerror(errno))))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(path: spool)
        }
    }

    /// Makes the file readable for its owner alone: reports tell what is wrong with clusters. SQLite gives its other files
    /// the same mode.
    static func createPrivately(_ path: String) throws(SpoolError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable(path: path, reason: "it cannot be opened (\(String(cString: strerror(errno))))")
        }
        close(descriptor)
    }

    deinit { close(descriptor) }
}
