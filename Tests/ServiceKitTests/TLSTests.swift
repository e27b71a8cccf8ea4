import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization
import Testing

@testable import ServiceKit

/// Websockets over TLS with a certificate made on the spot, and services that start and stop.
struct TLSTests {
    @Test("wss works with a private authority, and a server that cannot prove its name is refused")
    func secure() async throws {
        let folder = NSTemporaryDirectory() + "tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (certificate, key) = (folder + "/cert.pem", folder + "/key.pem")
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
            "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        let tls = try HTTPConfiguration.serverTLS(certificate: certificate, key: key)
        let echo = WebSocketRoute(
            "/echo", serve: { connection in for await message in connection.messages { try connection.send(message) } })
        try await serving(tls: tls, webSockets: [echo]) { server in
            var trusting = TLSConfiguration.makeClientConfiguration()
            trusting.trustRoots = .file(certificate)
            let connection = try await WebSocketClient(tls: trusting).connect("wss://localhost:\(server.port)/echo")
            var messages = connection.messages.makeAsyncIterator()
            let large = [UInt8](repeating: 5, count: 300_000)
            try connection.send(.binary(large))
            #expect(await messages.next() == .binary(large))
            connection.close()
            #expect(await connection.closure == .normal)
            await #expect(throws: WebSocketError.self) {
                try await WebSocketClient().connect("wss://localhost:\(server.port)/echo")
            }
            // Plain bytes on a TLS port are no connection.
            await #expect(throws: WebSocketError.self) {
                try await WebSocketClient(timeout: .seconds(5)).connect("ws://localhost:\(server.port)/echo")
            }
        }
        #expect(throws: ConfigurationError.self) {
            try HTTPConfiguration.serverTLS(certificate: folder + "/none", key: key)
        }
        #expect(throws: ConfigurationError.self) {
            try HTTPConfiguration.serverTLS(certificate: certificate, key: certificate)
        }
    }

    private struct Waiting: Service {
        let stopped: @Sendable () -> Void
        func run() async throws {
            try? await gracefulShutdown()
            stopped()
        }
    }

    private struct Ending: Service {
        func run() async throws {}
    }

    @Test("When one service ends the others are stopped")
    func runner() async throws {
        let stopped = Mutex(false)
        try await ServiceRunner.run(
            [Waiting(stopped: { stopped.withLock { $0 = true } }), Ending()], stopsOnSignals: false,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(stopped.withLock { $0 })
    }
}
