public import ManifestSources
public import PolicyLibrary

/// Manifests below paths, as a source: files are read on all cores, and those that are evaluated are let go.
public struct ManifestFiles: ObjectSource {
    private let paths: [String]
    private let reader: ManifestReader
    /// How many files are read for a page, when each holds little.
    private static let filesOfPage = 32
    /// How many objects a page has at most.
    private static let objectsOfPage = 256

    /// - Parameter paths: files, folders with everything below them, patterns, and `-` for standard input.
    public init(_ paths: [String], reader: ManifestReader) {
        self.paths = paths
        self.reader = reader
    }

    /// - Throws: ``ManifestError`` when a path cannot be read or there is nothing in it, ``UnreadableManifests`` when
    ///   there are files and not one object could be read from them.
    public func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary {
        let sources = try reader.sources(in: paths)
        let next = NextIndex()
        let parts = try await withThrowingTaskGroup(of: [Part].self) { [reader] group in
            for _ in 0..<max(min(reader.workers, sources.count), 1) {
                group.addTask {
                    var parts: [Part] = []
                    while true {
                        let start = next.take(Self.filesOfPage)
                        guard start < sources.count else { return parts }
                        let files = sources[start..<min(start + Self.filesOfPage, sources.count)]
                        parts.append(try await Self.read(files, reader, deliver))
                    }
                }
            }
            var all: [Part] = []
            for try await parts in group { all += parts }
            return all.sorted { $0.start < $1.start }
        }
        let summary = ManifestSummary(
            sources: sources, problems: parts.flatMap(\.problems),
            ignoredDocuments: parts.reduce(0) { $0 + $1.ignored }, objectCount: parts.reduce(0) { $0 + $1.objects })
        if summary.objectCount == 0 {
            guard summary.problems.isEmpty else { throw UnreadableManifests(summary.problems) }
            throw ManifestError.noObjects(paths: paths, files: sources.count, documents: summary.ignoredDocuments)
        }
        return SourceSummary(manifests: summary)
    }

    /// What a run of files gave.
    private struct Part: Sendable {
        let start: Int
        var problems: [ManifestProblem] = []
        var ignored = 0
        var objects = 0
    }

    private static func read(
        _ files: ArraySlice<ManifestSource>, _ reader: ManifestReader,
        _ deliver: @Sendable (ObjectPage) async throws -> Void
    ) async throws -> Part {
        var part = Part(start: files.startIndex)
        var waiting: [PageObject] = []
        // Files have room for four thousand million objects each; the order of objects is that of their pages.
        var order = UInt64(files.startIndex) << 32
        for file in files {
            try Task.checkCancellation()
            let piece = reader.read(file)
            if let problem = piece.problem { part.problems.append(problem) }
            part.ignored += piece.ignored
            part.objects += piece.objects.count
            for object in piece.objects {
                waiting.append(PageObject(object))
                if waiting.count == objectsOfPage {
                    try await deliver(ObjectPage(waiting, order: order))
                    order += 1
                    waiting.removeAll(keepingCapacity: true)
                }
            }
        }
        if !waiting.isEmpty { try await deliver(ObjectPage(waiting, order: order)) }
        return part
    }
}
