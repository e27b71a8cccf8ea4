/// How a scan remembers verdicts for the next one.
public struct IncrementalOptions: Sendable {
    /// The folder of the cache.
    public var directory: String
    /// Names the program exactly: another engine may come to other verdicts.
    public var engine: String
    /// Bytes that the cache may take.
    public var budget: Int

    public init(directory: String, engine: String, budget: Int = 256 << 20) {
        self.directory = directory
        self.engine = engine
        self.budget = budget
    }
}

/// Why verdicts cannot be remembered.
public struct CacheError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    public let why: String

    public var description: String {
        "Verdicts cannot be remembered in \(path) (\(why)). Give a folder that may be written with --cache-dir, or scan "
            + "without --incremental."
    }
}
