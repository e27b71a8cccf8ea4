import Foundation
import PolicyLibrary
import PolicyTools
import Testing

@Suite struct LibraryExportTests {
    /// A folder that goes away with the test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policy-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path())
    }

    @Test func sourcesReadBackAsTheSameControlsAndRules() throws {
        try withFolder { folder in
            try LibraryExport.write(try LibraryExport.sources(EmbeddedFiles()), into: "\(folder)/library")
            let copy = try PolicyLibrary(directory: "\(folder)/library")
            #expect(try copy.controls() == PolicyLibrary.builtIn().controls())
            #expect(try copy.frameworkNames() == PolicyLibrary.builtIn().frameworkNames())
        }
    }

    @Test func theReleaseReadsBackAsTheSameControls() throws {
        try withFolder { folder in
            try LibraryExport.write(try LibraryExport.published(EmbeddedFiles()), into: "\(folder)/release")
            let copy = try PolicyLibrary(directory: "\(folder)/release")
            #expect(try copy.controls() == PolicyLibrary.builtIn().controls())
            #expect(try copy.defaultInputs() == PolicyLibrary.builtIn().defaultInputs())
            let own = try PolicyLibrary.builtIn().framework("nsa")
            #expect(try copy.framework("nsa").controls == own.controls)
        }
    }

    @Test func aFolderThatHoldsSomethingIsLeftAlone() throws {
        try withFolder { folder in
            let files = try LibraryExport.sources(EmbeddedFiles())
            try LibraryExport.write(files, into: "\(folder)/library")
            let error = #expect(throws: LibraryExportError.self) {
                try LibraryExport.write(files, into: "\(folder)/library")
            }
            #expect(error?.description.contains("is not empty") == true)
        }
    }
}
