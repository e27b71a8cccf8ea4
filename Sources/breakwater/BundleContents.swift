import OfflineBundle
import PolicyLibrary
import PolicyTools

/// What goes into a bundle: a library in its published form, exceptions, control inputs.
struct BundleContents {
    let writer: BundleWriter

    init(library: String?, exceptions: [String], controlsConfig: String?) throws {
        var writer = BundleWriter()
        do {
            if let library {
                // Read once, so that a bundle never holds what no scan can use.
                _ = try PolicyLibrary(directory: library)
                let files = try DirectoryFiles(library)
                let isSource = files.paths.contains { $0.hasPrefix("rules/") && $0.hasSuffix(".rego") }
                let exported = isSource ? try LibraryExport.published(files) : try LibraryExport.sources(files)
                for file in exported { writer.add("policies/\(file.path)", file.bytes) }
            } else {
                for file in try LibraryExport.published(EmbeddedFiles()) {
                    writer.add("policies/\(file.path)", file.bytes)
                }
            }
        } catch let error as PolicyLibraryError {
            throw Refusal(error)
        }
        for (index, path) in exceptions.enumerated() {
            writer.add("exceptions/\(index).json", try NewFile.bytes(path, limit: 64 << 20))
        }
        if let controlsConfig {
            do {
                _ = try PolicyLibrary.inputs(at: controlsConfig)
            } catch {
                throw Refusal(error)
            }
            writer.add("inputs/controls-inputs.json", try NewFile.bytes(controlsConfig, limit: 64 << 20))
        }
        self.writer = writer
    }
}
