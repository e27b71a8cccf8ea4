import Foundation
import GRDB
import Logging
import ServiceKit
import Synchronization
import Testing

@testable import Spool

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "spool-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    var spool: String { path + "/spool.sqlite" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// What a spool keeps, over real SQLite files.
struct SpoolTests {
    let folder: TemporaryFolder
    let lane = SpoolLane(destination: "http://receiver", cluster: "c")

    init() throws { folder = try TemporaryFolder() }

    @Test("Parts come out in order with digest and key, and are gone once delivered")
    func order() throws {
        let spool = try Spool(path: folder.spool)
        #expect(try spool.submit(run: "a", lane: lane, target: "/x?y=1", parts: [bytes("a0"), bytes("a1")]))
        #expect(try spool.submit(run: "b", lane: lane, parts: [bytes("b0")]))
        #expect(try !spool.submit(run: "a", lane: lane, parts: [bytes("other")]))
        var seen: [String] = []
        while let part = try spool.next(in: lane) {
            seen.append("\(part.idempotencyKey) of \(part.of): \(String(decoding: part.body, as: UTF8.self))")
            #expect(part.target == (part.run == "a" ? "/x?y=1" : ""))
            #expect(part.digest.count == 32)
            try spool.delivered(part)
            // An acknowledgement that comes twice changes nothing.
            try spool.delivered(part)
        }
        #expect(seen == ["a/0 of 2: a0", "a/1 of 2: a1", "b/0 of 1: b0"])
        let status = try spool.status()
        #expect(status.deliveredRuns == 2)
        #expect(status.waitingRuns == 0 && status.bytes == 0 && status.waitingParts == 0)
    }

    @Test("A run that is being written is not delivered and does not hold up others")
    func unfinished() throws {
        let spool = try Spool(path: folder.spool)
        try spool.begin(run: "slow", lane: lane)
        try spool.append(bytes("0"), to: "slow")
        try spool.submit(run: "fast", lane: lane, parts: [bytes("f")])
        #expect(try spool.next(in: lane)?.run == "fast")
        #expect(try spool.status().unfinishedRuns == 1)
        try spool.append(bytes("1"), to: "slow")
        try spool.seal(run: "slow")
        #expect(try spool.next(in: lane)?.run == "slow")
        #expect(try spool.next(in: lane)?.of == 2)
        #expect(throws: SpoolError.unknownRun("slow")) { try spool.append(bytes("2"), to: "slow") }
        #expect(throws: SpoolError.unknownRun("none")) { try spool.seal(run: "none") }
        try spool.begin(run: "empty", lane: lane)
        try spool.seal(run: "empty")
        try spool.begin(run: "dropped", lane: lane)
        try spool.discard(run: "dropped")
        #expect(try spool.status().waitingRuns == 2)
        #expect(try spool.status().unfinishedRuns == 0)
    }

    @Test("Opened again it has what was committed; what was being written is dropped and counted")
    func reopening() throws {
        do {
            let spool = try Spool(path: folder.spool)
            try spool.submit(run: "a", lane: lane, parts: [bytes("a0"), bytes("a1")])
            try spool.delivered(try #require(try spool.next(in: lane)))
            try spool.begin(run: "half", lane: lane)
            try spool.append(bytes("h"), to: "half")
        }
        let spool = try Spool(path: folder.spool)
        let part = try #require(try spool.next(in: lane))
        #expect(part.idempotencyKey == "a/1")
        #expect(part.of == 2)
        let status = try spool.status()
        #expect(status.abandonedRuns == 1)
        #expect(status.waitingRuns == 1)
        #expect(status.oldest.map { $0 > 1_600_000_000 } == true)
    }

    @Test("Two processes cannot have one spool")
    func locking() throws {
        let first = try Spool(path: folder.spool)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.spool)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let error = #expect(throws: SpoolError.inUse(path: folder.spool)) { _ = try Spool(path: folder.spool) }
        #expect(error?.description.contains("another process") == true)
        _ = try first.status()
    }

