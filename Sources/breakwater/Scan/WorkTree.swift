#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The git work tree that a path lies in, found as git finds it: the nearest folder above that holds `.git`.
enum WorkTree {
    /// The folder that paths in reports are relative to: the top of the work tree; without one the working directory, or,
    /// for a path outside of it, the folder of the path.
    static func base(of path: String, workingDirectory: String) -> String {
        let root = root(of: path)
        if !root.isEmpty { return root }
        guard path != "-", let real = realpath(path, nil) else { return workingDirectory }
        defer { free(real) }
        let full = String(cString: real)
        if full == workingDirectory || full.hasPrefix(workingDirectory + "/") { return workingDirectory }
        var status = stat()
        if stat(full, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return full }
        return full.lastIndex(of: "/").map { String(full[..<$0]) } ?? workingDirectory
    }

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
