import Documents

/// Files that other people's tools wrote.
enum Fixture {
    /// The bytes of a file beside the tests.
    static func bson(_ name: String, here: String = #filePath) throws -> [UInt8] {
        let folder = here[..<(here.lastIndex(of: "/") ?? here.startIndex)]
        return Array(try SourceBytes(path: "\(folder)/Fixtures/\(name)").bytes)
    }
}
