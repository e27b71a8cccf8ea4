#if canImport(Glibc)
    package import Glibc
#elseif canImport(Musl)
    package import Musl
#else
    package import Darwin
#endif

/// Folders that hold what bundles bring.
package enum BundleFolder {
    /// Makes the folders between a folder that is there and a file below it.
    static func make(for path: String, in directory: String) throws(BundleError) {
        try make(path.split(separator: "/").dropLast(), below: directory, mode: 0o700)
    }

    /// Makes a folder and those above it, for its owner only.
    static func makeAll(_ path: String) throws(BundleError) {
        try make(path.split(separator: "/")[...], below: start(of: path), mode: 0o700)
    }

    /// Makes the folders above a file.
    package static func makeAll(above path: String, mode: mode_t) throws(BundleError) {
        try make(path.split(separator: "/").dropLast(), below: start(of: path), mode: mode)
    }

    private static func start(of path: String) -> String { path.hasPrefix("/") ? "" : "." }

    private static func make(
        _ steps: ArraySlice<Substring>, below start: String, mode: mode_t
    ) throws(BundleError) {
        var folder = start
        for step in steps {
            folder += "/\(step)"
            if mkdir(folder, mode) != 0 && errno != EEXIST {
                throw .cannotWrite(path: folder, why: String(cString: strerror(errno)))
            }
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
