import Documents
import Foundation
import Testing

@Suite struct SourceBytesTests {
    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    @Test func readsFilesOfEverySize() throws {
        for size in [0, 1, 4095, 4096, 4097, 100_000] {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            try withFile(bytes) { path in
                let source = try SourceBytes(path: path)
                #expect(withExtendedLifetime(source) { Array(source.bytes) } == bytes)
            }
        }
    }

    @Test func readsFilesThatSayNoSize() throws {
        let source = try SourceBytes(path: "/proc/self/status")
        #expect(withExtendedLifetime(source) { source.bytes.count } > 100)
    }

    @Test func refusesFilesBeyondTheBudget() throws {
        try withFile([UInt8](repeating: 0x20, count: 101)) { path in
            let error = try #require(throws: DocumentError.self) {
                try SourceBytes(path: path, budget: DocumentBudget(maxBytes: 100))
            }
            #expect(error.reason == .budget(.bytes))
            #expect(
                error.description
                    == "\(path): the text has 101 bytes, more than the budget maxBytes of 100 allows. "
                    + "Split it into smaller files, or raise the budget.")
        }
        let error = try #require(throws: DocumentError.self) {
            try SourceBytes(path: "/dev/zero", budget: DocumentBudget(maxBytes: 100_000))
        }
        #expect(error.reason == .budget(.bytes))
    }

    @Test func saysWhyAFileCannotBeRead() throws {
        let missing = try #require(throws: DocumentError.self) { try SourceBytes(path: "/nowhere/file.yaml") }
        #expect(
            missing.description
                == "/nowhere/file.yaml: the file cannot be read (No such file or directory). "
                + "Check the path and its permissions.")
        let folder = try #require(throws: DocumentError.self) { try SourceBytes(path: "/tmp") }
        #expect(folder.what == "the file cannot be read (Is a directory)")
    }
}
