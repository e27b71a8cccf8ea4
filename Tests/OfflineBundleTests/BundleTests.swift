import ContainerImages
import Foundation
import OfflineBundle
import Testing

@Suite struct BundleTests {
    /// A folder that goes away with the test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path())
    }

    @discardableResult
    private func made(_ path: String, key: BundleSigningKey? = nil) throws -> BundleManifest {
        var writer = BundleWriter()
        writer.add("policies/controls.json", Array("[]".utf8))
        writer.add("policies/frameworks.json", Array("[1]".utf8))
        return try writer.write(
            to: path, name: "policies", version: "2026-11-25", created: "2026-11-25T12:00:00Z", time: 1_795_608_000,
            product: "test 1",
            signingKey: key)
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    @Test func tarReadsIt() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar", key: BundleSigningKey())
            #expect(
                try run("/usr/bin/tar", ["tf", "\(folder)/b.tar"])
                    == "bundle.json\nbundle.sig\npolicies/controls.json\npolicies/frameworks.json\n")
            #expect(try run("/usr/bin/tar", ["xfO", "\(folder)/b.tar", "policies/frameworks.json"]) == "[1]")
        }
    }

    @Test func theSameFilesMakeTheSameBytes() throws {
        try withFolder { folder in
            try made("\(folder)/a.tar")
            try made("\(folder)/b.tar")
            #expect(FileManager.default.contentsEqual(atPath: "\(folder)/a.tar", andPath: "\(folder)/b.tar"))
        }
    }

    @Test func itsManifestSaysWhatItHolds() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            let manifest = try BundleReader("\(folder)/b.tar").verify().manifest
            #expect(manifest.version == "2026-11-25")
            #expect(manifest.entries.map(\.path) == ["policies/controls.json", "policies/frameworks.json"])
            #expect(manifest.entries.map(\.size) == [2, 3])
            #expect(
                manifest.entries[0].digest.hexadecimal
                    == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945")
        }
    }

    @Test func anyChangedByteOfAFileIsFound() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            var bytes = try Data(contentsOf: URL(filePath: "\(folder)/b.tar"))
            let place = try #require(bytes.range(of: Data("[1]".utf8)))
            bytes.replaceSubrange(place, with: Data("[2]".utf8))
            try bytes.write(to: URL(filePath: "\(folder)/b.tar"))
            let error = #expect(throws: BundleError.self) { try BundleReader("\(folder)/b.tar").verify() }
            #expect(error?.description.contains("policies/frameworks.json in the bundle") == true)
        }
    }

    @Test func aSignatureOfAnotherKeyIsRefused() throws {
        try withFolder { folder in
            let key = BundleSigningKey()
            try made("\(folder)/b.tar", key: key)
            #expect(try BundleReader("\(folder)/b.tar", key: key.publicKey).verify().isSigned)
            let other = BundleReader("\(folder)/b.tar", key: BundleSigningKey().publicKey, keyName: "other.pub")
            #expect(throws: BundleError.badSignature(file: "\(folder)/b.tar", key: "other.pub")) { try other.verify() }
        }
    }

    @Test func aKeyRefusesABundleWithoutSignature() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            let reader = BundleReader("\(folder)/b.tar", key: BundleSigningKey().publicKey)
            #expect(throws: BundleError.unsigned(file: "\(folder)/b.tar")) { try reader.verify() }
        }
    }

    @Test func aKeySurvivesItsFile() throws {
        let key = BundleSigningKey()
        let copy = try BundleSigningKey(text: key.text, file: "k")
        #expect(copy.publicKey.text == key.publicKey.text)
        #expect(throws: BundleError.self) { try BundleSigningKey(text: "AAAA", file: "k") }
    }

    @Test(arguments: ["../out", "/etc/passwd", "a/../b", "a//b", ".", "a\\b"])
    func pathsThatLeadOutAreRefused(path: String) throws {
        try withFolder { folder in
            let digest = Digest(of: Array("x".utf8)).hexadecimal
            let manifest = """
                {"formatVersion": 1, "name": "n", "version": "v", "created": "", "product": "",
                 "entries": [{"path": "\(path.replacingOccurrences(of: "\\", with: "\\\\"))", "size": 1, "sha256": "\(digest)"}]}
                """
            try Data(manifest.utf8).write(to: URL(filePath: "\(folder)/bundle.json"))
            _ = try run("/usr/bin/tar", ["cf", "\(folder)/b.tar", "-C", folder, "bundle.json"])
            let error = #expect(throws: BundleError.self) { try BundleReader("\(folder)/b.tar").verify() }
            #expect(error?.description.contains("leads out of the bundle") == true)
        }
    }

    @Test func linksAreRefused() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            _ = try run("/usr/bin/tar", ["xf", "\(folder)/b.tar", "-C", folder])
            try FileManager.default.removeItem(atPath: "\(folder)/policies/controls.json")
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/policies/controls.json", withDestinationPath: "/etc/passwd")
            _ = try run(
                "/usr/bin/tar",
                [
                    "cf", "\(folder)/b.tar", "-C", folder, "bundle.json", "policies/controls.json",
                    "policies/frameworks.json",
                ])
            let error = #expect(throws: BundleError.self) { try BundleReader("\(folder)/b.tar").verify() }
            #expect(error?.description.contains("something else than plain files") == true)
        }
    }

    @Test func aBundleThatWasCutOffIsNotWhole() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/b.tar"))
            for length in stride(from: 0, to: bytes.count - 1024, by: 199) {
                try bytes.prefix(length).write(to: URL(filePath: "\(folder)/c.tar"))
                #expect(throws: BundleError.self) { try BundleReader("\(folder)/c.tar").verify() }
            }
        }
    }

    @Test func changedBytesNeverCrashTheReader() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar", key: BundleSigningKey())
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/b.tar"))
            var state: UInt64 = 42
            for _ in 0..<2000 {
                var copy = bytes
                for _ in 0..<3 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    copy[Int(state >> 33) % copy.count] = UInt8(truncatingIfNeeded: state >> 20)
                }
                try copy.write(to: URL(filePath: "\(folder)/c.tar"))
                _ = try? BundleReader("\(folder)/c.tar").verify()
            }
        }
    }

    @Test func anImportReplacesTheOneBefore() throws {
        try withFolder { folder in
            let store = BundleStore(directory: "\(folder)/cache")
            #expect(try store.manifest() == nil)
            try made("\(folder)/b.tar")
            _ = try store.take(BundleReader("\(folder)/b.tar"))
            _ = try store.take(BundleReader("\(folder)/b.tar"))
            #expect(try store.manifest()?.version == "2026-11-25")
            #expect(store.policies == "\(folder)/cache/bundle/policies")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cache") == ["bundle"])
        }
    }

    @Test func whatWasUnpackedIsAsOldAsTheBundle() throws {
        try withFolder { folder in
            try made("\(folder)/b.tar")
            _ = try BundleStore(directory: "\(folder)/cache").take(BundleReader("\(folder)/b.tar"))
            let attributes = try FileManager.default.attributesOfItem(
                atPath: "\(folder)/cache/bundle/policies/controls.json")
            #expect(attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 1_795_608_000))
        }
    }

    @Test func aBrokenImportLeavesTheOneBefore() throws {
        try withFolder { folder in
            let store = BundleStore(directory: "\(folder)/cache")
            try made("\(folder)/b.tar")
            _ = try store.take(BundleReader("\(folder)/b.tar"))
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/b.tar"))
            try bytes.prefix(2000).write(to: URL(filePath: "\(folder)/c.tar"))
            #expect(throws: BundleError.self) { try store.take(BundleReader("\(folder)/c.tar")) }
            #expect(try store.manifest()?.entries.count == 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/cache") == ["bundle"])
        }
    }

    @Test func placesAreToldApart() throws {
        #expect(try BundleSource("oci://ghcr.io/o/b:1").description == "oci://ghcr.io/o/b:1")
        #expect(try BundleSource("https://example.com/b.tar") == .address("https://example.com/b.tar"))
        #expect(try BundleSource("./b.tar") == .path("./b.tar"))
        #expect(throws: BundleError.self) { try BundleSource("ftp://example.com/b.tar") }
    }
}
