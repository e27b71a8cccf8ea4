import OfflineBundle

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Small files that commands read whole, or write where nothing was before.
enum NewFile {
    /// Writes a file that does not exist yet.
    static func write(_ text: String, to path: String, mode: mode_t) throws(BundleError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, mode)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
        let bytes = Array(text.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        guard close(descriptor) == 0, count == bytes.count else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
    }

    /// The text of a file of at most 1 MiB.
    static func text(_ path: String) throws(BundleError) -> String {
        String(decoding: try bytes(path, limit: 1 << 20), as: UTF8.self)
    }

    /// The bytes of a file.
    static func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw .unreadable(file: path, why: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > limit { throw .tooLarge(file: path, limit: limit) }
        }
        if ferror(file) != 0 { throw .unreadable(file: path, why: String(cString: strerror(errno))) }
        return bytes
    }
}
