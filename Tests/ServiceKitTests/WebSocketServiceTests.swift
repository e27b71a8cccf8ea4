import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import ServiceKit

/// Websockets over real sockets: our client, plain bytes, and Python's client.
struct WebSocketServiceTests {
    private static let echo = WebSocketRoute(
        "/echo", limits: WebSocketLimits(messageBytes: 100_000, pingInterval: .milliseconds(100), missedPings: 100),
        serve: { connection in for await message in connection.messages { try await connection.deliver(message) } })

    @Test("Messages come back in order, text as text and bytes as bytes, and the closing handshake ends it")
    func echo() async throws {
        try await serving(webSockets: [WebSocketServiceTests.echo]) { server in
            let connection = try await WebSocketClient().connect("ws://127.0.0.1:\(server.port)/echo?a=b%20c")
            var messages = connection.messages.makeAsyncIterator()
            for number in 0..<500 { try connection.send(.text("message \(number)")) }
            for number in 0..<500 { #expect(await messages.next() == .text("message \(number)")) }
            let bytes = (0..<60_000).map { UInt8(truncatingIfNeeded: $0) }
            try connection.send(.binary(bytes))
            #expect(await messages.next() == .binary(bytes))
            connection.close()
            #expect(await connection.closure == .normal)
            #expect(await messages.next() == nil)
            #expect(throws: WebSocketError.closed) { try connection.send(.text("x")) }
        }
    }

    @Test("Routes share the port; refusals tell their status, other upgrades are plain requests")
    func gate() async throws {
        let guarded = WebSocketRoute(
            "/guarded",
            admit: { request in
                guard request.target["token"] == "t" else { throw ServiceError(.forbidden, "Not you.") }
            }, serve: { _ in })
        try await serving(webSockets: [guarded], routes: { $0.get("plain") { _, _ in "plain" } }) { server in
            let client = WebSocketClient()
            let base = "ws://127.0.0.1:\(server.port)"
            let refused = await #expect(throws: WebSocketError.self) { try await client.connect(base + "/guarded") }
            guard case .refused(403, let body) = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(body.contains("Not you."))
            await #expect { try await client.connect(base + "/nowhere") } throws: { error in
                if case WebSocketError.refused(404, _) = error { true } else { false }
            }
            let connection = try await client.connect(base + "/guarded?token=t")
            #expect(await connection.closure.code == 1000)
            let plain = try await raw(
                server.port, "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
            #expect(plain.hasPrefix("HTTP/1.1 200"), "\(plain)")
            #expect(try await server.ask("GET", "/plain").body == "plain")
            let noKey = try await raw(
                server.port, "GET /guarded HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            #expect(noKey.hasPrefix("HTTP/1.1 400"), "\(noKey)")
            let foreign = try await raw(
                server.port,
                "GET /guarded?token=t HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            #expect(foreign.hasPrefix("HTTP/1.1 403"), "\(foreign)")
            // Plain requests without an upgrade reach the router, which does not know the path.
            #expect(try await server.ask("GET", "/guarded").status == 404)
        }
    }

    @Test("Messages over the limit end with 1009")
    func tooLarge() async throws {
        try await serving(webSockets: [WebSocketServiceTests.echo]) { server in
            let connection = try await WebSocketClient(limits: WebSocketLimits(messageBytes: 1 << 20))
                .connect("ws://127.0.0.1:\(server.port)/echo")
            try connection.send(.binary([UInt8](repeating: 0, count: 100_001)))
            #expect(await connection.closure.code == 1009)
        }
    }

    @Test("A queue that is full says so at once, and its bytes are bounded")
    func slowReader() async throws {
        let outcome = Mutex<(error: WebSocketError?, queued: Int)>((nil, 0))
        let flood = WebSocketRoute(
            "/flood", limits: WebSocketLimits(queuedBytes: 1 << 20, pingInterval: nil),
            serve: { connection in
                let message = EncodedMessage(binary: [UInt8](repeating: 7, count: 10_000))
                do {
                    while true { try connection.send(message) }
                } catch let error as WebSocketError {
                    outcome.withLock { $0 = (error, connection.queued.bytes) }
                    throw WebSocketRefusal(.tooSlow)
                }
            })
        try await serving(webSockets: [flood]) { server in
            // This client reads nothing once its own buffers are full.
            let limits = WebSocketLimits(unreadBytes: 1000, pingInterval: nil)
            let connection = try await WebSocketClient(limits: limits).connect("ws://127.0.0.1:\(server.port)/flood")
            try await eventually { outcome.withLock { $0.error != nil } }
            let (error, queued) = outcome.withLock { $0 }
            guard case .queueFull = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(queued <= 1 << 20)
            connection.abort()
        }
    }

    @Test("Many tiny messages do not pile up either: the socket is not read while nobody takes them")
    func tinyMessages() async throws {
        let taken = Mutex(0)
        let unread = Mutex(0)
        let lazy = WebSocketRoute(
            "/lazy", limits: WebSocketLimits(unreadBytes: 100_000, pingInterval: nil),
            serve: { connection in
                try await eventually { connection.unread > 100_000 }
                try await Task.sleep(for: .milliseconds(100))
                unread.withLock { $0 = connection.unread }
                for await _ in connection.messages { taken.withLock { $0 += 1 } }
            })
        try await serving(webSockets: [lazy]) { server in
            let limits = WebSocketLimits(queuedMessages: 100_000, pingInterval: nil)
            let connection = try await WebSocketClient(limits: limits).connect("ws://127.0.0.1:\(server.port)/lazy")
            let all = 40_000
            for _ in 0..<all { try connection.send(.text("")) }
            try await eventually { taken.withLock { $0 } == all }
            // Beyond the limit there is at most what one read of 64 KiB brought.
            #expect(unread.withLock { $0 } < 100_000 + 128 * 11_000)
            connection.close()
        }
    }

    @Test("A peer that answers no pings is cut off")
    func deadPeer() async throws {
        let closure = Mutex<WebSocketClosure?>(nil)
        let quiet = WebSocketRoute(
            "/quiet",
            limits: WebSocketLimits(pingInterval: .milliseconds(50), missedPings: 2, closeTimeout: .milliseconds(200)),
            serve: { connection in
                let end = await connection.closure
                closure.withLock { $0 = end }
            })
        try await serving(webSockets: [quiet]) { server in
            // The bytes of a handshake and then silence: nobody answers the pings.
            let answer = try await raw(
                server.port,
                "GET /quiet HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                staying: .seconds(1))
            #expect(answer.hasPrefix("HTTP/1.1 101"))
            try await eventually { closure.withLock { $0 != nil } }
            #expect(closure.withLock { $0?.reason } == "no answer to pings")
        }
    }

    @Test("Stopping the server closes websockets with 1001")
    func shutdown() async throws {
        let end = Mutex<WebSocketClosure?>(nil)
        let clients = Mutex<[WebSocketConnection]>([])
        try await serving(webSockets: [WebSocketServiceTests.echo]) { server in
            let connection = try await WebSocketClient().connect("ws://127.0.0.1:\(server.port)/echo")
            clients.withLock { $0.append(connection) }
        }
        for connection in clients.withLock({ $0 }) {
            let closure = await connection.closure
            end.withLock { $0 = closure }
        }
        #expect(end.withLock { $0?.code } == 1001)
    }

    @Test("A lost connection is opened again and again, with new credentials each time")
    func keepConnected() async throws {
        let tokens = Mutex<[String]>([])
        let flaky = WebSocketRoute(
            "/flaky",
            admit: { request in
                let count = tokens.withLock { tokens in
                    tokens.append(request.target["token"] ?? "")
                    return tokens.count
                }
                if count == 2 { throw ServiceError(.serviceUnavailable, "Not now.") }
            }, serve: { connection in try connection.send(.text("hello")) })
        try await serving(webSockets: [flaky]) { server in
            let tries = Mutex(0)
            let heard = Mutex(0)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let task = Task {
                await WebSocketClient().keepConnected(
                    policy: .init(first: .milliseconds(5), longest: .milliseconds(10)), logger: logger,
                    request: {
                        let number = tries.withLock { tries in
                            tries += 1
                            return tries
                        }
                        return ("ws://127.0.0.1:\(server.port)/flaky?token=\(number)", [:])
                    },
                    serve: { connection in
                        for await _ in connection.messages { heard.withLock { $0 += 1 } }
                    })
            }
            defer { task.cancel() }
            try await eventually { heard.withLock { $0 >= 4 } }
            task.cancel()
            await task.value
            #expect(tokens.withLock { Array($0.prefix(5)) } == ["1", "2", "3", "4", "5"])
        }
    }

    @Test(
        "Python's websockets client agrees: echo, fragments, pings, limits, closing", .enabled(if: Python.hasWebSockets)
    )
    func python() async throws {
        try await serving(webSockets: [WebSocketServiceTests.echo]) { server in
            let client = try Python("client.py", "ws://127.0.0.1:\(server.port)/echo")
            #expect(try await client.output() == "ok\n")
        }
    }

    @Test("Our client agrees with Python's websockets server", .enabled(if: Python.hasWebSockets))
    func pythonServer() async throws {
        let server = try Python("server.py")
        defer { server.stop() }
        let port = try await server.line()
        let connection = try await WebSocketClient().connect("ws://127.0.0.1:\(port)/")
        var messages = connection.messages.makeAsyncIterator()
        try connection.send(.text("grüße"))
        #expect(await messages.next() == .text("grüße"))
        try connection.send(.binary([UInt8](repeating: 1, count: 70_000)))
        #expect(await messages.next() == .binary([UInt8](repeating: 1, count: 70_000)))
        try connection.send(.text("close"))
        #expect(await connection.closure == WebSocketClosure(code: 4001, reason: "as asked"))
    }
}