    @Test("When it is full the oldest complete runs go whole, those on their way last, and are counted")
    func eviction() throws {
        let spool = try Spool(path: folder.spool, configuration: .init(maxBytes: 1000))
        let block = [UInt8](repeating: 1, count: 200)
        try spool.submit(run: "begun", lane: lane, parts: [block, block])
        try spool.delivered(try #require(try spool.next(in: lane)))
        try spool.submit(run: "old", lane: lane, parts: [block, block])
        try spool.submit(run: "young", lane: lane, parts: [block])
        #expect(try spool.status().bytes == 800)
        try spool.submit(run: "new", lane: lane, parts: [block, block])
        var status = try spool.status()
        #expect(status.evictedRuns == 1)
        #expect(status.evictedBytes == 400)
        #expect(try spool.next(in: lane)?.run == "begun")
        // The parts of one run push out others, and never the run's own.
        try spool.begin(run: "stream", lane: lane)
        for _ in 0..<5 { try spool.append(block, to: "stream") }
        status = try spool.status()
        #expect(status.waitingRuns == 0)
        #expect(status.evictedRuns == 4)
        #expect(throws: SpoolError.tooLarge(run: "stream", bytes: 1200, limit: 1000)) {
            try spool.append(block, to: "stream")
        }
        #expect(throws: SpoolError.tooLarge(run: "huge", bytes: 1001, limit: 1000)) {
            try spool.submit(run: "huge", lane: lane, parts: [[UInt8](repeating: 0, count: 1001)])
        }
        // A run that did not fit has left no trace.
        #expect(try spool.status().unfinishedRuns == 1)
        #expect(try spool.status().bytes == 1000)
    }

    @Test("A full disk is an error that says so; what was committed stays, and room makes it work again")
    func diskFull() throws {
        var configuration = Spool.Configuration()
        configuration.maxPages = 60
        let spool = try Spool(path: folder.spool, configuration: configuration)
        try spool.submit(run: "first", lane: lane, parts: [bytes("kept")])
        let big = [UInt8](repeating: 7, count: 400_000)
        #expect(throws: SpoolError.diskFull(path: folder.spool)) {
            try spool.submit(run: "big", lane: lane, parts: [big])
        }
        #expect(try spool.status().waitingRuns == 1)
        let part = try #require(try spool.next(in: lane))
        #expect(part.body == bytes("kept"))
        try spool.delivered(part)
        #expect(try spool.submit(run: "later", lane: lane, parts: [bytes("fits")]))
    }

    @Test("A spool of a newer version, and a file that is none, are refused with a sentence and left alone")
    func foreignFiles() throws {
        do { _ = try Spool(path: folder.spool) }
        do {
            let database = try DatabaseQueue(path: folder.spool)
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        }
        let newer = #expect(throws: SpoolError.newerSchema(path: folder.spool, found: 99, known: 1)) {
            _ = try Spool(path: folder.spool)
        }
        #expect(newer?.description.contains("newer version (schema 99, this version knows 1)") == true)
        let other = folder.path + "/text"
        try Data("this is no database, and it is long enough to be seen as such".utf8).write(
            to: URL(fileURLWithPath: other))
        #expect(throws: SpoolError.self) { _ = try Spool(path: other) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: other)).starts(with: Data("this is no".utf8)))
        #expect(throws: SpoolError.self) { _ = try Spool(path: folder.path + "/missing/spool.sqlite") }
    }

    @Test("Space that is free goes back to the file system")
    func shrinking() throws {
        let spool = try Spool(path: folder.spool)
        try spool.submit(run: "a", lane: lane, parts: [[UInt8](repeating: 1, count: 4_000_000)])
        try spool.delivered(try #require(try spool.next(in: lane)))
        try spool.shrink()
        try spool.submit(run: "b", lane: lane, parts: [bytes("b")])
        let pages = try spool.pageCount()
        #expect(pages < 100)
    }
}
