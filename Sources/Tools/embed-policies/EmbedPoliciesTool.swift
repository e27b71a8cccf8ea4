#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `embed-policies DIRECTORY OUTPUT` writes the texts of a policy library into a Swift source, as one string:
/// for each file a line `path size`, then its bytes and a line break.
///
/// Test cases, Markdown and hidden files stay out.
@main
struct EmbedPoliciesTool {
    static func main() {
        guard CommandLine.arguments.count == 3 else {
            fail("usage: embed-policies DIRECTORY OUTPUT")
        }
        var packed = ""
        for path in files(in: CommandLine.arguments[1], prefix: "") {
            let text = read(CommandLine.arguments[1] + "/" + path)
            packed += "\(path) \(text.utf8.count)\n\(text)\n"
        }
        let source = """
            /// Made by the plugin EmbedPolicies from the folder Policies/.
            enum EmbeddedPolicies {
                /// Every file: a line `path size`, its bytes, a line break.
                static let packed: StaticString = \(delimiter(for: packed))\"""
            \(packed)\"""\(delimiter(for: packed))
            }

            """
        save(source, to: CommandLine.arguments[2])
    }

    /// As many number signs as no quote in the text is followed by.
    private static func delimiter(for text: String) -> String {
        var delimiter = "#"
        while text.contains("\"" + delimiter) || text.contains("\\" + delimiter) { delimiter += "#" }
        return delimiter
    }

    private static func files(in root: String, prefix: String) -> [String] {
        guard let directory = opendir(root + "/" + prefix) else { fail("cannot read the folder \(root)/\(prefix)") }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") || name == "test" || name.hasSuffix(".md") { continue }
            let path = prefix.isEmpty ? name : prefix + "/" + name
            var status = stat()
            guard stat(root + "/" + path, &status) == 0 else { fail("cannot read \(root)/\(path)") }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += files(in: root, prefix: path)
            } else {
                found.append(path)
            }
        }
        return found.sorted()
    }

    /// The text with line feeds alone, as a Swift literal keeps it.
    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { fail("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count].filter { $0 != UInt8(ascii: "\r") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { fail("\(path) is not UTF-8") }
        return text
    }

    /// Leaves a file alone that is right already, so that nothing is compiled again.
    private static func save(_ text: String, to path: String) {
        if access(path, R_OK) == 0 && read(path) == text { return }
        guard let file = fopen(path, "w") else { fail("cannot write \(path)") }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard count == bytes.count, fclose(file) == 0 else { fail("cannot write \(path)") }
    }

    private static func fail(_ message: String) -> Never {
        let line = Array("embed-policies: \(message)\n".utf8)
        _ = write(2, line, line.count)
        exit(1)
    }
}
