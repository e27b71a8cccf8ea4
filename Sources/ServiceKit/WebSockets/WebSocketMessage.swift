public import NIOCore

/// One message of a websocket.
public enum WebSocketMessage: Sendable, Hashable {
    case text(String)
    case binary([UInt8])

    /// The content, whatever the frame's type said.
    public var bytes: [UInt8] {
        switch self {
        case .text(let text): Array(text.utf8)
        case .binary(let bytes): bytes
        }
    }
}

/// Why a websocket ended: a code of RFC 6455, section 7.4, and words.
public struct WebSocketClosure: Sendable, Hashable, CustomStringConvertible {
    public let code: UInt16
    public let reason: String

    /// A closure.
    public init(code: UInt16, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// Everything is said.
    public static let normal = WebSocketClosure(code: 1000)
    /// The server stops, or the client leaves.
    public static let goingAway = WebSocketClosure(code: 1001, reason: "going away")
    /// The peer broke the protocol.
    public static let protocolError = WebSocketClosure(code: 1002, reason: "protocol error")
    /// The connection was cut without a closing frame. Never sent.
    public static let abnormal = WebSocketClosure(code: 1006, reason: "the connection was cut")
    /// A text that is not UTF-8.
    public static let invalidText = WebSocketClosure(code: 1007, reason: "a text message is not UTF-8")
    /// A message that the receiver's rules forbid.
    public static let policy = WebSocketClosure(code: 1008, reason: "policy violation")
    /// A message beyond the limit.
    public static let tooLarge = WebSocketClosure(code: 1009, reason: "message too large")
    /// Messages pile up because the peer reads too slowly.
    public static let tooSlow = WebSocketClosure(code: 1013, reason: "too many messages are waiting")
    /// The peer did not answer pings. Sent in case it is only slow.
    public static let deadPeer = WebSocketClosure(code: 1001, reason: "no answer to pings")

    public var description: String { reason.isEmpty ? "\(code)" : "\(code) (\(reason))" }
}

/// What keeps a websocket within bounds.
public struct WebSocketLimits: Sendable {
    /// Bytes of one message that comes in, all its frames together.
    public var messageBytes: Int
    /// Bytes that wait to be written; one message is always allowed.
    public var queuedBytes: Int
    /// Messages that wait to be written.
    public var queuedMessages: Int
    /// Bytes that came in and were not yet taken; beyond it nothing more is read from the socket.
    public var unreadBytes: Int
    /// Time between pings; nil sends none.
    public var pingInterval: TimeAmount?
    /// Pings without answer after which the peer counts as dead.
    public var missedPings: Int
    /// How long the peer may take to answer a closing frame.
    public var closeTimeout: TimeAmount

    /// Limits: messages of 1 MiB, queues of 8 MiB and 1,024 messages, a ping every 30 seconds.
    public init(
        messageBytes: Int = 1 << 20, queuedBytes: Int = 8 << 20, queuedMessages: Int = 1024, unreadBytes: Int = 4 << 20,
        pingInterval: TimeAmount? = .seconds(30), missedPings: Int = 2, closeTimeout: TimeAmount = .seconds(5)
    ) {
        self.messageBytes = messageBytes
        self.queuedBytes = queuedBytes
        self.queuedMessages = queuedMessages
        self.unreadBytes = unreadBytes
        self.pingInterval = pingInterval
        self.missedPings = missedPings
        self.closeTimeout = closeTimeout
    }
}
