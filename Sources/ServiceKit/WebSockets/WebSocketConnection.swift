import NIOCore
import NIOWebSocket
import Synchronization

/// Why a message was not sent.
public enum WebSocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Too much waits to be written already.
    case queueFull(messages: Int, bytes: Int)
    case closed
    /// The handshake was answered with something else. Shows the start of the answer's body.
    case refused(status: Int, body: String)
    /// The handshake failed before there was an answer.
    case handshake(String)
    case badURL(String)

    public var description: String {
        switch self {
        case .queueFull(let messages, let bytes):
            "\(messages) messages (\(bytes) bytes) wait for this peer already. It reads too slowly."
        case .closed: "The websocket is closed."
        case .refused(let status, let body):
            "The server refused the websocket with status \(status)\(body.isEmpty ? "" : ": \(body)")."
        case .handshake(let what): "The websocket handshake failed: \(what)."
        case .badURL(let url): "'\(url)' is no websocket address; one looks like wss://host:port/path."
        }
    }
}

/// A message encoded once for many recipients of a server.
public struct EncodedMessage: Sendable {
    let frame: ByteBuffer

    /// Encodes a message.
    public init(_ message: WebSocketMessage) {
        switch message {
        case .text(let text): frame = WebSocketFrameWriter.frame(.text, text.utf8)
        case .binary(let bytes): frame = WebSocketFrameWriter.frame(.binary, bytes)
        }
    }

    /// A binary message.
    public init(binary bytes: [UInt8]) { frame = WebSocketFrameWriter.frame(.binary, bytes) }
}

/// One end of an open websocket.
///
/// Sending never waits: messages go, in order, to a bounded queue, and when it is full the sender is told at once and
/// decides. Messages that come in are read one by one by one task; while it does not read, the socket is not read either.
public final class WebSocketConnection: Sendable {
    /// What a connection was opened with.
    public struct Request: Sendable {
        /// The path, percent-encoding undone.
        public let path: String
        /// The query's parameters in their order, decoded.
        public let query: [(name: String, value: String)]
        /// The address of the other side.
        public let peer: String
    }

    private struct Queue {
        var messages = 0
        var bytes = 0
        var unread = 0
        var isOpen = true
    }

    /// A number that no other connection of this process has.
    public let id: Int
    /// What the connection was opened with.
    public let request: Request
    /// The messages that come in; ends when the websocket does. For one reader.
    public let messages: WebSocketMessages
    let channel: any Channel
    private let limits: WebSocketLimits
    private let isServer: Bool
    private let queue = Mutex(Queue())
    private let end: EventLoopPromise<WebSocketClosure>

    private static let lastID = Atomic(0)

    init(channel: any Channel, request: Request, limits: WebSocketLimits, isServer: Bool) {
        id = WebSocketConnection.lastID.add(1, ordering: .relaxed).newValue
        self.channel = channel
        self.request = request
        self.limits = limits
        self.isServer = isServer
        end = channel.eventLoop.makePromise()
        messages = WebSocketMessages()
    }

    // MARK: Sending

    /// Puts a message into the queue. Throws when the queue is full or the websocket closed.
    public func send(_ message: WebSocketMessage) throws(WebSocketError) { try write(frame(message), nil) }

    /// Puts a message into the queue of a server's connection.
    public func send(_ message: EncodedMessage) throws(WebSocketError) {
        precondition(isServer, "frames of a client are masked one by one")
        try write(message.frame, nil)
    }

    /// Sends a message and waits until the operating system has it.
    public func deliver(_ message: WebSocketMessage) async throws {
        let written = channel.eventLoop.makePromise(of: Void.self)
        do {
            try write(frame(message), written)
        } catch {
            written.fail(error)
        }
        try await written.futureResult.get()
    }

