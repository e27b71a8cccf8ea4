import Documents
package import PolicyLibrary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file of an exported library.
package struct ExportedFile: Sendable {
    /// The path from the root of the export.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// Writes a library in source form as it is, or as the released files that scanners load.
package enum LibraryExport {
    /// The files of a library as they are.
    package static func sources(_ files: any PolicyFiles) throws(PolicyLibraryError) -> [ExportedFile] {
        var exported: [ExportedFile] = []
        for path in files.paths {
            let source = try files.read(path)
            exported.append(
                ExportedFile(path: path, bytes: withExtendedLifetime(source) { Array(source.bytes) }))
        }
        return exported
    }

    /// Writes files below a folder, which must be empty or not exist.
    package static func write(_ files: [ExportedFile], into directory: String) throws(LibraryExportError) {
        try makeFolder(directory)
        if let found = firstEntry(in: directory) { throw .notEmpty(directory: directory, entry: found) }
        var made: Set<String> = []
        for file in files {
            let folders = file.path.split(separator: "/").dropLast()
            for end in folders.indices {
                let folder = folders[...end].joined(separator: "/")
                if made.insert(folder).inserted { try makeFolder("\(directory)/\(folder)") }
            }
            try save(file.bytes, to: "\(directory)/\(file.path)")
        }
    }

    private static func makeFolder(_ path: String) throws(LibraryExportError) {
        if mkdir(path, 0o755) != 0 && errno != EEXIST {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
    }

    private static func firstEntry(in path: String) -> String? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { return name }
        }
        return nil
    }

    private static func save(_ bytes: [UInt8], to path: String) throws(LibraryExportError) {
        guard let file = fopen(path, "wx") else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
        let count = fwrite(bytes, 1, bytes.count, file)
        let error = errno
        guard fclose(file) == 0, count == bytes.count else {
            unlink(path)
            throw .cannotWrite(path: path, why: String(cString: strerror(error)))
        }
    }
}

/// Why a library cannot be written.
package enum LibraryExportError: Error, Sendable, CustomStringConvertible {
    case notEmpty(directory: String, entry: String)
    case cannotWrite(path: String, why: String)

    package var description: String {
        switch self {
        case .notEmpty(let directory, let entry):
            "\(directory) is not empty (it holds \(entry)). Name a folder that does not exist yet."
        case .cannotWrite(let path, let why):
            "\(path) cannot be written (\(why)). Check the path, its permissions and the space on the disk."
        }
    }
}
