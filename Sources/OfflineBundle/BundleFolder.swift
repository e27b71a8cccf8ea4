#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Folders that hold what bundles bring.
enum BundleFolder {
    /// Makes the folders above a file.
    static func make(for path: String, in directory: String) throws(BundleError) {
        var folder = directory
        for step in path.split(separator: "/").dropLast() {
            folder += "/\(step)"
            try make(folder)
        }
    }

    /// Makes a folder and those above it, for its owner only.
    static func makeAll(_ path: String) throws(BundleError) {
        var folder = path.hasPrefix("/") ? "" : "."
        for step in path.split(separator: "/") {
            folder += "/\(step)"
            try make(folder)
        }
    }

    private static func make(_ path: String) throws(BundleError) {
        if mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
    }

    /// Removes a folder with everything in it; nothing happens when it is not there. Links are not followed.
    static func remove(_ path: String) {
        if let directory = opendir(path) {
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { names.append(name) }
            }
            closedir(directory)
            for name in names {
                var status = stat()
                guard lstat("\(path)/\(name)", &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
            }
        }
        rmdir(path)
    }
}
