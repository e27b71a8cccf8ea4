#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The git work tree that a path lies in, found as git finds it: the nearest folder above that holds `.git`.
enum WorkTree {
    /// The top of the work tree, without links; empty when the path is in none.
    static func root(of path: String) -> String {
        guard let real = realpath(path == "-" ? "." : path, nil) else { return "" }
        defer { free(real) }
        var folder = String(cString: real)
        var status = stat()
        while true {
            if stat("\(folder)/.git", &status) == 0 { return folder }
            guard let slash = folder.lastIndex(of: "/") else { return "" }
            let parent = String(folder[..<slash])
            if parent.isEmpty { return stat("/.git", &status) == 0 ? "/" : "" }
            folder = parent
        }
    }
}
