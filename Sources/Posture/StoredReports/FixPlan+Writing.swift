import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a file could not be changed.
public struct FixWritingError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    public let why: String

    public var description: String { "\(path) was not changed: \(why)." }
}

extension FixPlan.FileChange {
    /// Puts the new text in the place of the old one, whole or not at all, with the permissions of the old file.
    public func write() throws(FixWritingError) {
        func failure(_ why: String = String(cString: strerror(errno))) -> FixWritingError {
            FixWritingError(path: path, why: why)
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure("it is no ordinary file any more")
        }
        let current: SourceBytes
        do throws(DocumentError) {
            current = try SourceBytes(path: path, budget: .manifest)
        } catch {
            throw failure(error.what)
        }
        let isSame = withExtendedLifetime(current) { current.bytes.elementsEqual(before) }
        guard isSame else { throw failure("it has changed in the meantime") }
        let temporary = "\(path).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o7777)
        guard descriptor >= 0 else { throw failure() }
        var why: String?
        after.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    why = String(cString: strerror(errno))
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
        // The mask of the process may have taken permissions away.
        _ = fchmod(descriptor, status.st_mode & 0o7777)
        if close(descriptor) != 0 { why = why ?? String(cString: strerror(errno)) }
        if why == nil && rename(temporary, path) != 0 { why = String(cString: strerror(errno)) }
        if let why {
            unlink(temporary)
            throw failure(why)
        }
    }
}
