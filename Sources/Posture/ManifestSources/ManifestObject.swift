public import Documents

/// A Kubernetes object in a manifest.
public struct ManifestObject: Sendable {
    public let node: Node
    /// The way from the top of its document to the object: empty, or `items[3]` in a list.
    public let path: DocumentPath
    /// The file it stands in.
    public let source: ManifestSource
    /// Which document of the file, from 0; for an array of objects, which element.
    public let documentIndex: Int
    public let apiVersion: String
    public let kind: String

    public init(
        node: Node, path: DocumentPath, source: ManifestSource, documentIndex: Int, apiVersion: String, kind: String
    ) {
        self.node = node
        self.path = path
        self.source = source
        self.documentIndex = documentIndex
        self.apiVersion = apiVersion
        self.kind = kind
    }

    /// Where the object begins.
    public var position: SourcePosition? { node.document.place(of: path).position }

    /// The place of a field of the object, or of the deepest part of the way to it that exists.
    public func place(of field: DocumentPath) -> DocumentPlace {
        node.document.place(of: DocumentPath(path.steps + field.steps))
    }
}

/// The file that objects come from.
public struct ManifestSource: Sendable, Hashable {
    /// The path as the user would type it; `-` for standard input.
    public let path: String
    /// The path below the folder that is scanned, the same on every machine.
    public let relativePath: String
    public let format: Format

    public enum Format: String, Sendable, Hashable {
        case yaml = "YAML"
        case json = "JSON"
    }

    public init(path: String, relativePath: String, format: Format) {
        self.path = path
        self.relativePath = relativePath
        self.format = format
    }
}

/// Everything that was found in the paths of a scan.
public struct ManifestSet: Sendable {
    public let objects: [ManifestObject]
    /// The files that were read, with or without objects.
    public let sources: [ManifestSource]
    /// What could not be read, in the order of the files.
    public let problems: [ManifestProblem]
    /// Documents that are no Kubernetes objects: no `apiVersion`, no `kind`.
    public let ignoredDocuments: Int

    public init(
        objects: [ManifestObject], sources: [ManifestSource], problems: [ManifestProblem], ignoredDocuments: Int
    ) {
        self.objects = objects
        self.sources = sources
        self.problems = problems
        self.ignoredDocuments = ignoredDocuments
    }
}

/// The files of a scan, without their objects.
public struct ManifestSummary: Sendable {
    /// The files that were read, with or without objects.
    public var sources: [ManifestSource]
    /// What could not be read, in the order of the files.
    public var problems: [ManifestProblem]
    /// Documents that are no Kubernetes objects: no `apiVersion`, no `kind`.
    public var ignoredDocuments: Int
    public var objectCount: Int

    public init(
        sources: [ManifestSource] = [], problems: [ManifestProblem] = [], ignoredDocuments: Int = 0,
        objectCount: Int = 0
    ) {
        self.sources = sources
        self.problems = problems
        self.ignoredDocuments = ignoredDocuments
        self.objectCount = objectCount
    }
}

/// A file that could not be read, or not to its end.
public struct ManifestProblem: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let error: DocumentError

    public init(path: String, error: DocumentError) {
        self.path = path
        self.error = error
    }

    public var description: String { error.description }
}

/// Not one manifest could be read.
public struct UnreadableManifests: Error, Sendable, CustomStringConvertible {
    /// In the order of the files.
    public let problems: [ManifestProblem]

    public init(_ problems: [ManifestProblem]) { self.problems = problems }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Why there is nothing to scan.
public enum ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
    case notFound(path: String)
    case unreadable(path: String, why: String)
    case emptyDirectory(path: String)
    case noManifests(paths: [String])
    case noObjects(paths: [String], files: Int, documents: Int)

    public var description: String {
        switch self {
        case .notFound(let path):
            "There is no file or folder \(path). Check the path."
        case .unreadable(let path, let why):
            "\(path) cannot be read (\(why)). Check its permissions."
        case .emptyDirectory(let path):
            "The folder \(path) is empty. Give a folder that holds manifests (.yaml, .yml or .json)."
        case .noManifests(let paths):
            "There are no manifests in \(paths.joined(separator: ", ")): no file ends in .yaml, .yml or .json. "
                + "Give the folder that holds them."
        case .noObjects(let paths, let files, let documents):
            "There are no Kubernetes objects in \(paths.joined(separator: ", ")): none of \(documents) "
                + "\(documents == 1 ? "document" : "documents") in \(files) \(files == 1 ? "file" : "files") has "
                + "apiVersion and kind. Give the folder that holds manifests."
        }
    }
}
