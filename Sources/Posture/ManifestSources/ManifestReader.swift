public import Documents

/// Reads the manifests below paths into objects, on all cores.
public struct ManifestReader: Sendable {
    /// What reading one file may cost.
    public var budget: DocumentBudget
    /// How many files are read at the same time.
    public var workers: Int

    public init(budget: DocumentBudget = .manifest, workers: Int) {
        self.budget = budget
        self.workers = max(workers, 1)
    }

    /// The objects in `paths`: files, folders with everything below them, patterns, and `-` for standard input.
    ///
    /// Files that cannot be parsed are listed in the result; what they hold before the error counts.
    /// - Throws: ``ManifestError`` when a path cannot be read or there is nothing in it.
    public func read(_ paths: [String]) async throws -> ManifestSet {
        let sources = try sources(in: paths)
        let pieces = try await concurrentMap(sources, workers: workers) { read($0) }
        let set = ManifestSet(
            objects: pieces.flatMap(\.objects), sources: sources, problems: pieces.compactMap(\.problem),
            ignoredDocuments: pieces.reduce(0) { $0 + $1.ignored })
        if set.objects.isEmpty && set.problems.isEmpty {
            throw ManifestError.noObjects(paths: paths, files: sources.count, documents: set.ignoredDocuments)
        }
        return set
    }

    /// The files that `paths` name, in the order in which they are read.
    package func sources(in paths: [String]) throws -> [ManifestSource] {
        var finder = FileFinder()
        try finder.find(paths)
        return finder.files
    }

    /// The objects of one file, read again: what the scan of it knew of their places is gone by the time a report is
    /// written. Empty when it cannot be read any more; standard input cannot.
    public func objects(in source: ManifestSource) -> [ManifestObject] {
        source.path == "-" ? [] : read(source).objects
    }

    /// What one file gives.
    package struct Piece: Sendable {
        package var objects: [ManifestObject] = []
        package var problem: ManifestProblem?
        package var ignored = 0
    }

    package func read(_ source: ManifestSource) -> Piece {
        let name = source.path == "-" ? "standard input" : source.path
        let bytes: SourceBytes
        do throws(DocumentError) {
            bytes = try SourceBytes(path: source.path, budget: budget)
        } catch {
            return Piece(problem: ManifestProblem(path: source.path, error: error))
        }
        let (documents, error) = parse(bytes, name: name, isJSON: isJSON(source, bytes))
        var unfolding = Unfolding(source: source)
        for document in documents { unfolding.add(document) }
        return Piece(
            objects: unfolding.objects, problem: error.map { ManifestProblem(path: source.path, error: $0) },
            ignored: unfolding.ignored)
    }

    private func parse(_ bytes: SourceBytes, name: String, isJSON: Bool) -> ([Document], DocumentError?) {
        guard isJSON else { return YAMLParser.parseLeniently(bytes, name: name, budget: budget) }
        do throws(DocumentError) {
            return (try JSONParser.parseStream(bytes, name: name, budget: budget, positions: true), nil)
        } catch {
            return ([], error)
        }
    }

    /// Standard input has no name to go by: an opening brace or bracket means JSON.
    private func isJSON(_ source: ManifestSource, _ bytes: SourceBytes) -> Bool {
        guard source.path == "-" else { return source.format == .json }
        let first = bytes.bytes.first { !" \t\r\n".utf8.contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

/// Takes documents apart into objects: arrays and lists hold others.
private struct Unfolding {
    let source: ManifestSource
    var objects: [ManifestObject] = []
    var ignored = 0
    private var documents = 0

    init(source: ManifestSource) { self.source = source }

    mutating func add(_ document: Document) {
        if document.rootValue.isArray {
            for (index, element) in document.root.elements.enumerated() {
                add(element, at: [.index(index)], document: documents + index)
            }
            documents += document.rootValue.count
        } else {
            add(document.root, at: [], document: documents)
            documents += 1
        }
    }

    private mutating func add(_ node: Node, at path: [DocumentPath.Step], document: Int) {
        guard let kind = node["kind"]?.string, let version = node["apiVersion"]?.string else {
            ignored += 1
            return
        }
        if kind.hasSuffix("List"), let items = node["items"], items.value.isArray {
            for (index, item) in items.elements.enumerated() {
                add(item, at: path + [.key("items"), .index(index)], document: document)
            }
            return
        }
        objects.append(
            ManifestObject(
                node: node, path: DocumentPath(path), source: source, documentIndex: document, apiVersion: version,
                kind: kind))
    }
}
