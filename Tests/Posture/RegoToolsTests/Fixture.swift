import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files for tests.
enum Fixture {
    /// The directory of this file.
    static var folder: String { #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }

    /// The document that a JSON text holds.
    static func json(_ text: String) throws -> Document {
        try JSONParser.parse(SourceBytes(text), name: "fixture")
    }

    /// A fresh directory with files in it, for as long as `body` runs.
    static func withFiles<Result>(
        _ files: KeyValuePairs<String, String>, _ body: (String) throws -> Result
    ) throws -> Result {
        var template = Array("/tmp/breakwater-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw FixtureError.noDirectory }
        let root = String(cString: made)
        var created: [String] = []
        defer {
            for path in created.reversed() { remove(path) }
            rmdir(root)
        }
        for (name, text) in files {
            var folder = root
            for part in name.split(separator: "/").dropLast() {
                folder += "/\(part)"
                if mkdir(folder, 0o755) == 0 { created.append(folder) }
            }
            let path = "\(root)/\(name)"
            guard let file = fopen(path, "w") else { throw FixtureError.noFile(path) }
            fputs(text, file)
            fclose(file)
            created.append(path)
        }
        return try body(root)
    }
}

enum FixtureError: Error {
    case noDirectory
    case noFile(String)
}
