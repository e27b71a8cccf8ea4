import NIOCore
import NIOWebSocket

/// Writes websocket frames (RFC 6455, 5.2). Frames of a server are the same for every client, so that a broadcast
/// encodes once; frames of a client are masked with a key of their own.
enum WebSocketFrameWriter {
    /// A whole frame. Its payload is copied once.
    static func frame(
        _ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>, mask: WebSocketMaskingKey? = nil,
        allocator: ByteBufferAllocator = ByteBufferAllocator()
    ) -> ByteBuffer {
        let count = payload.count
        var buffer = allocator.buffer(capacity: count + 14)
        buffer.writeInteger(0x80 | code(opcode))
        let flag: UInt8 = mask == nil ? 0 : 0x80
        switch count {
        case ..<126: buffer.writeInteger(flag | UInt8(count))
        case ..<65_536:
            buffer.writeInteger(flag | 126)
            buffer.writeInteger(UInt16(count))
        default:
            buffer.writeInteger(flag | 127)
            buffer.writeInteger(UInt64(count))
        }
        if let mask { for byte in mask { buffer.writeInteger(byte) } }
        buffer.writeBytes(payload)
        if let mask {
            let key = Array(mask)
            buffer.withUnsafeMutableReadableBytes { bytes in
                let first = bytes.count - count
                for index in 0..<count { bytes[first + index] ^= key[index & 3] }
            }
        }
        return buffer
    }

    /// A closing frame; its reason is cut to what a control frame holds.
    static func close(_ closure: WebSocketClosure, mask: WebSocketMaskingKey?) -> ByteBuffer {
        var reason = Array(closure.reason.utf8.prefix(123))
        // Not in the middle of a character.
        while !reason.isEmpty, String(validating: reason, as: UTF8.self) == nil { reason.removeLast() }
        return frame(.connectionClose, [UInt8(closure.code >> 8), UInt8(closure.code & 255)] + reason, mask: mask)
    }

    private static func code(_ opcode: WebSocketOpcode) -> UInt8 { UInt8(webSocketOpcode: opcode) }
}
