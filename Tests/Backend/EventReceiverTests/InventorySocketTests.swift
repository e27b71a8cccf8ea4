import Foundation
import ReportStore
import Testing

@testable import EventReceiver

/// The client's side of a websocket, frame by frame.
struct SocketClient: Sendable {
    let socket: PlainSocket
    let answer: String

    /// Sends the handshake and reads its answer.
    static func connect(
        _ port: Int, path: String = "/k8s/cluster-reports?clusterName=minikube", headers: [String: String]
    ) async throws -> SocketClient {
        try await PlainHTTP.blocking {
            let socket = try PlainSocket(port: port)
            var lines = [
                "GET \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            lines += headers.map { "\($0.key): \($0.value)" }
            try socket.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
            var answer: [UInt8] = []
            while !answer.suffix(4).elementsEqual([13, 10, 13, 10]) {
                let next = socket.read(1)
                if next.isEmpty { break }
                answer += next
            }
            return SocketClient(socket: socket, answer: String(decoding: answer, as: UTF8.self))
        }
    }

    /// Sends one masked frame.
    func send(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true) async throws {
        let frame = SocketClient.frame(opcode, payload, final: final)
        try await PlainHTTP.blocking { try socket.write(frame) }
    }

    static func frame(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true) -> [UInt8] {
        var frame = [(final ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: frame.append(0x80 | UInt8(payload.count))
        case ..<65536: frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: frame += [0x80 | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        let mask: [UInt8] = [1, 2, 3, 4]
        frame += mask
        frame += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        return frame
    }

    /// The next frame: its opcode and payload; nil when the server is gone.
    func receive() async throws -> (opcode: UInt8, payload: [UInt8])? {
        try await PlainHTTP.blocking {
            let head = socket.read(2)
            guard head.count == 2 else { return nil }
            return (head[0] & 15, socket.read(Int(head[1] & 127)))
        }
    }
}

@Suite("Inventory over a websocket")
struct InventorySocketTests {
    /// Waits until `condition` holds, ten seconds at most.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "the condition did not come true")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test("Reports change the inventory, the open socket is the connected state, pings are answered")
    func reports() async throws {
        try await ReceiverFixture.with { receiver in
            let account = ReceiverFixture.account
            func cluster() async throws -> Cluster {
                try #require(try await receiver.store.cluster(named: "minikube", account: account))
            }
            let client = try await SocketClient.connect(receiver.port, headers: ["X-API-KEY": receiver.key])
            #expect(client.answer.hasPrefix("HTTP/1.1 101 "))
            #expect(client.answer.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
            try await client.send(1, try fixture("inventory-first.json"))
            try await client.send(9, Array("ping".utf8))
            let pong = try await client.receive()
            #expect(pong?.opcode == 10 && pong?.payload == Array("ping".utf8))
            #expect(try await cluster().openConnections == 1)
            // The pong came after the report was stored: messages are taken one after the other.
            let counts = try await receiver.store.inventoryCounts(cluster: receiver.cluster, account: account)
            #expect(counts == [.node: 2, .namespace: 1, .secret: 1, .microservice: 1, .pod: 1])
            // In two fragments.
            let delta = try fixture("inventory-delta.json")
            try await client.send(1, Array(delta[..<50]), final: false)
            try await client.send(0, Array(delta[50...]))
            try await client.send(9, [])
            _ = try await client.receive()
            let nodes = try await receiver.store.inventory(
                cluster: receiver.cluster, account: account, section: .node)
            #expect(nodes.items.map(\.name) == ["n1"])
            let secrets = try await receiver.store.inventory(
                cluster: receiver.cluster, account: account, section: .secret)
            #expect(!String(decoding: secrets.items[0].json, as: UTF8.self).contains("c2VjcmV0"))
            try await client.send(8, [3, 232])
            #expect(try await client.receive()?.opcode == 8)
            try await eventually { try await cluster().openConnections == 0 }
            let after = try await cluster()
            #expect(after.connections == 1 && after.disconnections == 1 && after.cloudVendor == "AWS")
        }
    }

    @Test("Foreign origins, missing keys and other clusters are refused before the upgrade; HTTP goes on beside it")
    func refused() async throws {
        try await ReceiverFixture.with { receiver in
            let foreign = try await SocketClient.connect(
                receiver.port, headers: ["X-API-KEY": receiver.key, "Origin": "https://evil.example"])
            #expect(foreign.answer.hasPrefix("HTTP/1.1 403 "))
            let keyless = try await SocketClient.connect(receiver.port, headers: [:])
            #expect(keyless.answer.hasPrefix("HTTP/1.1 401 "))
            let other = try await SocketClient.connect(
                receiver.port, path: "/k8s/cluster-reports?clusterName=prod", headers: ["X-API-KEY": receiver.key])
            #expect(other.answer.hasPrefix("HTTP/1.1 403 "))
            let elsewhere = try await SocketClient.connect(
                receiver.port, path: "/v1/readiness", headers: ["X-API-KEY": receiver.key])
            #expect(elsewhere.answer.hasPrefix("HTTP/1.1 200 "))
            let h2c = try await PlainHTTP.send(
                "GET", "/v1/liveness", port: receiver.port, headers: ["Upgrade": "h2c"])
            #expect(h2c.status == 200)
        }
    }

    @Test("A report that is no report closes the socket and changes nothing; too large a frame, too")
    func malformed() async throws {
        try await ReceiverFixture.with({ $0.maxInventoryBytes = 5000 }) { receiver in
            for payload in [Array("{".utf8), [UInt8](repeating: 0x20, count: 70_000)] {
                let client = try await SocketClient.connect(receiver.port, headers: ["X-API-KEY": receiver.key])
                try await client.send(1, payload)
                let frame = try await client.receive()
                #expect(frame == nil || frame?.opcode == 8)
            }
            let counts = try await receiver.store.inventoryCounts(
                cluster: receiver.cluster, account: ReceiverFixture.account)
            #expect(counts.isEmpty)
            #expect(try await PlainHTTP.send("GET", "/v1/readiness", port: receiver.port).status == 200)
        }
    }

    @Test("Random bytes in place of frames end the connection, never the receiver")
    func fuzz() async throws {
        try await ReceiverFixture.with { receiver in
            var random = FuzzTests.Seeded(state: 7)
            for _ in 0..<60 {
                let client = try await SocketClient.connect(receiver.port, headers: ["X-API-KEY": receiver.key])
                let noise = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                try await PlainHTTP.blocking { try client.socket.write(noise) }
            }
            #expect(try await PlainHTTP.send("GET", "/v1/readiness", port: receiver.port).status == 200)
            try await eventually {
                try await receiver.store.cluster(named: "minikube", account: ReceiverFixture.account)?
                    .openConnections == 0
            }
        }
    }
}
