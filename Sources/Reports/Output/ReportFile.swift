#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a report could not be written.
public struct ReportFileError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let why: String

    public init(path: String, why: String) {
        self.path = path
        self.why = why
    }

    public var description: String {
        let isFull = [ENOSPC, EDQUOT, EFBIG].contains { why == String(cString: strerror($0)) }
        let remedy =
            isFull
            ? "Make room, or give a file on another disk." : "Give a file in a folder that exists and may be written."
        return "The report cannot be written to \(path) (\(why)). \(remedy)"
    }
}

/// Writes reports to files: all of it, or nothing.
public enum ReportFile {
    /// Lets `write` fill a temporary file beside `path` and renames it when all is there. A link is followed; what is
    /// no regular file (a pipe, `/dev/stdout`) is written to directly.
    ///
    /// - Parameter mode: the permissions of a new file.
    public static func write(
        to path: String, mode: UInt32 = 0o644, _ write: (ReportOutput) -> Void
    ) throws(ReportFileError) {
        let target = try resolved(path)
        var status = stat()
        if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw ReportFileError(path: path, why: String(cString: strerror(EISDIR)))
            }
            let descriptor = try opened(target, O_WRONLY | O_CLOEXEC, for: path)
            defer { close(descriptor) }
            try fill(descriptor, path, write)
            return
        }
        let temporary = "\(target).\(getpid()).part"
        let descriptor = try opened(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode, for: path)
        do throws(ReportFileError) {
            do throws(ReportFileError) {
                try fill(descriptor, path, write)
            } catch {
                close(descriptor)
                throw error
            }
            guard close(descriptor) == 0, rename(temporary, target) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Writes `bytes` to `path`.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(ReportFileError) {
        try write(to: path, mode: mode) { $0.write(bytes: bytes) }
    }

    /// Whether a report could be written to `path` now, so that a long scan does not end in vain.
    public static func check(_ path: String) throws(ReportFileError) {
        let target = try resolved(path)
        var status = stat()
        if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw ReportFileError(path: path, why: String(cString: strerror(EISDIR)))
            }
            guard access(target, W_OK) == 0 else { throw failure(path) }
            return
        }
        let parts = target.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
        guard stat(folder, &status) == 0, access(folder, W_OK | X_OK) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw ReportFileError(path: path, why: String(cString: strerror(ENOTDIR)))
        }
    }

    /// The file that a link leads to, so that the link stays one; there need not be a file yet.
    private static func resolved(_ path: String) throws(ReportFileError) -> String {
        var file = path
        for _ in 0..<16 {
            var status = stat()
            guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return file }
            // What is open already (`/dev/stdout`) has a link that leads to no name.
            if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return file }
            var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = buffer.withUnsafeMutableBytes { bytes in
                bytes.bindMemory(to: CChar.self).baseAddress.map { readlink(file, $0, bytes.count) } ?? -1
            }
            guard count > 0 else { throw failure(path) }
            let target = String(decoding: buffer.prefix(count), as: UTF8.self)
            let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
            file = target.hasPrefix("/") ? target : folder + target
        }
        throw ReportFileError(path: path, why: String(cString: strerror(ELOOP)))
    }

    private static func opened(_ file: String, _ flags: Int32, _ mode: UInt32 = 0o644, for path: String)
        throws(ReportFileError) -> Int32
    {
        let descriptor = open(file, flags, mode_t(mode))
        guard descriptor >= 0 else { throw failure(path) }
        return descriptor
    }

    private static func fill(
        _ descriptor: Int32, _ path: String, _ write: (ReportOutput) -> Void
    ) throws(ReportFileError) {
        let output = ReportOutput { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw failure(path) }
                rest = rest.dropFirst(count)
            }
        }
        write(output)
        do { try output.finish() } catch { throw error as? ReportFileError ?? failure(path) }
    }

    private static func failure(_ path: String) -> ReportFileError {
        ReportFileError(path: path, why: String(cString: strerror(errno)))
    }
}
