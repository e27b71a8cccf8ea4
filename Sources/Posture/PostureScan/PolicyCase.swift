#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One test case of a rule: a folder with `input/` and `expected.json`.
public struct PolicyCase: Sendable, Hashable {
    /// The folder of the rule.
    public let rule: String
    /// `<rule>/<case>`.
    public let name: String
    package let path: String
    /// Whether it lies beside its rule (`<rule>/test/<case>`) and so expects our corrections.
    package let isOwn: Bool

    /// All cases below a folder, sorted.
    public static func find(in root: String) throws -> [PolicyCase] {
        var cases: [PolicyCase] = []
        for rule in try folders(in: root) {
            for inner in try folders(in: "\(root)/\(rule)") {
                if inner == "test" {
                    for name in try folders(in: "\(root)/\(rule)/test") {
                        cases.append(
                            PolicyCase(
                                rule: rule, name: "\(rule)/\(name)", path: "\(root)/\(rule)/test/\(name)", isOwn: true))
                    }
                } else {
                    cases.append(
                        PolicyCase(
                            rule: rule, name: "\(rule)/\(inner)", path: "\(root)/\(rule)/\(inner)", isOwn: false))
                }
            }
        }
        guard !cases.isEmpty else { throw PolicyCaseError.noCases(path: root) }
        return cases
    }

    /// The names in a folder, sorted.
    package static func names(in path: String) throws -> [String] {
        guard let directory = opendir(path) else {
            throw PolicyCaseError.unreadable(path: path, why: String(cString: strerror(errno)))
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private static func folders(in path: String) throws -> [String] {
        try names(in: path).filter { name in
            var status = stat()
            return stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }
}

/// Why cases cannot be read.
public enum PolicyCaseError: Error, Sendable, CustomStringConvertible {
    case unreadable(path: String, why: String)
    case noCases(path: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let why):
            "The folder \(path) cannot be read (\(why)). Check the path."
        case .noCases(let path):
            "There are no cases in \(path). Give a folder that holds <rule>/<case> or <rule>/test/<case>."
        }
    }
}
