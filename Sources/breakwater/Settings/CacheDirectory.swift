import ArgumentParser

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folder of a user in which settings and caches lie.
struct CacheDirectory {
    let path: String

    /// The folder that the flag names, else `KS_CACHE_DIR`, else `~/.breakwater`.
    init(_ flag: String?) throws {
        if let path = flag ?? Console.environment("KS_CACHE_DIR") {
            self.path = path
        } else if let home = Console.environment("HOME") {
            path = "\(home)/.breakwater"
        } else {
            throw Refusal("There is no home directory to keep settings in. Set HOME or give --cache-dir.")
        }
    }

    var settings: String { "\(path)/config.json" }
    /// Verdicts of earlier scans.
    var verdicts: String { "\(path)/verdicts" }

    /// Makes the folder, readable by its owner alone.
    func make() throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        throw Refusal(
            "The folder \(path) cannot be made (\(String(cString: strerror(errno)))). Give another --cache-dir.")
    }
}
