import Documents
import Foundation
import Logging
import NIOCore
import NIOWebSocket
import ReportStore
import ServiceLifecycle
import Synchronization

/// One open inventory connection: reads reports, answers pings, sends its own, and notes when it opens and closes.
struct InventoryConnection: Sendable {
    let routes: ReceiverRoutes
    let admission: InventorySocket.Admission

    /// How a connection ends.
    private enum Ending: Error {
        case closed(WebSocketErrorCode, String)
        case gone
    }

    func serve(_ frames: InventorySocket.Frames) async {
        defer { routes.metrics.closeConnection() }
        let id = UUID().uuidString
        let metadata: Logger.Metadata = ["cluster": "\(admission.sender.clusterName)", "connection": "\(id)"]
        do {
            try await routes.store.openConnection(id, cluster: admission.cluster)
            routes.logger.info("an inventory connection is open", metadata: metadata)
            try await frames.executeThenClose { inbound, outbound in
                let ending = await converse(inbound, outbound)
                if case .closed(let code, let reason) = ending {
                    routes.logger.notice(
                        "an inventory connection is closed", metadata: metadata.merging(["reason": "\(reason)"]) { $1 })
                    try await close(outbound, code)
                }
            }
        } catch {
            routes.logger.debug("an inventory connection broke", metadata: metadata)
        }
        do { try await routes.store.closeConnection(id) } catch {
            routes.logger.error("closing a connection could not be noted", metadata: ["error": "\(error)"])
        }
    }

    /// Reads until one side ends; a second task pings and watches for silence, revoked keys and shutdown.
    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    ) async -> Ending {
        let lastHeard = Mutexed(ContinuousClock.now)
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask {
                do {
                    for try await frame in inbound {
                        lastHeard.value = .now
                        if let ending = try await take(frame, outbound) { return ending }
                    }
                    return .gone
                } catch {
                    return .gone
                }
            }
            group.addTask {
                (try? await cancelWhenGracefulShutdown { try await watch(outbound, lastHeard) })
                    ?? .closed(.goingAway, "the receiver stops")
            }
            let first = await group.next() ?? .gone
            group.cancelAll()
            return first
        }
    }

    private func watch(
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ lastHeard: Mutexed<ContinuousClock.Instant>
    ) async throws -> Ending {
        while true {
            try await Task.sleep(for: .seconds(InventorySocket.pingInterval))
            if ContinuousClock.now - lastHeard.value > .seconds(InventorySocket.silenceLimit) {
                return .closed(.policyViolation, "nothing was heard for \(InventorySocket.silenceLimit) seconds")
            }
            if let key = admission.key, try await routes.store.agent(forKey: key) == nil {
                return .closed(.policyViolation, "the key is no longer valid")
            }
            try await routes.store.noteSeen(cluster: admission.cluster)
            try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "ping")))
        }
    }

    /// - Returns: why the connection must end, if it must.
    private func take(
        _ frame: WebSocketFrame, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    ) async throws -> Ending? {
        switch frame.opcode {
        case .ping:
            try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .pong:
            break
        case .connectionClose:
            return .closed(.normalClosure, "the agent closed it")
        case .text, .binary:
            let data = frame.unmaskedData
            let body = data.withUnsafeReadableBytes { bytes in
                SourceBytes(unsafeUninitializedCapacity: bytes.count) { target in
                    target.copyMemory(from: bytes)
                    return bytes.count
                }
            }
            do {
                try await routes.queue.turn { try await routes.take(inventory: body, cluster: admission.cluster) }
            } catch {
                let refusal = ReceiverError(error)
                let code: WebSocketErrorCode =
                    refusal.status < 500 ? .dataInconsistentWithMessage : .unexpectedServerError
                return .closed(code, refusal.description)
            }
        default:
            return .closed(.protocolError, "an unknown kind of frame came")
        }
        return nil
    }

    private func close(
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ code: WebSocketErrorCode
    ) async throws {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
    }
}
