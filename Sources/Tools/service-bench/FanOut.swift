import Foundation
import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle
import Synchronization

extension ServiceBench {
    /// Sends messages of 1 KiB to many clients in another process and waits until they have all of them.
    static func fanOut(clients: Int, messages: Int) async throws {
        let connections = Mutex<[WebSocketConnection]>([])
        let finished = Mutex(0)
        let route = WebSocketRoute(
            "/fan", limits: WebSocketLimits(queuedMessages: 256),
            serve: { connection in
                connections.withLock { $0.append(connection) }
                // A client says one word when it has everything.
                for await _ in connection.messages { finished.withLock { $0 += 1 } }
            })
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let service = HTTPService(
            "bench", HTTPConfiguration(port: 0), metrics: MetricsRegistry(), logger: quiet, webSockets: [route],
            onListening: { found.yield($0) }
        ) { _ in }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [service], gracefulShutdownSignals: [], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
                process.arguments = ["clients", "ws://127.0.0.1:\(port)/fan", "\(clients)", "\(messages)"]
                try process.run()
                while connections.withLock({ $0.count }) < clients { try await Task.sleep(for: .milliseconds(20)) }
                let idle = memory
                try await Task.sleep(for: .seconds(1))
                let (start, processor) = (ContinuousClock.now, processorTime)
                try await broadcast(connections.withLock { $0 }, messages)
                while finished.withLock({ $0 }) < clients { try await Task.sleep(for: .milliseconds(2)) }
                let seconds = (ContinuousClock.now - start).seconds
                let deliveries = Double(clients * messages)
                print(
                    "\(clients) clients, \(messages) messages of 1 KiB: \(Int(deliveries / seconds)) deliveries/s, "
                        + "\(Double(Int((processorTime - processor) / deliveries * 1e7)) / 10) µs of the server's processor "
                        + "time each, memory \(idle) -> \(memory) MiB")
                process.terminate()
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func broadcast(_ connections: [WebSocketConnection], _ messages: Int) async throws {
        for number in 0..<messages {
            let message = EncodedMessage(binary: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1024))
            for connection in connections {
                while true {
                    do {
                        try connection.send(message)
                        break
                    } catch WebSocketError.queueFull {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                }
            }
        }
    }

    /// Opens connections, counts what comes, and says so when it is all there.
    static func runClients(_ url: String, _ clients: Int, _ messages: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<clients {
                let connection = try await WebSocketClient(timeout: .seconds(60)).connect(url)
                group.addTask {
                    var count = 0
                    for await message in connection.messages {
                        guard case .binary(let bytes) = message, bytes.first == UInt8(truncatingIfNeeded: count) else {
                            print("client \(index): message \(count) is out of order")
                            return
                        }
                        count += 1
                        if count == messages { try connection.send(.text("done")) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
