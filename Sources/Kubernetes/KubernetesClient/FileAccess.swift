import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Paths and files, as far as credentials need them.
enum FileAccess {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path from the root; links stay as they are named.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The system's words for why a file cannot be read.
    static func reason(_ error: DocumentError) -> String {
        guard let open = error.what.firstIndex(of: "("), error.what.last == ")" else { return error.what }
        return String(error.what[error.what.index(after: open)...].dropLast())
    }
}

extension SourceBytes {
    /// A copy that outlives this object.
    var owned: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }
}
