import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import ServiceLifecycle

/// One connection of a server: HTTP as Hummingbird speaks it, or a websocket.
struct ServiceChannel: ServerChildChannel, HTTPChannelHandler {
    /// What a connection turned out to be.
    enum Kind: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case webSocket(WebSocketRoute, WebSocketConnection)
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        /// Known with the first request. The channel is only read once `setup` is done, so it cannot wait for that.
        let kind: EventLoopFuture<Kind>
    }

    let responder: HTTPChannelHandler.Responder
    let limits: HTTPLimits
    let routes: [WebSocketRoute]

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let outcome = channel.eventLoop.makePromise(of: Kind.self)
        let encoder = HTTPResponseEncoder()
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderListSize = limits.headerBytes
        decoderLimits.maxHeaderFieldSize = limits.headerBytes
        decoderLimits.maxHeaderFieldCount = limits.headerCount
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoderLimits))
        let gate = UpgradeGate(
            routes: routes, headTimeout: limits.headTimeout,
            decided: { decision, context, gate in
                switch decision {
                case .plain: becomeHTTP(context, gate, outcome, logger)
                case .webSocket(let route, let request):
                    becomeWebSocket(context, gate, outcome, encoder, decoder, route, request)
                }
            }, failed: { outcome.fail($0) })
        do {
            try channel.pipeline.syncOperations.addHandlers([encoder, decoder, gate] as [any ChannelHandler])
        } catch {
            outcome.fail(error)
        }
        return channel.eventLoop.makeSucceededFuture(Value(channel: channel, kind: outcome.futureResult))
    }

    private func becomeHTTP(
        _ context: ChannelHandlerContext, _ gate: UpgradeGate, _ outcome: EventLoopPromise<Kind>, _ logger: Logger
    ) {
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(
                HTTPConnectionStateHandler(idleTimeout: .nanoseconds(limits.idleTimeout.nanoseconds), logger: logger))
            let asyncChannel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
                wrappingChannelSynchronously: context.channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
            gate.leave(context)
            outcome.succeed(.http(asyncChannel))
        } catch {
            outcome.fail(error)
            context.close(promise: nil)
        }
    }

    private func becomeWebSocket(
        _ context: ChannelHandlerContext, _ gate: UpgradeGate, _ outcome: EventLoopPromise<Kind>,
        _ encoder: HTTPResponseEncoder, _ decoder: ByteToMessageHandler<HTTPRequestDecoder>,
        _ route: WebSocketRoute, _ request: WebSocketConnection.Request
    ) {
        let pipeline = context.pipeline.syncOperations
        let channel = context.channel
        let removed = pipeline.removeHandler(encoder).assumeIsolated().flatMap { pipeline.removeHandler(decoder) }
        removed.whenComplete { result in
            do {
                try result.get()
                let connection = WebSocketConnection(
                    channel: channel, request: request, limits: route.limits, isServer: true)
                try WebSocketConnection.install(connection, limits: route.limits, isServer: true, in: pipeline)
                gate.leave(context)
                outcome.succeed(.webSocket(route, connection))
            } catch {
                outcome.fail(error)
                context.close(promise: nil)
            }
        }
    }

    func handle(value: Value, logger: Logger) async {
        // Fails for connections that were refused, or ended without a request: nothing is left to do for them.
        guard let kind = try? await value.kind.get() else { return }
        switch kind {
        case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
        case .webSocket(let route, let connection): await serve(route, connection, logger)
        }
    }

    private func serve(_ route: WebSocketRoute, _ connection: WebSocketConnection, _ logger: Logger) async {
        await withTaskCancellationOrGracefulShutdownHandler {
            var closure = WebSocketClosure.normal
            do {
                try await route.serve(connection)
            } catch let error as WebSocketRefusal {
                closure = error.closure
            } catch {
                logger.debug("a websocket ended with an error", metadata: ["error": "\(error)"])
                closure = WebSocketClosure(code: 1011, reason: "internal error")
            }
            connection.close(closure)
            _ = await connection.closure
        } onCancelOrGracefulShutdown: {
            connection.close(.goingAway)
        }
    }
}

/// Thrown by a route to end a websocket with a certain closure.
public struct WebSocketRefusal: Error, Sendable {
    /// What the peer is told.
    public let closure: WebSocketClosure

    /// An end.
    public init(_ closure: WebSocketClosure) { self.closure = closure }
}

extension WebSocketConnection {
    /// Adds what turns bytes into frames and frames into messages.
    static func install(
        _ connection: WebSocketConnection, limits: WebSocketLimits, isServer: Bool,
        in pipeline: ChannelPipeline.SynchronousOperations
    ) throws {
        // A frame may be as large as a message.
        try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageBytes)))
        try pipeline.addHandler(WebSocketHandler(connection: connection, limits: limits, isServer: isServer))
    }
}
