import HTTPTypes
import NIOCore
import NIOHTTP1

/// The client's side of the opening handshake. Unlike NIO's (swift-nio issues 2631 and 3274) it tells the status and
/// the start of the body when a server refuses.
final class ClientHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case waiting
        /// The head of the answer says yes; its end is still to come.
        case accepted
        case refused(status: Int, body: [UInt8])
        case switching
        case done
    }

    private let address: WebSocketAddress
    private let headers: HTTPFields
    private let limits: WebSocketLimits
    private let timeout: TimeAmount
    private let encoder: HTTPRequestEncoder
    private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
    private let outcome: EventLoopPromise<WebSocketConnection>
    private let key = WebSocketHandshake.randomKey()
    private var state = State.waiting
    private var held: [NIOAny] = []
    private var deadline: Scheduled<Void>?

    init(
        address: WebSocketAddress, headers: HTTPFields, limits: WebSocketLimits, timeout: TimeAmount,
        encoder: HTTPRequestEncoder, decoder: ByteToMessageHandler<HTTPResponseDecoder>,
        outcome: EventLoopPromise<WebSocketConnection>
    ) {
        self.address = address
        self.headers = headers
        self.limits = limits
        self.timeout = timeout
        self.encoder = encoder
        self.decoder = decoder
        self.outcome = outcome
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.fail(.handshake("\(self.address.host) did not answer in time"), context)
        }
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: address.target)
        head.headers = [
            "host": address.hostHeader, "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-version": "13",
            "sec-websocket-key": key,
        ]
        for field in headers { head.headers.add(name: field.name.rawName, value: field.value) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .waiting:
            if case .head(let head) = unwrapInboundIn(data) { answered(head, context) }
        case .refused(let status, var body):
            switch unwrapInboundIn(data) {
            case .body(let bytes):
                body.append(contentsOf: bytes.readableBytesView.prefix(512 - min(body.count, 512)))
                state = .refused(status: status, body: body)
            case .end: fail(.refused(status: status, body: String(decoding: body, as: UTF8.self)), context)
            case .head: break
            }
        case .accepted:
            if case .end = unwrapInboundIn(data) { becomeWebSocket(context) }
        // Bytes of frames that came with the answer.
        case .switching: held.append(data)
        case .done: context.fireChannelRead(data)
        }
    }

    private func answered(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
        guard head.status == .switchingProtocols else {
            state = .refused(status: Int(head.status.code), body: [])
            return
        }
        guard head.headers.first(name: "sec-websocket-accept") == WebSocketHandshake.accept(key: key),
            head.headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" })
        else { return fail(.handshake("the answer does not belong to the question"), context) }
        state = .accepted
    }

    private func becomeWebSocket(_ context: ChannelHandlerContext) {
        state = .switching
        let pipeline = context.pipeline.syncOperations
        let channel = context.channel
        let target = RequestTarget(address.target)
        let removed = pipeline.removeHandler(encoder).assumeIsolated().flatMap { pipeline.removeHandler(self.decoder) }
        removed.whenComplete { result in
            do {
                try result.get()
                let request = WebSocketConnection.Request(
                    path: target.path, query: target.parameters.map { (name: $0.name, value: $0.value ?? "") },
                    peer: channel.remoteAddress?.ipAddress ?? self.address.host)
                let connection = WebSocketConnection(
                    channel: channel, request: request, limits: self.limits, isServer: false)
                try WebSocketConnection.install(connection, limits: self.limits, isServer: false, in: pipeline)
                self.deadline?.cancel()
                self.state = .done
                for data in self.held { context.fireChannelRead(data) }
                self.held.removeAll()
                pipeline.removeHandler(self, promise: nil)
                self.outcome.succeed(connection)
            } catch {
                self.fail(.handshake("\(error)"), context)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.handshake("\(error)"), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .refused(let status, let body) = state {
            fail(.refused(status: status, body: String(decoding: body, as: UTF8.self)), context)
        } else {
            fail(.handshake("the connection was closed"), context)
        }
        context.fireChannelInactive()
    }

    private func fail(_ error: WebSocketError, _ context: ChannelHandlerContext) {
        if case .done = state { return }
        state = .done
        deadline?.cancel()
        outcome.fail(error)
        context.close(promise: nil)
    }
}
