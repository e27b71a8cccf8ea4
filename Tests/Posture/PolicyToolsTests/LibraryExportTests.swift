import PolicyLibrary
import PolicyTools
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct LibraryExportTests {
    /// A folder that goes away with the test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/policy-export-XXXXXX".utf8CString)
        let path = try #require(template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }.map { String(cString: $0) })
        defer { remove(path) }
        try body(path)
    }

    private func remove(_ path: String) {
        _ = nftw(path, { name, _, _, _ in name.map { Glibc.remove($0) } ?? 0 }, 16, FTW_DEPTH | FTW_PHYS)
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