    private func frame(_ message: WebSocketMessage) -> ByteBuffer {
        let mask = isServer ? nil : WebSocketMaskingKey.random()
        return switch message {
        case .text(let text): WebSocketFrameWriter.frame(.text, text.utf8, mask: mask, allocator: channel.allocator)
        case .binary(let bytes): WebSocketFrameWriter.frame(.binary, bytes, mask: mask, allocator: channel.allocator)
        }
    }

    private func write(_ frame: ByteBuffer, _ written: EventLoopPromise<Void>?) throws(WebSocketError) {
        let bytes = frame.readableBytes
        let failure = queue.withLock { queue -> WebSocketError? in
            guard queue.isOpen else { return .closed }
            let fits = queue.messages < limits.queuedMessages && queue.bytes + bytes <= limits.queuedBytes
            guard fits || queue.messages == 0 else { return .queueFull(messages: queue.messages, bytes: queue.bytes) }
            queue.messages += 1
            queue.bytes += bytes
            return nil
        }
        if let failure { throw failure }
        let promise = written ?? channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { [self] _ in
            queue.withLock { queue in
                queue.messages -= 1
                queue.bytes -= bytes
            }
        }
        channel.write(frame, promise: promise)
        channel.pipeline.triggerUserOutboundEvent(WebSocketHandler.FlushSoon(), promise: nil)
    }

    /// Messages and bytes that wait to be written.
    public var queued: (messages: Int, bytes: Int) { queue.withLock { ($0.messages, $0.bytes) } }

    // MARK: Ending

    /// Begins to close the websocket. Messages that wait are sent first.
    public func close(_ closure: WebSocketClosure = .normal) {
        queue.withLock { $0.isOpen = false }
        channel.pipeline.triggerUserOutboundEvent(WebSocketHandler.CloseWish(closure: closure), promise: nil)
    }

    /// Cuts the connection without a word.
    public func abort() { channel.close(mode: .all, promise: nil) }

    /// Waits for the end of the websocket and says why it ended.
    public var closure: WebSocketClosure {
        get async { (try? await end.futureResult.get()) ?? .abnormal }
    }

    // MARK: From the handler

    /// What came in and was not taken yet.
    var unread: Int { queue.withLock { $0.unread } }

    func received(_ message: WebSocketMessage, bytes: Int) {
        queue.withLock { $0.unread += bytes }
        messages.yield(message, connection: self, bytes: bytes)
    }

    var mayRead: Bool { queue.withLock { $0.unread <= limits.unreadBytes } }

    /// The reader took a message.
    func taken(_ bytes: Int) {
        let resumes = queue.withLock { queue in
            let paused = queue.unread > limits.unreadBytes
            queue.unread -= bytes
            return paused && queue.unread <= limits.unreadBytes
        }
        if resumes { channel.pipeline.triggerUserOutboundEvent(WebSocketHandler.ReadAgain(), promise: nil) }
    }

    func ended(_ closure: WebSocketClosure) {
        queue.withLock { $0.isOpen = false }
        messages.finish()
        end.succeed(closure)
    }
}

/// The messages of one websocket, for one reader.
public struct WebSocketMessages: AsyncSequence, Sendable {
    public typealias Element = WebSocketMessage
    // Unbounded in itself; the handler stops reading the socket when too many bytes lie here.
    private let stream: AsyncStream<(WebSocketMessage, WebSocketConnection, Int)>
    private let continuation: AsyncStream<(WebSocketMessage, WebSocketConnection, Int)>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func yield(_ message: WebSocketMessage, connection: WebSocketConnection, bytes: Int) {
        continuation.yield((message, connection, bytes))
    }

    func finish() { continuation.finish() }

    public func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator()) }

    /// Gives messages one by one; ends on cancellation and when the websocket ends.
    public struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<(WebSocketMessage, WebSocketConnection, Int)>.Iterator

        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> WebSocketMessage? {
            guard let (message, connection, bytes) = await base.next(isolation: actor) else { return nil }
            connection.taken(bytes)
            return message
        }
    }
}
