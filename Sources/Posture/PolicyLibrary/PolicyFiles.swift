package import Documents
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of a library, wherever they lie.
package protocol PolicyFiles: Sendable {
    /// What errors and reports call the place.
    var origin: String { get }
    /// When the newest file was written; nil for what is built in.
    var modified: Timestamp? { get }
    /// Paths from the root of the library, sorted.
    var paths: [String] { get }
    /// The bytes of a file.
    func read(_ path: String) throws(PolicyLibraryError) -> SourceBytes
    /// The name of a file for people.
    func name(of path: String) -> String
}

/// The library that is built into the program.
package struct EmbeddedFiles: PolicyFiles {
    package var origin: String { "the built-in library" }
    package let paths: [String]
    private let places: [String: Range<Int>]

    private static var packed: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: EmbeddedPolicies.packed.utf8Start, count: EmbeddedPolicies.packed.utf8CodeUnitCount)
    }

    package init() {
        var paths: [String] = []
        var places: [String: Range<Int>] = [:]
        let bytes = EmbeddedFiles.packed
        var place = 0
        while place < bytes.count {
            guard let space = bytes[place...].firstIndex(of: UInt8(ascii: " ")),
                let end = bytes[space...].firstIndex(of: UInt8(ascii: "\n")),
                let size = Int(String(decoding: bytes[(space + 1)..<end], as: UTF8.self))
            else { preconditionFailure("the embedded policies are not in the form that embed-policies writes") }
            let path = String(decoding: bytes[place..<space], as: UTF8.self)
            paths.append(path)
            places[path] = (end + 1)..<(end + 1 + size)
            place = end + 2 + size
        }
        self.paths = paths
        self.places = places
    }

    package func read(_ path: String) throws(PolicyLibraryError) -> SourceBytes {
        guard let place = places[path] else {
            throw PolicyLibraryError.unreadable(path: path, why: "there is no such file")
        }
        return SourceBytes(Array(EmbeddedFiles.packed[place]))
    }

    package func name(of path: String) -> String { "built-in Policies/\(path)" }
}

/// A library in a folder.
package struct DirectoryFiles: PolicyFiles {
    package let origin: String
    package let modified: Timestamp?
    package let paths: [String]

    package init(_ root: String) throws(PolicyLibraryError) {
        origin = root
        var found: [String] = []
        var newest = 0
        try DirectoryFiles.collect(root, prefix: "", depth: 0, into: &found, newest: &newest)
        paths = found.sorted()
        modified = found.isEmpty ? nil : Timestamp(seconds: newest)
    }

    package func read(_ path: String) throws(PolicyLibraryError) -> SourceBytes {
        do throws(DocumentError) {
            return try SourceBytes(path: name(of: path), budget: .data)
        } catch {
            throw PolicyLibraryError.badFile(error.description)
        }
    }

    package func name(of path: String) -> String { origin.hasSuffix("/") ? origin + path : "\(origin)/\(path)" }

    private static func collect(
        _ root: String, prefix: String, depth: Int, into found: inout [String], newest: inout Int
    ) throws(PolicyLibraryError) {
        let here = prefix.isEmpty ? root : "\(root)/\(prefix)"
        guard let directory = opendir(here) else {
            throw PolicyLibraryError.unreadable(path: here, why: String(cString: strerror(errno)))
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") || name == "test" { continue }
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            var status = stat()
            guard stat("\(root)/\(path)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFREG {
                found.append(path)
                newest = max(newest, status.st_mtim.tv_sec)
            } else if status.st_mode & S_IFMT == S_IFDIR, depth < 8 {
                try collect(root, prefix: path, depth: depth + 1, into: &found, newest: &newest)
            }
        }
    }
}

extension PolicyFiles {
    package var modified: Timestamp? { nil }

    /// The first document of a JSON or YAML file.
    package func document(_ path: String) throws(PolicyLibraryError) -> Node? {
        let source = try read(path)
        do throws(DocumentError) {
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                return try YAMLParser.parse(source, name: name(of: path), budget: .data, positions: false).first?.root
            }
            return try JSONParser.parse(source, name: name(of: path), budget: .data).root
        } catch {
            throw PolicyLibraryError.badFile(error.description)
        }
    }

    /// The text of a file.
    package func text(_ path: String) throws(PolicyLibraryError) -> PolicyText {
        let source = try read(path)
        return PolicyText(file: name(of: path), text: String(decoding: source.bytes, as: UTF8.self))
    }
}
