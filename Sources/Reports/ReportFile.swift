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

    public var description: String {
        "The report cannot be written to \(path) (\(why)). Give a file in a folder that exists and may be written."
    }
}

/// Writes reports to files.
public enum ReportFile {
    /// Writes `bytes` under a temporary name beside `path` and renames it when all is there.
    public static func write(_ bytes: [UInt8], to path: String) throws(ReportFileError) {
        let temporary = "\(path).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ReportFileError(path: path, why: String(cString: strerror(errno))) }
        var failure: String?
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    failure = String(cString: strerror(errno))
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
        if close(descriptor) != 0 { failure = failure ?? String(cString: strerror(errno)) }
        if failure == nil && rename(temporary, path) != 0 { failure = String(cString: strerror(errno)) }
        if let failure {
            unlink(temporary)
            throw ReportFileError(path: path, why: failure)
        }
    }
}
