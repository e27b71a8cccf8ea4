import NIOCore
import NIOWebSocket

/// What one side of a websocket does about a frame, a tick of the ping clock or a wish to close. No I/O, no clock.
///
/// RFC 6455: fragments (5.4), control frames (5.5), closing (7).
struct WebSocketProtocol {
    /// What the shell around it shall do, in order.
    enum Action: Equatable {
        case deliver(text: Bool, ByteBuffer)
        case ping
        case pong(ByteBuffer)
        /// Send a closing frame.
        case close(WebSocketClosure)
        /// Say nothing more, and wait a little for the peer to leave; cutting at once could lose the closing frame.
        case finish
        /// Cut the connection, now that everything is said.
        case disconnect
    }

    let messageBytes: Int
    let missedPings: Int
    private var fragments: (text: Bool, bytes: ByteBuffer)?
    private var unanswered = 0
    private var sentClose: WebSocketClosure?
    private var receivedClose: WebSocketClosure?

    init(messageBytes: Int, missedPings: Int) {
        self.messageBytes = messageBytes
        self.missedPings = missedPings
    }

    /// Why the websocket ended, once it has: what the peer said wins unless this side spoke first.
    var closure: WebSocketClosure { sentClose ?? receivedClose ?? .abnormal }
    /// Whether messages may still be sent.
    var isOpen: Bool { sentClose == nil && receivedClose == nil }

    mutating func received(_ frame: WebSocketFrame) -> [Action] {
        // Whatever comes in shows that the peer lives.
        unanswered = 0
        var data = frame.unmaskedData
        if frame.opcode.isControlOpcode, !frame.fin || data.readableBytes > 125 { return fail(.protocolError) }
        if frame.rsv1 || frame.rsv2 || frame.rsv3 { return fail(.protocolError) }
        switch frame.opcode {
        case .ping: return sentClose == nil ? [.pong(data)] : []
        case .pong: return []
        case .connectionClose: return receivedClose(&data)
        case .text, .binary:
            guard fragments == nil else { return fail(.protocolError) }
            return append(data, text: frame.opcode == .text, to: ByteBuffer(), isLast: frame.fin)
        case .continuation:
            guard let open = fragments else { return fail(.protocolError) }
            fragments = nil
            return append(data, text: open.text, to: open.bytes, isLast: frame.fin)
        default: return fail(.protocolError)
        }
    }

    private mutating func append(
        _ data: ByteBuffer, text: Bool, to earlier: ByteBuffer, isLast: Bool
    ) -> [Action] {
        guard sentClose == nil else { return [] }
        guard earlier.readableBytes + data.readableBytes <= messageBytes else { return fail(.tooLarge) }
        var bytes = earlier
        if bytes.readableBytes == 0 { bytes = data } else { bytes.writeImmutableBuffer(data) }
        guard isLast else {
            fragments = (text, bytes)
            return []
        }
        if text, !bytes.readableBytesView.isValidUTF8 { return fail(.invalidText) }
        return [.deliver(text: text, bytes)]
    }

    private mutating func receivedClose(_ data: inout ByteBuffer) -> [Action] {
        guard receivedClose == nil else { return [] }
        guard data.readableBytes != 1 else { return fail(.protocolError) }
        let code: UInt16 = data.readInteger() ?? 1005
        receivedClose = WebSocketClosure(code: code, reason: String(buffer: data))
        if sentClose != nil { return [.disconnect] }
        let valid = 1000...1003 ~= code || 1007...1014 ~= code || 3000...4999 ~= code
        let answer = WebSocketClosure(code: code == 1005 ? 1000 : valid ? code : 1002)
        return [.close(answer), .finish]
    }

    /// The frame decoder found something that is no frame.
    mutating func decodingFailed(tooLarge: Bool) -> [Action] { fail(tooLarge ? .tooLarge : .protocolError) }

    private mutating func fail(_ closure: WebSocketClosure) -> [Action] {
        guard sentClose == nil else { return [.disconnect] }
        sentClose = closure
        fragments = nil
        return [.close(closure), .finish]
    }

    /// This side wants to end it; the connection is cut when the peer has answered.
    mutating func close(_ closure: WebSocketClosure) -> [Action] {
        guard sentClose == nil, receivedClose == nil else { return [] }
        sentClose = closure
        fragments = nil
        return [.close(closure)]
    }

    /// Time for a ping.
    mutating func pingTick() -> [Action] {
        guard isOpen else { return [] }
        guard unanswered < missedPings else { return fail(.deadPeer) }
        unanswered += 1
        return [.ping]
    }
}

extension ByteBufferView {
    /// Whether the bytes are well-formed UTF-8.
    var isValidUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
