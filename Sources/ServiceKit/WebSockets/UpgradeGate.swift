import HTTPTypes
import NIOCore
import NIOHTTP1

/// Holds the first request of a connection until it is decided whether it becomes a websocket.
///
/// NIO's own upgrade handlers lose the request when an upgrade is refused (swift-nio issues 2632 and 680), so the
/// decision is made here, and each of the three outcomes is plain: the pipeline becomes that of a websocket, the request
/// goes on to the router as any other, or the refusal is written here. It leaves the pipeline once it has decided.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What became of the connection.
    enum Outcome {
        case plain
        case webSocket(WebSocketRoute, WebSocketConnection.Request)
    }

    private enum State {
        case waiting
        /// The head was read; more is held back until the decision.
        case deciding(HTTPRequestHead)
        /// The pipeline is being changed; what comes is raw bytes or held back parts.
        case switching
        case done
    }

    private let routes: [WebSocketRoute]
    private let headTimeout: TimeAmount
    /// Called on the event loop, once; changes the pipeline.
    private let decided: (Outcome, ChannelHandlerContext, UpgradeGate) -> Void
    private let failed: (any Error) -> Void
    private var state = State.waiting
    private var held: [NIOAny] = []
    private var sawEnd = false
    private var admitted: Outcome?
    private var timeout: Scheduled<Void>?

    /// Parts that a client may send before it has the answer to its handshake.
    private static let mostHeld = 64
    private static let admissionTime = Duration.seconds(10)

    init(
        routes: [WebSocketRoute], headTimeout: TimeAmount,
        decided: @escaping (Outcome, ChannelHandlerContext, UpgradeGate) -> Void, failed: @escaping (any Error) -> Void
    ) {
        self.routes = routes
        self.headTimeout = headTimeout
        self.decided = decided
        self.failed = failed
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timeout = context.eventLoop.assumeIsolated().scheduleTask(in: headTimeout) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timeout?.cancel()
        if case .done = state { return }
        state = .done
        failed(ChannelError.eof)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .waiting = state, event is ChannelShouldQuiesceEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .waiting = state, error is HTTPParserError else { return context.fireErrorCaught(error) }
        refuse(ServiceError(.badRequest, "The request is not HTTP."), context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .waiting:
            guard case .head(let head) = unwrapInboundIn(data) else { return context.close(promise: nil) }
            timeout?.cancel()
            guard WebSocketHandshake.isAsked(by: head) else {
                held.append(data)
                return goOn(.plain, context)
            }
            ask(head, data, context)
        case .deciding(let head):
            if case .end = unwrapInboundIn(data) { sawEnd = true }
            held.append(data)
            if held.count > UpgradeGate.mostHeld { context.close(promise: nil) }
            if sawEnd, let admitted { accept(head, admitted, context) }
        case .switching:
            held.append(data)
            if held.count > UpgradeGate.mostHeld { context.close(promise: nil) }
        case .done: context.fireChannelRead(data)
        }
    }

    private func ask(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        let target = RequestTarget(head.uri)
        guard let route = routes.first(where: { $0.matches(target.path) }) else {
            // Nobody speaks websocket there: the router says what it thinks of the path.
            var plain = head
            plain.headers.remove(name: "upgrade")
            plain.headers.replaceOrAdd(name: "connection", value: "close")
            held.append(wrapInboundOut(.head(plain)))
            return goOn(.plain, context)
        }
        if let problem = WebSocketHandshake.problem(with: head) {
            return refuse(ServiceError(.badRequest, "This is no websocket handshake: \(problem)."), context)
        }
        if WebSocketHandshake.isForeignOrigin(head) {
            return refuse(ServiceError(.forbidden, "Pages of other hosts may not connect here."), context)
        }
        state = .deciding(head)
        let peer = context.remoteAddress?.ipAddress ?? "unknown"
        var fields = HTTPFields()
        for (name, value) in head.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let request = WebSocketRequest(target: target, headers: fields, peer: peer)
        let tooLong = ServiceError(.serviceUnavailable, "The decision took too long. Try again.", retryAfter: 5)
        let admission = context.eventLoop.makeFutureWithTask {
            try await withDeadline(UpgradeGate.admissionTime, orThrow: tooLong) { try await route.admit(request) }
        }
        admission.assumeIsolated().whenComplete { result in
            guard case .deciding = self.state, context.channel.isActive else { return }
            switch result {
            case .success:
                let query = target.parameters.map { (name: $0.name, value: $0.value ?? "") }
                let outcome = Outcome.webSocket(route, .init(path: target.path, query: query, peer: peer))
                self.admitted = outcome
                if self.sawEnd { self.accept(head, outcome, context) }
            case .failure(let error): self.refuse(ServiceError(mapping: error), context)
            }
        }
    }

    private func accept(_ head: HTTPRequestHead, _ outcome: Outcome, _ context: ChannelHandlerContext) {
        let key = head.headers.first(name: "sec-websocket-key") ?? ""
        let headers: HTTPHeaders = [
            "upgrade": "websocket", "connection": "upgrade",
            "sec-websocket-accept": WebSocketHandshake.accept(key: key),
        ]
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers))),
            promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // The rest of the handshake's request is of no use to a websocket.
        held.removeAll()
        goOn(outcome, context)
    }

    private func goOn(_ outcome: Outcome, _ context: ChannelHandlerContext) {
        state = .switching
        decided(outcome, context, self)
    }

    /// The pipeline is ready: hands on what was held back and leaves.
    func leave(_ context: ChannelHandlerContext) {
        guard case .switching = state else { return }
        state = .done
        for data in held { context.fireChannelRead(data) }
        if !held.isEmpty { context.fireChannelReadComplete() }
        held.removeAll()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ error: ServiceError, _ context: ChannelHandlerContext) {
        state = .done
        let body = ByteBuffer(bytes: error.json(requestID: nil))
        var headers: HTTPHeaders = [
            "content-type": "application/json", "content-length": "\(body.readableBytes)", "connection": "close",
        ]
        if let retryAfter = error.retryAfter { headers.add(name: "retry-after", value: "\(retryAfter)") }
        if error.status == .unauthorized { headers.add(name: "www-authenticate", value: "Bearer") }
        let status = HTTPResponseStatus(statusCode: error.status.code, reasonPhrase: error.status.reasonPhrase)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let end = context.eventLoop.makePromise(of: Void.self)
        end.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: end)
        failed(error)
    }
}
