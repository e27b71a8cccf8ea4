import NIOCore
import NIOWebSocket

/// The shell of ``WebSocketProtocol`` in a channel's pipeline: frames in, bytes out, pings, flushes.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Something was written; flush when all that is ready has been.
    struct FlushSoon: Sendable {}
    /// Close when what waits has been written.
    struct CloseWish: Sendable { let closure: WebSocketClosure }
    /// The reader caught up.
    struct ReadAgain: Sendable {}

    /// What a message in the queue costs besides its bytes, so that many tiny ones are bounded, too.
    private static let messageCost = 128
    private static let mostPongs = 16

    private let connection: WebSocketConnection
    private let limits: WebSocketLimits
    private let isServer: Bool
    private var state: WebSocketProtocol
    private var pings: Scheduled<Void>?
    private var flushIsScheduled = false
    private var readIsHeld = false
    private var pongsUnderWay = 0
    private var deadline: Scheduled<Void>?

    init(connection: WebSocketConnection, limits: WebSocketLimits, isServer: Bool) {
        self.connection = connection
        self.limits = limits
        self.isServer = isServer
        state = WebSocketProtocol(messageBytes: limits.messageBytes, missedPings: limits.missedPings)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let interval = limits.pingInterval else { return }
        schedulePing(after: interval, context)
    }

    private func schedulePing(after interval: TimeAmount, _ context: ChannelHandlerContext) {
        pings = context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.perform(self.state.pingTick(), context)
            if self.pings != nil { self.schedulePing(after: interval, context) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        pings?.cancel()
        pings = nil
        deadline?.cancel()
        deadline = nil
        connection.ended(state.closure)
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // RFC 6455, 5.1: clients mask, servers do not.
        if (frame.maskKey != nil) != isServer {
            perform(state.decodingFailed(tooLarge: false), context)
        } else {
            perform(state.received(frame), context)
        }
    }

    func read(context: ChannelHandlerContext) {
        if connection.mayRead { context.read() } else { readIsHeld = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What follows broken frames is not read any more.
        if error is ByteToMessageDecoderError { return }
        guard let error = error as? NIOWebSocketError else {
            context.close(promise: nil)
            return
        }
        perform(state.decodingFailed(tooLarge: error == .invalidFrameLength), context)
    }

    private func perform(_ actions: [WebSocketProtocol.Action], _ context: ChannelHandlerContext) {
        for action in actions {
            let mask = isServer ? nil : WebSocketMaskingKey.random()
            switch action {
            case .deliver(let isText, let bytes):
                let message: WebSocketMessage =
                    isText ? .text(String(buffer: bytes)) : .binary(Array(bytes.readableBytesView))
                connection.received(message, bytes: bytes.readableBytes + WebSocketHandler.messageCost)
            case .ping: send(WebSocketFrameWriter.frame(.ping, [], mask: mask), context)
            case .pong(let data): pong(data, mask, context)
            case .close(let closure):
                send(WebSocketFrameWriter.close(closure, mask: mask), context)
                expectEnd(context)
            case .finish:
                let half = context.eventLoop.makePromise(of: Void.self)
                half.futureResult.assumeIsolated().whenFailure { _ in context.close(promise: nil) }
                context.close(mode: .output, promise: half)
            case .disconnect: context.close(promise: nil)
            }
        }
    }

    /// A peer that asks and does not read must not make answers pile up; RFC 6455, 5.5.3, lets us leave some out.
    private func pong(_ data: ByteBuffer, _ mask: WebSocketMaskingKey?, _ context: ChannelHandlerContext) {
        guard pongsUnderWay < WebSocketHandler.mostPongs else { return }
        pongsUnderWay += 1
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.pongsUnderWay -= 1 }
        let frame = WebSocketFrameWriter.frame(.pong, data.readableBytesView, mask: mask)
        context.writeAndFlush(wrapOutboundOut(frame), promise: written)
    }

    private func send(_ frame: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func expectEnd(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        let loop = context.eventLoop.assumeIsolated()
        deadline = loop.scheduleTask(in: limits.closeTimeout) { context.close(promise: nil) }
    }

    // MARK: Out

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case is FlushSoon:
            // Everything that other tasks have queued until then leaves in one system call.
            guard !flushIsScheduled else { return }
            flushIsScheduled = true
            context.eventLoop.assumeIsolated().execute {
                self.flushIsScheduled = false
                context.flush()
            }
        case let wish as CloseWish: perform(state.close(wish.closure), context)
        case is ReadAgain:
            guard readIsHeld else { return }
            readIsHeld = false
            context.read()
        default: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }
}
