import Documents
import Testing

@testable import Wire

/// Bytes of strangers: whatever arrives is read or refused, and nothing crashes. The seeds are fixed.
struct FuzzTests {
    private static let seeds: [String] = [
        NotificationTests.json, JobTests.report,
        #"{"commands":[{"commandName":"scan","designators":[{"attributes":{"a":"b"}}],"jobTracking":{"timestamp":"2022-09-01T10:00:00Z","numSeq":3},"args":{"scanV1":{"targetNames":["a"]},"jobParams":{"name":"n"},"labels":{"a":"b"}}}]}"#,
        #"{"firstReport":true,"node":{"create":[{"name":"n"}],"delete":["x"]},"pod":{"update":[{}]}}"#,
        #"{"reportGUID":"r","paginationInfo":{"chunkNumber":1},"results":[{}],"resources":[{}],"summaryDetails":{}}"#,
        #"{"session":{"jobIDs":["a"]},"credentialsList":[{"username":"u"}],"args":{"useHTTP":true}}"#,
        #"{"clusterName":"c","accountID":"a"}"#,
    ]

    /// One to eight changes: bytes replaced, removed, repeated, or taken from elsewhere in the message.
    private static func mutated(_ message: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var message = message
        for _ in 0...Int.random(in: 0..<8, using: &generator) {
            guard !message.isEmpty else { break }
            let place = Int.random(in: 0..<message.count, using: &generator)
            let end = min(message.count, place + Int.random(in: 1...12, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: message[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: message.removeSubrange(place..<end)
            case 2: message.insert(contentsOf: message[place..<end], at: place)
            case 3: message.removeSubrange(place...)
            case 4: message[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            default:
                let tokens = ["null", "[]", "{}", "-1", "1e999", "\"\"", "[[[[", "true", "\u{0}", "\\ud800"]
                message.replaceSubrange(place..<end, with: bytes(tokens.randomElement(using: &generator) ?? ""))
            }
        }
        return message
    }

    /// Everything that reads messages of others; what is read must be written without trouble.
    private static func readAll(_ message: [UInt8]) -> Int {
        var read = 0
        if let value = try? Notification(message) {
            read += 1
            if let commands = try? Commands(value) { read += commands.json.isEmpty ? 0 : 1 }
        }
        if let commands = try? Commands(json: message) {
            read += 1
            // Writing and reading again changes nothing.
            #expect((try? Commands(json: commands.json)) == commands)
            for command in commands.commands { _ = (command.id, command.schedule, try? WorkloadID(command.workload)) }
        }
        if let report = try? JobReport(json: message) { read += report.json.isEmpty ? 0 : 1 }
        if let report = try? InventoryReport(json: message) {
            read += 1
            #expect((try? InventoryReport(json: report.json)) == report)
        }
        if (try? PostureChunk(SourceBytes(message))) != nil { read += 1 }
        if (try? ContainerScanChunk(json: message)) != nil { read += 1 }
        if let request = try? ImageScanRequest(json: message) { read += request.json.isEmpty ? 0 : 1 }
        if let request = try? KubescapeScanRequest(json: message) { read += request.json.isEmpty ? 0 : 1 }
        if (try? ScanResponse(json: message)) != nil { read += 1 }
        if (try? ClusterData(text: SourceBytes(message), name: "x")) != nil { read += 1 }
        return read
    }

    @Test("Changed JSON messages are read or refused", arguments: [1, 2, 3] as [UInt64])
    func json(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var read = 0
        for round in 0..<3000 {
            read += FuzzTests.readAll(
                FuzzTests.mutated(bytes(FuzzTests.seeds[round % FuzzTests.seeds.count]), &generator))
        }
        // Most changes leave something readable: the readers were really reached.
        #expect(read > 500)
    }

    @Test("Changed BSON messages are read or refused", arguments: [11, 12, 13] as [UInt64])
    func bson(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let originals = try ["commands.bson", "binary.bson", "types.bson"].map { try Fixture.bson($0) }
        var read = 0
        for round in 0..<5000 {
            // Lengths inside the message break easily, so that half of the messages get a flipped bit only.
            var message = originals[round % 3]
            if round.isMultiple(of: 2) {
                let place = Int.random(in: 4..<message.count, using: &generator)
                message[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            } else {
                message = FuzzTests.mutated(message, &generator)
            }
            if let document = try? BSONReader.read(message) {
                read += 1
                #expect((try? BSONReader.read(BSONWriter.bytes(document.root)).root) == document.root)
            }
            _ = (try? Notification(message)).map { try? Commands($0) }
        }
        #expect(read > 100)
    }

    @Test("Every prefix of a BSON message is refused")
    func truncation() throws {
        for name in ["commands.bson", "binary.bson", "types.bson"] {
            let whole = try Fixture.bson(name)
            for length in 0..<whole.count {
                #expect(throws: BSONError.self) { try BSONReader.read(Array(whole[..<length])) }
            }
        }
    }

    @Test("Random bytes are no BSON that hurts, and no ids either")
    func noise() {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<5000 {
            let count = Int.random(in: 0..<200, using: &generator)
            var message = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if count >= 4, Bool.random(using: &generator) {
                withUnsafeBytes(of: Int32(count).littleEndian) { message.replaceSubrange(0..<4, with: $0) }
            }
            _ = try? BSONReader.read(message)
            let words = String(decoding: message, as: UTF8.self)
            _ = (
                try? WorkloadID(words), try? SecretID(words), UniqueID(words), Timestamp(words),
                ImageDigest(imageID: words)
            )
        }
    }

    @Test("BSON budgets hold: bytes, depth, elements")
    func budgets() throws {
        var nested = try tree("{}")
        for _ in 0..<150 { nested = Document.build { arena in arena.object(["a": arena.copy(nested.value)]) }.root }
        let deep = try BSONWriter.bytes(nested)
        #expect(throws: BSONError.self) { try BSONReader.read(deep) }
        #expect(try BSONReader.read(deep, budget: BSONBudget(maxDepth: 200)).root == nested)
        let wide = try BSONWriter.bytes(tree(#"{"a":[1,2,3,4,5]}"#))
        #expect(throws: BSONError.self) { try BSONReader.read(wide, budget: BSONBudget(maxElements: 5)) }
        #expect(throws: BSONError.self) { try BSONReader.read(wide, budget: BSONBudget(maxBytes: 10)) }
        #expect(try BSONReader.read(wide, budget: BSONBudget(maxElements: 6)).root["a"]?.elements.count == 5)
    }
}
