/// Paths of manifests as tools that annotate source code want them: relative to the top of the work tree.
struct SourcePaths {
    private let root: [Substring]
    private let workingDirectory: [Substring]

    init(_ metadata: ReportMetadata) {
        root = Self.steps(metadata.sourceRoot)
        workingDirectory = Self.steps(metadata.workingDirectory)
    }

    /// The path below the work tree; nil when the file lies outside of it.
    func relative(_ path: String) -> String? {
        if path == "-" { return nil }
        if root.isEmpty { return path.hasPrefix("/") ? nil : Self.normal(Self.steps(path)).joined(separator: "/") }
        let absolute = self.absolute(path)
        guard absolute.count > root.count, absolute.starts(with: root) else { return nil }
        return absolute.dropFirst(root.count).joined(separator: "/")
    }

    /// The URI of a file: relative below the work tree, else absolute.
    func uri(_ path: String) -> String {
        if path == "-" { return "stdin" }
        if let relative = relative(path) { return Self.encoded(relative) }
        return "file:///" + Self.encoded(absolute(path).joined(separator: "/"))
    }

    private func absolute(_ path: String) -> [Substring] {
        Self.normal(path.hasPrefix("/") ? Self.steps(path) : workingDirectory + Self.steps(path))
    }

    private static func steps(_ path: String) -> [Substring] { path.split(separator: "/") }

    /// Without `.` and `..`.
    private static func normal(_ steps: [Substring]) -> [Substring] {
        var result: [Substring] = []
        for step in steps where step != "." {
            if step == "..", let last = result.last, last != ".." { result.removeLast() } else { result.append(step) }
        }
        return result
    }

    /// With the characters that a URI path has no place for as `%XX` (RFC 3986).
    private static func encoded(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case _ where "-._~/!$&'()*+,;=@".utf8.contains(byte): result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
