#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The error numbers of the system that sockets give.
enum POSIXCode {
    static var refused: Int32 { ECONNREFUSED }
    static var timedOut: Int32 { ETIMEDOUT }

    /// The system's words for a number.
    static func words(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0).lowercased() } ?? "error \(code)"
    }
}
