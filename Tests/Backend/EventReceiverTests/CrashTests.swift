import Foundation
import ReportStore
import Testing

@testable import EventReceiver

/// `breakwater event-receiver` as a process of its own.
///
/// Sendable without locks because a test uses it from one place at a time.
final class ReceiverProcess: @unchecked Sendable {
    private let process = Process()
    let port: Int

    init(directory: String) throws {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        process.executableURL = folder.appendingPathComponent("breakwater")
        process.arguments = ["event-receiver", "--data-dir", directory, "--listen", "127.0.0.1:0"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while true {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw PlainHTTP.Failure(reason: "the receiver ended: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /port=([0-9]+)/), let port = Int(match.1) {
                self.port = port
                return
            }
        }
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it as Kubernetes does.
    /// - Returns: the exit status.
    func terminate() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

@Suite("A receiver that is killed", .serialized)
struct CrashTests {
    private func chunk(_ number: Int, of count: Int) -> [UInt8] {
        let results = (0..<40).map { index in
            let id = "apps/v1/ns/Deployment/web-\(number)-\(index)"
            return
                #"{"resourceID":"\#(id)","controls":[{"controlID":"C-0013","status":{"status":"failed"},"rules":[]}],"#
                + #""rawResource":{"object":{"kind":"Deployment","metadata":{"name":"web-\#(number)-\#(index)"}}}}"#
        }
        let text =
            #"{"clusterName":"minikube","reportGUID":"run-k","generationTime":"2026-03-01T10:00:00Z","#
            + #""paginationInfo":{"chunkNumber":\#(number),"isLastChunk":\#(number == count - 1)},"#
            + #""summaryDetails":{"status":"failed"},"results":[\#(results.joined(separator: ","))]}"#
        return Array(text.utf8)
    }

    @Test("kill -9 again and again in the middle of ingestion loses nothing acknowledged; the run completes")
    func killed() async throws {
        let directory = NSTemporaryDirectory() + "event-receiver-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let seeded = try await ReportStore(directory: directory)
        let (key, _) = try await ReceiverFixture.seed(seeded)
        try seeded.close()
        let count = 60
        var acknowledged: Set<Int> = []
        for delay in [40, 90, 150, 60, 120] {
            let child = try await PlainHTTP.blocking { try ReceiverProcess(directory: directory) }
            let port = child.port
            let missing = (0..<count).filter { !acknowledged.contains($0) }.shuffled()
            async let sent = withTaskGroup(of: Int?.self) { group in
                var waiting = missing[...]
                func next() {
                    guard let number = waiting.popFirst() else { return }
                    let body = chunk(number, of: count)
                    group.addTask {
                        let answer = try? await PlainHTTP.send(
                            "POST", "/k8s/v2/postureReport", port: port, headers: ["X-API-KEY": key], body: body)
                        return answer?.status == 200 ? number : nil
                    }
                }
                for _ in 0..<4 { next() }
                var done: [Int] = []
                while let outcome = await group.next() {
                    // After the first failure the process is gone.
                    guard let outcome else { continue }
                    done.append(outcome)
                    next()
                }
                return done
            }
            try await Task.sleep(for: .milliseconds(delay))
            child.kill()
            acknowledged.formUnion(await sent)
            let store = try await ReportStore(directory: directory)
            let run = try await store.run(guid: "run-k", kind: .posture, account: ReceiverFixture.account)
            #expect((run?.partsReceived ?? 0) >= acknowledged.count)
            try store.close()
        }
        #expect(!acknowledged.isEmpty)
        let last = try await PlainHTTP.blocking { try ReceiverProcess(directory: directory) }
        // Everything once more: what is there already is acknowledged as well.
        for number in 0..<count {
            let answer = try await PlainHTTP.send(
                "POST", "/k8s/v2/postureReport", port: last.port, headers: ["X-API-KEY": key],
                body: chunk(number, of: count))
            #expect(answer.status == 200, "\(answer.body)")
        }
        let status = try await PlainHTTP.blocking { last.terminate() }
        #expect(status == 0)
        let store = try await ReportStore(directory: directory)
        let run = try #require(try await store.latestPostureRuns(account: ReceiverFixture.account).first)
        #expect(run.state == .complete && run.partsReceived == count)
        #expect(try await store.resources(run: run.id, account: ReceiverFixture.account).total == count * 40)
        try store.close()
    }
}
