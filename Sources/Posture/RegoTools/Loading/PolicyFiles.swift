public import Documents

/// Modules and data read from files and directories, by the rules of `opa eval --data`.
///
/// `.rego` files are modules. `.json`, `.yaml` and `.yml` files are data: one that is named itself is merged into the root
/// of `data`; one found in a directory goes below the names of the directories between the two. Other files are left
/// alone in directories and refused when they are named. `a.b:FILE` and `data.a.b:FILE` put a file or directory under a
/// path of its own.
public struct PolicyFiles: Sendable {
    /// Names and texts of the modules, in the order of the paths, and in directories that of their names.
    public let modules: [(file: String, text: String)]
    /// The documents below `data`; nil when no data file was read.
    public let data: Document?
    /// Bytes of data read.
    public let dataBytes: Int

    /// - Throws: ``PolicyFilesError`` or ``Documents/DocumentError``.
    public init(_ paths: [String]) throws {
        var tree = DataTree()
        var modules: [(file: String, text: String)] = []
        var dataBytes = 0
        for path in paths {
            let (prefix, file) = PolicyFiles.split(path)
            try FileWalk.visit(file) { file, folders, isNamed in
                switch FileKind(path: file) {
                case .module?:
                    modules.append((file: file, text: try PolicyFiles.text(of: file)))
                case .json?, .yaml?:
                    let document = try PolicyFiles.document(of: file, bytes: &dataBytes)
                    try tree.merge(document, at: prefix + folders, from: file)
                case nil:
                    if isNamed { throw PolicyFilesError.unknownKind(file) }
                }
            }
        }
        data = tree.document
        self.modules = modules
        self.dataBytes = dataBytes
    }

    /// `data.a.b:FILE` is the file under a path; a prefix is made of identifiers, so that `C:\…` and `./a:b` are none.
    static func split(_ path: String) -> (prefix: [String], file: String) {
        guard let colon = path.firstIndex(of: ":"), colon != path.startIndex else { return ([], path) }
        var parts = path[..<colon].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let areNames = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    $0 == 0x5F || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39
                }
        }
        guard areNames else { return ([], path) }
        if parts.first == "data" { parts.removeFirst() }
        return (parts, String(path[path.index(after: colon)...]))
    }

    /// The text of a module, which must be UTF-8.
    public static func text(of path: String) throws(DocumentError) -> String {
        let source = try SourceBytes(path: path)
        guard let text = withExtendedLifetime(source, { String(validating: source.bytes, as: UTF8.self) }) else {
            throw DocumentError(
                .encoding, source: path, position: nil, what: "the policy is not valid UTF-8",
                remedy: "Save it as UTF-8")
        }
        return text
    }

    /// A document of a JSON or YAML file; `-` is JSON on standard input. A YAML file without content is null.
    public static func document(of path: String, bytes: inout Int) throws(DocumentError) -> Document {
        let source = try SourceBytes(path: path, budget: .data)
        bytes += source.count
        let name = path == "-" ? "standard input" : path
        if FileKind(path: path) == .yaml {
            let documents = try YAMLParser.parse(source, name: name, budget: .data, positions: false)
            return documents.first ?? Document.build { _ in .null }
        }
        return try JSONParser.parse(source, name: name, budget: .data)
    }
}

/// What a file holds, by its name.
enum FileKind {
    case module, json, yaml

    init?(path: String) {
        if path.hasSuffix(".rego") {
            self = .module
        } else if path.hasSuffix(".json") {
            self = .json
        } else if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            self = .yaml
        } else {
            return nil
        }
    }
}

/// Why files cannot be used together.
public enum PolicyFilesError: Error, Sendable, CustomStringConvertible {
    case missing(path: String, reason: String)
    case unknownKind(String)
    /// Two files give different values for one place.
    case conflict(file: String, place: [String])
    case notAnObject(String)

    public var description: String {
        switch self {
        case .missing(let path, let reason): "cannot read \(path): \(reason). Check the path and its permissions."
        case .unknownKind(let path):
            "\(path) is neither a policy (.rego) nor data (.json, .yaml, .yml). Rename it or leave it out."
        case .conflict(let file, let place):
            "\(file) gives data.\(place.joined(separator: ".")) a value that another file gives as well. Remove one of them."
        case .notAnObject(let file):
            "\(file) must hold an object, because it is merged into the root of data. Put it under a path: name:\(file)."
        }
    }
}
