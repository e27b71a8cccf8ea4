import NIOCore
import NIOWebSocket
import Testing

@testable import ServiceKit

/// The rules of one side, frame by frame, without sockets.
struct WebSocketProtocolTests {
    private func machine() -> WebSocketProtocol { WebSocketProtocol(messageBytes: 10, missedPings: 2) }

    private func frame(_ opcode: WebSocketOpcode, _ text: String = "", fin: Bool = true) -> WebSocketFrame {
        WebSocketFrame(fin: fin, opcode: opcode, data: ByteBuffer(string: text))
    }

    @Test("Whole and fragmented messages are delivered once complete; control frames may come between")
    func fragments() {
        var state = machine()
        #expect(state.received(frame(.text, "hi")) == [.deliver(text: true, ByteBuffer(string: "hi"))])
        #expect(state.received(frame(.binary, "ab", fin: false)) == [])
        #expect(state.received(frame(.ping, "p")) == [.pong(ByteBuffer(string: "p"))])
        #expect(state.received(frame(.continuation, "cd", fin: false)) == [])
        #expect(state.received(frame(.continuation, "ef")) == [.deliver(text: false, ByteBuffer(string: "abcdef"))])
    }

    @Test("Broken sequences end the websocket with 1002")
    func sequences() {
        var lonely = machine()
        #expect(lonely.received(frame(.continuation, "x")) == [.close(.protocolError), .finish])
        #expect(lonely.closure == .protocolError)
        var twice = machine()
        _ = twice.received(frame(.text, "x", fin: false))
        #expect(twice.received(frame(.text, "y")) == [.close(.protocolError), .finish])
        // After that nothing is delivered any more.
        #expect(twice.received(frame(.text, "z")) == [])
        var reserved = machine()
        #expect(
            reserved.received(WebSocketFrame(fin: true, rsv1: true, opcode: .text, data: ByteBuffer()))
                == [.close(.protocolError), .finish])
    }

    @Test("Too large messages end with 1009, also in pieces; texts that are not UTF-8 with 1007")
    func contents() {
        var large = machine()
        #expect(large.received(frame(.text, "12345678901")) == [.close(.tooLarge), .finish])
        var pieces = machine()
        _ = pieces.received(frame(.text, "123456", fin: false))
        #expect(pieces.received(frame(.continuation, "789012")) == [.close(.tooLarge), .finish])
        var broken = machine()
        let bytes = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: [0xFF, 0xFE]))
        #expect(broken.received(bytes) == [.close(.invalidText), .finish])
    }

    @Test("Closing goes both ways, once")
    func closing() {
        var asked = machine()
        let close = WebSocketFrame(
            fin: true, opcode: .connectionClose, data: ByteBuffer(bytes: [0x03, 0xE9, 0x62, 0x79]))
        #expect(asked.received(close) == [.close(WebSocketClosure(code: 1001)), .finish])
        #expect(asked.closure == WebSocketClosure(code: 1001, reason: "by"))
        #expect(asked.received(close) == [])
        #expect(asked.close(.normal) == [])
        var asking = machine()
        #expect(asking.close(.goingAway) == [.close(.goingAway)])
        #expect(asking.close(.normal) == [])
        #expect(!asking.isOpen)
        #expect(asking.received(close) == [.disconnect])
        #expect(asking.closure == .goingAway)
        var empty = machine()
        #expect(empty.received(frame(.connectionClose)) == [.close(WebSocketClosure(code: 1000)), .finish])
        var bad = machine()
        let code = WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(bytes: [0x03, 0xED]))
        #expect(bad.received(code) == [.close(WebSocketClosure(code: 1000)), .finish])
        #expect(machine().closure == .abnormal)
    }

    @Test("A peer that answers no pings is dead; anything it sends shows that it lives")
    func pings() {
        var state = machine()
        #expect(state.pingTick() == [.ping])
        #expect(state.pingTick() == [.ping])
        #expect(state.received(frame(.pong)) == [])
        #expect(state.pingTick() == [.ping])
        #expect(state.pingTick() == [.ping])
        #expect(state.pingTick() == [.close(.deadPeer), .finish])
        #expect(state.pingTick() == [])
    }

    @Test("Frames are written as RFC 6455 has them")
    func frames() {
        // Section 5.7 of the RFC.
        let key: WebSocketMaskingKey = [0x37, 0xFA, 0x21, 0x3D]
        #expect(
            Array(WebSocketFrameWriter.frame(.text, "Hello".utf8, mask: key).readableBytesView)
                == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(Array(WebSocketFrameWriter.frame(.text, "Hello".utf8).readableBytesView.prefix(2)) == [0x81, 0x05])
        let zeros = [UInt8](repeating: 0, count: 256)
        #expect(
            Array(WebSocketFrameWriter.frame(.binary, zeros).readableBytesView.prefix(4)) == [0x82, 0x7E, 0x01, 0x00])
        let many = [UInt8](repeating: 0, count: 65_536)
        #expect(
            Array(WebSocketFrameWriter.frame(.binary, many).readableBytesView.prefix(10))
                == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])
        let long = WebSocketFrameWriter.close(
            WebSocketClosure(code: 1000, reason: String(repeating: "ü", count: 100)), mask: nil)
        #expect(long.readableBytes == 2 + 2 + 122)
    }

    @Test("The handshake's answer is the one of RFC 6455, section 1.3")
    func accept() {
        #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(Base64Text.isKey(WebSocketHandshake.randomKey()))
        #expect(!Base64Text.isKey("short=="))
    }

    @Test("Random frames never hurt", arguments: [1, 2] as [UInt64])
    func fuzz(_ seed: UInt64) {
        var word = seed
        func next() -> UInt64 {
            word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return word >> 33
        }
        for _ in 0..<2000 {
            var state = machine()
            for _ in 0..<8 {
                let data = ByteBuffer(bytes: (0..<Int(next() % 14)).map { _ in UInt8(truncatingIfNeeded: next()) })
                let opcode = WebSocketOpcode(encodedWebSocketOpcode: UInt8(next() % 16)) ?? .text
                let actions = state.received(
                    WebSocketFrame(fin: next() % 2 == 0, rsv1: next() % 20 == 0, opcode: opcode, data: data))
                for case .deliver(_, let bytes) in actions { #expect(bytes.readableBytes <= 10) }
                if next() % 7 == 0 { _ = state.pingTick() }
            }
        }
    }
}
