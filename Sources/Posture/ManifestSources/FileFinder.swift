#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the manifests below paths, in the order of their names. Hidden files and folders are passed over, folders that
/// were seen already (through a symbolic link) too.
struct FileFinder {
    private(set) var files: [ManifestSource] = []
    private var seenFolders: Set<FileIdentity> = []
    private var seenFiles: Set<FileIdentity> = []

    private struct FileIdentity: Hashable {
        let device: UInt64
        let number: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
        }
    }

    /// Finds what `paths` name: files of any name, folders, patterns such as `deploy/*.yaml`, and `-`.
    mutating func find(_ paths: [String]) throws(ManifestError) {
        var expanded: [String] = []
        for path in paths { expanded += try FileFinder.expand(path) }
        let folders = expanded.filter { $0 != "-" }.map { FileFinder.isFolder($0) ? $0 : FileFinder.parent($0) }
        let base = FileFinder.commonFolder(folders)
        for path in expanded {
            if path == "-" {
                files.append(ManifestSource(path: "-", relativePath: "-", format: .yaml))
                continue
            }
            let before = files.count
            var status = stat()
            guard stat(path, &status) == 0 else { throw FileFinder.failure(path) }
            if status.st_mode & S_IFMT == S_IFDIR {
                let entries = try walk(path, base: base)
                if entries == 0 { throw ManifestError.emptyDirectory(path: path) }
                if files.count == before, expanded.count == 1 { throw ManifestError.noManifests(paths: paths) }
            } else if seenFiles.insert(FileIdentity(status)).inserted {
                add(path, base: base, format: FileFinder.format(of: path) ?? .yaml)
            }
        }
        if files.isEmpty { throw ManifestError.noManifests(paths: paths) }
    }

    private mutating func add(_ path: String, base: String, format: ManifestSource.Format) {
        files.append(
            ManifestSource(path: path, relativePath: FileFinder.relative(path, to: base), format: format))
    }

    /// - Returns: how many entries the folder has.
    private mutating func walk(_ folder: String, base: String) throws(ManifestError) -> Int {
        var status = stat()
        guard stat(folder, &status) == 0 else { throw FileFinder.failure(folder) }
        guard seenFolders.insert(FileIdentity(status)).inserted else { return 1 }
        let names = try FileFinder.names(in: folder)
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            // A link that leads nowhere is no manifest.
            guard stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                _ = try walk(path, base: base)
            } else if status.st_mode & S_IFMT == S_IFREG, let format = FileFinder.format(of: path),
                seenFiles.insert(FileIdentity(status)).inserted
            {
                add(path, base: base, format: format)
            }
        }
        return names.count
    }

    private static func names(in folder: String) throws(ManifestError) -> [String] {
        guard let directory = opendir(folder) else { throw failure(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func failure(_ path: String) -> ManifestError {
        errno == ENOENT || errno == ENOTDIR
            ? .notFound(path: path) : .unreadable(path: path, why: String(cString: strerror(errno)))
    }

    /// The format that the name of a file promises; nil when it is no manifest.
    private static func format(of path: String) -> ManifestSource.Format? {
        let name = path.split(separator: "/").last ?? ""
        switch name.split(separator: ".").last?.lowercased() {
        case "yaml", "yml": return .yaml
        case "json": return .json
        default: return nil
        }
    }
}

// MARK: Paths

extension FileFinder {
    /// The paths that a pattern stands for. What exists as it is written is no pattern.
    private static func expand(_ path: String) throws(ManifestError) -> [String] {
        var status = stat()
        if path == "-" || stat(path, &status) == 0 || !path.contains(where: { "*?[".contains($0) }) { return [path] }
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(path, 0, nil, &matches) == 0, let found = matches.gl_pathv else {
            throw ManifestError.notFound(path: path)
        }
        return (0..<Int(matches.gl_pathc)).compactMap { found[$0].map { String(cString: $0) } }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The deepest folder that holds all of `folders`, absolute.
    private static func commonFolder(_ folders: [String]) -> String {
        var common: [Substring]?
        for folder in folders {
            let resolved = absolute(folder)
            let steps = resolved.split(separator: "/")
            guard let known = common else {
                common = steps
                continue
            }
            common = zip(known, steps).prefix { $0 == $1 }.map { $0.0 }
        }
        return "/" + (common ?? []).joined(separator: "/")
    }

    private static func relative(_ path: String, to base: String) -> String {
        let steps = absolute(path).split(separator: "/")
        let below = steps.dropFirst(base.split(separator: "/").count)
        return below.joined(separator: "/")
    }

    /// The path from the root, without `.` and `..`; links stay as they are named.
    private static func absolute(_ path: String) -> String {
        var steps: [Substring] = []
        var whole = path
        if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
            whole = String(cString: here) + "/" + path
            free(here)
        }
        for step in whole.split(separator: "/") {
            switch step {
            case ".": continue
            case "..": _ = steps.popLast()
            default: steps.append(step)
            }
        }
        return "/" + steps.joined(separator: "/")
    }
}
