import NIOCore
import NIOHTTP1

/// Holds the first request of a connection until it is known whether it may become a websocket.
///
/// NIO's typed upgrade handler loses the head of a request whose upgrade is refused (apple/swift-nio 2632). So the
/// decision falls before it: an admitted request goes on to an upgrader that always says yes; a refused one is answered
/// here, and the connection closed; for any other request an `Upgrade` header is taken off, so that NIO never looks.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let isUpgrade: @Sendable (HTTPRequestHead) -> Bool
    private let admit: @Sendable (HTTPRequestHead) async -> ReceiverError?
    private var held: [HTTPServerRequestPart] = []
    private var isDeciding = false
    private var isRefused = false
    private var decision: Task<Void, Never>?

    /// - Parameters:
    ///   - isUpgrade: whether this request wants to become a websocket at a place where there is one.
    ///   - admit: nil to let it; else what to answer.
    init(
        isUpgrade: @escaping @Sendable (HTTPRequestHead) -> Bool,
        admit: @escaping @Sendable (HTTPRequestHead) async -> ReceiverError?
    ) {
        self.isUpgrade = isUpgrade
        self.admit = admit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isRefused { return }
        if isDeciding {
            // An upgrade request has no body worth keeping; more than its end is no upgrade request.
            guard held.count < 4 else {
                context.close(promise: nil)
                return
            }
            held.append(part)
            return
        }
        guard case .head(var head) = part, isUpgrade(head) else {
            if case .head(var head) = part {
                head.headers.remove(name: "upgrade")
                pass([.head(head)], context)
            } else {
                pass([part], context)
            }
            return
        }
        head.headers.replaceOrAdd(name: "connection", value: "upgrade")
        isDeciding = true
        held = [.head(head)]
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        // The handler is synchronous; the decision asks the store.
        decision = Task { [admit, head] in
            let refusal = await admit(head)
            loop.execute {
                let (gate, context) = bound.value
                gate.decide(refusal, context)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        decision?.cancel()
        isRefused = true
        context.fireChannelInactive()
    }

    private func decide(_ refusal: ReceiverError?, _ context: ChannelHandlerContext) {
        guard !isRefused else { return }
        isDeciding = false
        guard let refusal else {
            pass(held, context)
            return
        }
        isRefused = true
        held = []
        let body = ByteBuffer(string: refusal.description + "\n")
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: refusal.status))
        head.headers = [
            "content-type": "text/plain; charset=utf-8", "content-length": "\(body.readableBytes)",
            "connection": "close",
        ]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }

    /// Hands on what was held and leaves the pipeline: after an upgrade raw bytes pass here.
    private func pass(_ parts: [HTTPServerRequestPart], _ context: ChannelHandlerContext) {
        held = []
        // The end of a request without a body comes in the same read as its head, so the gate must be out of the way
        // only once this read is through.
        for part in parts { context.fireChannelRead(wrapInboundOut(part)) }
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
