import Foundation
import GRDB
import Testing

@testable import ReportStore

@Suite("Opening a store")
struct OpeningTests {
    private func folder() -> String { NSTemporaryDirectory() + "report-store-" + UUID().uuidString }

    @Test("What was written is there after closing and opening again")
    func persists() async throws {
        let directory = folder()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let first = try await ReportStore(directory: directory)
        let account = try await first.createAccount(named: "Acme")
        try first.close()
        let second = try await ReportStore(directory: directory)
        #expect(try await second.account(account.id.uppercased()) == account)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(directory) == 0o700)
        #expect(try mode(second.path) == 0o600)
        #expect(try mode(second.path + "-wal") == 0o600)
        try second.close()
    }

    @Test("A schema of a later version is refused with a sentence")
    func newerSchema() async throws {
        let directory = folder()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try await ReportStore(directory: directory)
        try store.close()
        let queue = try DatabaseQueue(path: store.path)
        try await queue.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9 of the future')")
        }
        try queue.close()
        let error = await #expect(throws: StoreError.newerSchema(path: store.path)) {
            _ = try await ReportStore(directory: directory)
        }
        #expect(
            error?.description == "\(store.path) was written by a later version of Breakwater. Start that version, or "
                + "restore a backup of before.")
    }

    @Test("A file that is no database is refused and left alone")
    func noDatabase() async throws {
        let directory = folder()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = directory + "/reports.sqlite"
        let text = Data(String(repeating: "no database, ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        await #expect(throws: StoreError.damaged(path: path, reason: "file is not a database")) {
            _ = try await ReportStore(directory: directory)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
    }

    @Test("A folder that cannot be made is named, with the reason")
    func unreadableFolder() async throws {
        let error = await #expect(throws: StoreError.self) {
            _ = try await ReportStore(directory: "/dev/null/store")
        }
        #expect(
            error?.description.hasPrefix("/dev/null/store cannot be read or written: ") == true,
            "\(error?.description ?? "")")
    }

    @Test("A full disk is an error with a sentence; what was there stays, and there is room again later")
    func diskFull() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let pages = try await store.write { db in try Int.fetchOne(db, sql: "PRAGMA page_count") } ?? 0
            try await store.write { db in try db.execute(sql: "PRAGMA max_page_count = \(pages + 4)") }
            await #expect(throws: StoreError.diskFull(path: store.path)) {
                _ = try await store.take(fixture.part(0, of: 1, resources: 0..<2000))
            }
            #expect(try await store.runs(account: fixture.account).total == 0)
            try await store.write { db in try db.execute(sql: "PRAGMA max_page_count = 1073741823") }
            #expect(try await store.take(fixture.part(0, of: 1, resources: 0..<2000)) == .completed)
        }
    }

    @Test("Times are read and written as RFC 3339")
    func moments() {
        #expect(Moment(rfc3339: "2022-09-01T10:00:00.123456789Z")?.description == "2022-09-01T10:00:00.123Z")
        #expect(Moment(rfc3339: "2022-09-01T12:00:00+02:00")?.description == "2022-09-01T10:00:00.000Z")
        #expect(Moment(rfc3339: "1969-12-31T23:59:59.5Z")?.milliseconds == -500)
        #expect(Moment(milliseconds: -500).description == "1969-12-31T23:59:59.500Z")
        #expect(Moment(rfc3339: "0001-01-01T00:00:00Z") == nil)
        #expect(Moment(rfc3339: "2022-13-01T10:00:00Z") == nil)
        #expect(Moment(rfc3339: "2022-09-01") == nil)
        #expect(Moment(seconds: .max).adding(seconds: .max).milliseconds == .max)
    }
}
