import Documents
import Foundation
import ReportStore
import Testing
import Wire

@testable import EventReceiver

@Suite("Chunks that strangers make")
struct FuzzTests {
    /// A generator that gives the same numbers in every run.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Changes that keep much of the text well-formed: bytes flipped, pieces cut, doubled, or put in place of others.
    static func mutated(_ text: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard text.count > 8 else { break }
            let start = Int.random(in: 0..<text.count - 4, using: &random)
            let end = min(start + Int.random(in: 1...40, using: &random), text.count)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: text[start] = UInt8.random(in: 0...255, using: &random)
            case 1: text.removeSubrange(start..<end)
            case 2: text.insert(contentsOf: text[start..<end], at: start)
            case 3:
                let pieces = ["null", "-1", "1e999", "[]", "{}", "\"\"", "99999999999999999999", "true", "[[[[[["]
                text.replaceSubrange(start..<end, with: Array(pieces.randomElement(using: &random)!.utf8))
            case 4: text = Array(text[..<end])
            default:
                // A value in place of another: from one quotation mark to the next.
                guard let from = text[start...].firstIndex(of: 0x22),
                    let to = text[(from + 1)...].firstIndex(of: 0x22)
                else { continue }
                text.replaceSubrange(from...to, with: Array("7".utf8))
            }
        }
        return text
    }

    @Test("Readers give a value or a sentence for every mutation of real messages", arguments: 0..<4)
    func readers(lane: Int) throws {
        var random = Seeded(state: UInt64(lane) + 1)
        let posture = try ["posture-2022-0.json", "posture-2022-1.json", "posture-today.json"].map(fixture)
        let image = try fixture("container-scan.json")
        let inventory = try [fixture("inventory-first.json"), fixture("inventory-delta.json")]
        var read = 0
        for round in 0..<1500 {
            let body = SourceBytes(FuzzTests.mutated(posture[round % 3], &random))
            if let chunk = try? PostureChunk(body), let part = try? PostureReader.read(chunk, cluster: 1, body: body) {
                read += 1
                #expect(part.results.allSatisfy { $0.outcomes.allSatisfy { $0.control < part.controls.count } })
            }
            let scan = SourceBytes(FuzzTests.mutated(image, &random))
            if let document = try? JSONParser.parse(scan, name: "scan"),
                let chunk = try? ContainerScanChunk(MessageFields(document.root))
            {
                _ = try? ImageReader.read(chunk, cluster: 1, body: scan)
            }
            let report = FuzzTests.mutated(inventory[round % 2], &random)
            if let report = try? InventoryReport(json: report) { _ = InventoryReader.read(report) }
        }
        #expect(read > 50, "mutations should not only be nonsense")
    }

    @Test("The receiver answers every mutation and takes the real chunks afterwards")
    func receiver() async throws {
        try await ReceiverFixture.with { receiver in
            var random = Seeded(state: 42)
            let chunk = try fixture("posture-today.json")
            for _ in 0..<150 {
                let answer = try await receiver.post("/k8s/v2/postureReport", FuzzTests.mutated(chunk, &random))
                #expect([200, 400, 403, 409].contains(answer.status), "\(answer.status) \(answer.body)")
            }
            let real = String(decoding: chunk, as: UTF8.self).replacingOccurrences(of: "bbbb", with: "cccc")
            #expect(try await receiver.post("/k8s/v2/postureReport", real).status == 200)
            let runs = try await receiver.store.runs(account: ReceiverFixture.account, states: [.complete])
            #expect(runs.items.contains { $0.guid.hasSuffix("cccc") })
        }
    }
}
