import Documents
import OfflineBundle
import PolicyLibrary
import PolicyTools

/// What goes into a bundle: a library in its published form, with exceptions and control inputs of the user.
struct BundleContents {
    let writer: BundleWriter

    init(library: String?, exceptions: [String], controlsConfig: String?) throws {
        do {
            var files = Dictionary(
                uniqueKeysWithValues: try BundleContents.files(of: library).map { ($0.path, $0.bytes) })
            if !exceptions.isEmpty {
                files["exceptions.json"] = try BundleContents.merged(exceptions, with: files["exceptions.json"])
            }
            if let controlsConfig {
                let defaults = try library.map { try PolicyLibrary(directory: $0) } ?? PolicyLibrary.builtIn()
                let inputs = try defaults.defaultInputs().replaced(
                    by: try PolicyLibrary.inputs(at: controlsConfig).lists)
                files["default_config_inputs.json"] = BundleContents.bytes(inputs)
                files["controls-inputs.json"] = nil
            }
            var writer = BundleWriter()
            for (path, bytes) in files { writer.add("policies/\(path)", bytes) }
            self.writer = writer
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        } catch let error as DocumentError {
            throw Refusal(error)
        }
    }

    private static func files(of library: String?) throws -> [ExportedFile] {
        guard let library else { return try LibraryExport.published(EmbeddedFiles()) }
        // Read once, so that a bundle never holds what no scan can use.
        _ = try PolicyLibrary(directory: library)
        let files = try DirectoryFiles(library)
        let isSource = files.paths.contains { $0.hasPrefix("rules/") && $0.hasSuffix(".rego") }
        return isSource ? try LibraryExport.published(files) : try LibraryExport.sources(files)
    }

    /// The exceptions of several files in one list, after those of the library.
    private static func merged(_ paths: [String], with own: [UInt8]?) throws -> [UInt8] {
        var lists: [Node] = []
        if let own { lists.append(try JSONParser.parse(SourceBytes(own), name: "exceptions.json", budget: .data).root) }
        for path in paths {
            // Whatever is wrong with them is said now, not in the network that they are carried to.
            _ = try PolicyLibrary.exceptions(at: path)
            let source = try SourceBytes(path: path, budget: .data)
            if let root = try YAMLParser.parse(source, name: path, budget: .data, positions: false).first?.root {
                lists.append(root)
            }
        }
        let document = Document.build { arena in
            arena.array(
                lists.flatMap { list in
                    let entries = list.value.isArray ? list.elements : list["exceptions"]?.elements ?? [list]
                    return entries.map { arena.copy($0.value) }
                })
        }
        return withExtendedLifetime((document, lists)) { JSONWriter.pretty.bytes(document.rootValue) }
    }

    private static func bytes(_ inputs: ControlInputs) -> [UInt8] {
        let document = Document.build { arena in
            let lists = inputs.lists.map { name, list in
                (key: arena.string(name), value: arena.array(list.map { arena.string($0) }))
            }
            return arena.object([
                "settings": arena.object(["postureControlInputs": arena.object(lists)])
            ])
        }
        return withExtendedLifetime(document) { JSONWriter.pretty.bytes(document.rootValue) }
    }
}
