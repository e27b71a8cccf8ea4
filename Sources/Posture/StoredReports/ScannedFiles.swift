import Documents
import PolicyLibrary
import PostureScan

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the manifests that a report speaks of, and keeps to those that it may touch.
struct ScannedFiles {
    private let base: String

    /// Where the object of a report stands today.
    struct Place {
        /// The file, without links.
        let file: String
        let bytes: [UInt8]
        let target: ManifestEditor.Target
        let object: Node
    }

    struct Refused: Error {
        let why: String
        init(_ why: String) { self.why = why }
    }

    init(base: String) { self.base = base }

    func place(of resource: StoredReport.Resource?, in report: StoredReport) throws(Refused) -> Place {
        guard let resource, let source = resource.source else { throw Refused("it does not come from a file") }
        guard source.fileType == "YAML" else {
            let chart = source.chartName.isEmpty ? "" : " \(source.chartName)"
            throw Refused(
                source.fileType == "JSON"
                    ? "only YAML files are changed, and this is JSON"
                    : "it was made by \(source.fileType)\(chart) (\(source.relativePath)), so the fix belongs there")
        }
        let file = try resolve(source)
        let bytes: [UInt8]
        do throws(DocumentError) {
            let content = try SourceBytes(path: file, budget: .manifest)
            bytes = withExtendedLifetime(content) { Array(content.bytes) }
        } catch {
            throw Refused("the file cannot be read: \(error.what)")
        }
        let documents: [Document]
        do throws(DocumentError) {
            documents = try YAMLParser.parse(SourceBytes(bytes), name: file)
        } catch {
            throw Refused("the file cannot be read: \(error.what)")
        }
        let (target, object) = try find(resource, source, documents)
        try check(object, resource, file, report)
        return Place(file: file, bytes: bytes, target: target, object: object)
    }

    // MARK: Files

    /// The file of a source: what its path names itself, or below its path.
    private func resolve(_ source: StoredReport.Source) throws(Refused) -> String {
        guard let root = ScannedFiles.real(base) else { throw Refused("the folder \(base) does not exist") }
        var candidates = [source.path, "\(source.path)/\(source.relativePath)", "\(base)/\(source.relativePath)"]
        if !source.path.hasPrefix("/") {
            candidates += ["\(base)/\(source.path)", "\(base)/\(source.path)/\(source.relativePath)"]
        }
        var outside: String?
        for candidate in candidates {
            guard let file = ScannedFiles.real(candidate), ScannedFiles.isFile(file) else { continue }
            if file.hasPrefix(root == "/" ? root : root + "/") { return file }
            outside = candidate
        }
        if let outside {
            throw Refused("\(outside) lies outside of \(root); allow another folder with --base-path")
        }
        throw Refused("the file \(source.path.isEmpty ? source.relativePath : source.path) is not there any more")
    }

    /// A file below the base folder as a path from there.
    func relative(_ file: String) -> String {
        guard let root = ScannedFiles.real(base), root != "/", file.hasPrefix(root + "/") else { return file }
        return String(file.dropFirst(root.utf8.count + 1))
    }

    /// The path without links and dots; nil when it leads nowhere.
    private static func real(_ path: String) -> String? {
        guard !path.contains("\0"), let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    // MARK: Objects

    private func find(
        _ resource: StoredReport.Resource, _ source: StoredReport.Source, _ documents: [Document]
    ) throws(Refused) -> (ManifestEditor.Target, Node) {
        var all: [(target: ManifestEditor.Target, object: Node)] = []
        for (index, document) in documents.enumerated() {
            ScannedFiles.unfold(document.root, ManifestEditor.Target(document: index, path: ""), into: &all)
        }
        let same = all.filter { _, object in
            object["apiVersion"]?.string == resource.apiVersion && object["kind"]?.string == resource.kind
                && (object["metadata"]?["name"]?.string ?? "") == resource.name
                && (object["metadata"]?["namespace"]?.string ?? "") == resource.namespace
        }
        // The id holds which document of the file it was.
        let exact = same.filter { target, _ in
            let path = "\(source.relativePath):\(target.document)"
            return resource.id.hasPrefix("path=\(ObjectIdentity.hash(path))/")
        }
        if exact.count == 1 { return exact[0] }
        guard same.count == 1 else {
            throw Refused(
                same.isEmpty
                    ? "the object is not in \(source.path) any more; scan again"
                    : "\(source.path) holds several objects of this name")
        }
        return same[0]
    }

    private static func unfold(
        _ node: Node, _ target: ManifestEditor.Target,
        into all: inout [(target: ManifestEditor.Target, object: Node)]
    ) {
        guard let kind = node["kind"]?.string else { return }
        if kind.hasSuffix("List"), let items = node["items"], items.value.isArray {
            for (index, item) in items.elements.enumerated() {
                let path = DocumentPath(target.path.steps + [.key("items"), .index(index)])
                unfold(item, ManifestEditor.Target(document: target.document, path: path), into: &all)
            }
        } else {
            all.append((target, node))
        }
    }

    /// Whether the object is still the one that was scanned.
    private func check(
        _ object: Node, _ resource: StoredReport.Resource, _ file: String, _ report: StoredReport
    ) throws(Refused) {
        let changed = Refused("\(file) has changed since the scan; scan again")
        if report.isOwn, let scanned = resource.object {
            let cleaned = Document.build { arena in
                withExtendedLifetime(object.document) { arena.copy(Redaction.cleaned(object.value, in: arena)) }
            }
            if !ObjectContent.areEqual(cleaned.root, scanned) { throw changed }
            return
        }
        var status = stat()
        guard stat(file, &status) == 0, let time = report.generationTime, status.st_mtim.tv_sec <= time.seconds + 1
        else { throw changed }
    }
}
