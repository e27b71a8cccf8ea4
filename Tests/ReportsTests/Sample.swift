import Documents
import Foundation
import ManifestSources
import PolicyLibrary
import PostureScan

@testable import Reports

/// A scan of `Fixtures/shop.yaml` with a small framework of its own, so that reworded controls change no report here.
enum Sample {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    static let fixtures = "\(directory)/Fixtures"

    static func report(file: String = "shop.yaml", severities: Bool = true) async throws -> ScanReport {
        let path = "\(fixtures)/\(file)"
        let source = ManifestSource(path: path, relativePath: file, format: .yaml)
        let documents = try YAMLParser.parse(try SourceBytes(path: path), name: path)
        let objects = documents.enumerated().map { index, document in
            ManifestObject(
                node: document.root, path: "", source: source, documentIndex: index, apiVersion: "apps/v1",
                kind: "Deployment")
        }
        let library = try PolicyLibrary(files: ["\(fixtures)/library.json"])
        let scanner = PostureScanner(library: library, inputs: ControlInputs(), options: ScanOptions(workers: 1))
        return try await scanner.scan(
            ManifestSet(objects: objects, sources: [source], problems: [], ignoredDocuments: 0),
            try library.select(frameworks: ["Harbour rules"], for: .file))
    }

    static func metadata(_ options: ReportOptions = ReportOptions(), isVerbose: Bool = false) -> ReportMetadata {
        ReportMetadata(
            generationTime: "2026-01-02T03:04:05Z", startTime: "2026-01-02T03:04:04Z", reportGUID: "id",
            productVersion: "1.0.0", paths: ["shop.yaml"], target: .file, sourceRoot: fixtures,
            workingDirectory: fixtures, hostName: "desk", targetNames: ["Harbour rules"], isVerbose: isVerbose,
            options: options)
    }

    /// A report as text, with the place of this checkout taken out.
    static func text(
        _ format: ReportFormat, _ options: ReportOptions = ReportOptions(), version: ReportVersion = .v2,
        isVerbose: Bool = false, width: Int = 100, cluster: String? = nil
    ) async throws -> String {
        var metadata = metadata(options, isVerbose: isVerbose)
        if let cluster {
            metadata.paths = []
            metadata.target = .cluster
            metadata.cluster = ReportMetadata.Cluster(name: cluster, contextName: "\(cluster) admin")
        }
        let writer = ReportWriter(
            try await report(), metadata,
            style: TerminalStyle(isColored: false, width: width), version: version)
        let text = String(decoding: ReportOutput.bytes { writer.write(format, to: $0) }, as: UTF8.self)
        return text.replacingOccurrences(of: "\(fixtures)/", with: "")
            .replacingOccurrences(of: "/private\(fixtures)/", with: "")
            .replacingOccurrences(of: fixtures, with: "FIXTURES")
    }
}
