#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard output and error of the `rego` commands.
enum RegoConsole {
    /// Writes a line to standard output.
    static func write(_ line: String) { write(Array((line + "\n").utf8), to: STDOUT_FILENO) }

    /// Writes bytes as they are to standard output.
    static func write(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    static func complain(_ line: String) { write(Array((line + "\n").utf8), to: STDERR_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0 && errno == EINTR { continue }
                // Nobody listens any more; there is nobody to tell, either.
                if written <= 0 { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
