import OfflineBundle
import PolicyTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that `download` puts down.
enum DownloadedFile {
    /// Writes a file under a temporary name and renames it when it is whole; folders are made on the way.
    static func write(_ bytes: [UInt8], to path: String) throws(BundleError) {
        try BundleFolder.makeAll(above: path, mode: 0o755)
        let temporary = "\(path).part"
        guard let file = fopen(temporary, "w") else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
        let count = fwrite(bytes, 1, bytes.count, file)
        let why = errno
        guard fclose(file) == 0, count == bytes.count, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw .cannotWrite(path: path, why: String(cString: strerror(why)))
        }
    }

    /// The policies of a bundle, after all of it was checked.
    static func policies(of reader: BundleReader) throws -> [ExportedFile] {
        try reader.contents(below: "policies/").map { ExportedFile(path: $0.path, bytes: $0.bytes) }
    }
}
