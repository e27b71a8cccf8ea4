import Documents
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import ReportStore
import Synchronization

/// Connections of the receiver: HTTP as everywhere, and the websocket `/k8s/cluster-reports` of Kollector.
///
/// An open socket is what “connected” means for a cluster. Each text message is one inventory report. The contract has
/// no acknowledgement, so a report that cannot be stored closes the socket: Kollector then connects again and sends
/// everything anew.
struct InventorySocket: HTTPChannelHandler {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    typealias Requests = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// What became of a connection.
    enum Outcome: Sendable {
        case http(Requests)
        case inventory(Frames, Admission)
    }

    /// Who was let in, to be asked again while the connection lasts.
    struct Admission: Sendable {
        let sender: Sender
        let cluster: Int64
        let key: String?
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let outcome: EventLoopFuture<Outcome>
    }

    static let path = "/k8s/cluster-reports"
    /// Seconds between our pings, and seconds of silence after which the peer is taken for dead.
    static let pingInterval = 20
    static let silenceLimit = 60

    let routes: ReceiverRoutes
    let responder: HTTPChannelHandler.Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let admission = Mutexed<Admission?>(nil)
            let upgrader = NIOTypedWebSocketServerUpgrader<Outcome>(
                maxFrameSize: routes.configuration.maxInventoryBytes,
                shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
                upgradePipelineHandler: { channel, _ in websocket(channel, admission) })
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration<Outcome>(
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                    upgraders: [upgrader], notUpgradingCompletionHandler: { http($0, logger) }))
            // Requests come one by one through the async channel, and HTTPTypes has valid headers only.
            configuration.enablePipelining = false
            configuration.enableResponseHeaderValidation = false
            let operations = channel.pipeline.syncOperations
            let outcome = try operations.configureUpgradableHTTPServerPipeline(configuration: configuration)
            let gate = UpgradeGate(
                isUpgrade: InventorySocket.wantsInventory,
                admit: { head in await admit(head, channel.remoteAddress?.ipAddress ?? "", admission) })
            let next = try operations.handler(type: NIOTypedHTTPServerUpgradeHandler<Outcome>.self)
            try operations.addHandler(gate, position: .before(next))
            return Value(channel: channel, outcome: outcome)
        }
    }

    func handle(value: Value, logger: Logger) async {
        guard let outcome = try? await value.outcome.get() else {
            value.channel.close(promise: nil)
            return
        }
        switch outcome {
        case .http(let requests): await handleHTTP(asyncChannel: requests, logger: logger)
        case .inventory(let frames, let admission):
            await InventoryConnection(routes: routes, admission: admission).serve(frames)
        }
    }

    private func http(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<Outcome> {
        channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            try operations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try operations.addHandler(HTTPConnectionStateHandler(idleTimeout: .seconds(120), logger: logger))
            return .http(
                try Requests(
                    wrappingChannelSynchronously: channel,
                    configuration: NIOAsyncChannel.Configuration(isOutboundHalfClosureEnabled: true)))
        }
    }

    private func websocket(_ channel: any Channel, _ admission: Mutexed<Admission?>) -> EventLoopFuture<Outcome> {
        channel.eventLoop.makeCompletedFuture {
            guard let admission = admission.value else { throw ChannelError.inputClosed }
            let limit = routes.configuration.maxInventoryBytes
            try channel.pipeline.syncOperations.addHandler(
                NIOWebSocketFrameAggregator(
                    minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 10_000, maxAccumulatedFrameSize: limit))
            // One message at a time: the next is read when this one is stored.
            let strategy = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
                lowWatermark: 1, highWatermark: 1)
            let frames = try Frames(
                wrappingChannelSynchronously: channel,
                configuration: NIOAsyncChannel.Configuration(backPressureStrategy: strategy))
            return .inventory(frames, admission)
        }
    }

    @Sendable private static func wantsInventory(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.uri.split(separator: "?", maxSplits: 1).first == path[...]
            && head.headers["upgrade"].contains { $0.lowercased() == "websocket" }
    }

    private func admit(
        _ head: HTTPRequestHead, _ source: String, _ admission: Mutexed<Admission?>
    ) async -> ReceiverError? {
        let message = SocketRequest(head)
        do {
            // Agents send no Origin; browsers always do, and have no business here.
            if let origin = message.origin {
                throw await routes.gate.refuseOrigin(origin, message.claims, source: source, routes.logger)
            }
            let admitted = try await routes.gate.admit(
                key: message.key, message.claims, source: source, routes.logger)
            let sender = try await routes.gate.sender(admitted, message.claims, source: source, routes.logger)
            let cluster = try routes.cluster(of: sender)
            guard message.isWellFormed else { throw ReceiverError(400, "The websocket handshake is malformed.") }
            guard routes.metrics.openConnection(limit: routes.configuration.maxConnections) else {
                throw ReceiverError(503, "Too many inventory connections are open.", retryAfter: 30)
            }
            admission.value = Admission(sender: sender, cluster: cluster, key: message.key)
            return nil
        } catch {
            let refusal = ReceiverError(error)
            routes.metrics.count(route: InventorySocket.path, status: refusal.status)
            return refusal
        }
    }
}

/// A value that the event loop and the task of a connection share.
final class Mutexed<Wrapped: Sendable>: Sendable {
    private let box: Mutex<Wrapped>
    init(_ value: Wrapped) { box = Mutex(value) }

    var value: Wrapped {
        get { box.withLock { $0 } }
        set { box.withLock { $0 = newValue } }
    }
}

/// What a handshake says.
struct SocketRequest {
    let key: String?
    let claims: Claims
    let origin: String?
    let isWellFormed: Bool

    init(_ head: HTTPRequestHead) {
        var key = head.headers["x-api-key"].first { !$0.isEmpty }
        if key == nil, let text = head.headers["authorization"].first {
            let parts = text.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "bearer" { key = String(parts[1]) }
        }
        self.key = key
        let items = URLComponents(string: head.uri)?.queryItems ?? []
        func query(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
        claims = Claims(account: query("customerGUID"), cluster: query("clusterName"))
        origin = head.headers["origin"].first
        let nonce = head.headers["sec-websocket-key"].first.flatMap { Data(base64Encoded: $0) }
        isWellFormed = nonce?.count == 16 && head.headers["sec-websocket-version"].first == "13"
    }
}
