#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Walks files and directories in the order of their names.
enum FileWalk {
    /// Calls `body` for a file, or for every file below a directory.
    ///
    /// - Parameter body: gets the path, the names of the directories between `path` and the file, and whether the file is
    ///   `path` itself.
    /// - Throws: ``PolicyFilesError/missing(path:reason:)``, or what `body` throws. Directories deeper than
    ///   ``depthLimit``, which links in a circle make, are an error.
    static func visit(
        _ path: String, _ body: (_ file: String, _ folders: [String], _ isNamed: Bool) throws -> Void
    ) throws {
        try visit(path, folders: [], isNamed: true, body)
    }

    /// How deep directories may nest.
    static let depthLimit = 64

    private static func visit(
        _ path: String, folders: [String], isNamed: Bool, _ body: (String, [String], Bool) throws -> Void
    ) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A dangling link inside a directory is nobody's business.
            if !isNamed && errno == ENOENT { return }
            throw PolicyFilesError.missing(path: path, reason: reason(errno))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if isNamed || status.st_mode & S_IFMT == S_IFREG { try body(path, folders, isNamed) }
            return
        }
        guard folders.count < depthLimit else {
            throw PolicyFilesError.missing(path: path, reason: "directories nest deeper than \(depthLimit)")
        }
        for name in try names(in: path) {
            let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            var status = stat()
            let isDirectory = stat(child, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            try visit(child, folders: isDirectory ? folders + [name] : folders, isNamed: false, body)
        }
    }

    private static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else {
            throw PolicyFilesError.missing(path: path, reason: reason(errno))
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
