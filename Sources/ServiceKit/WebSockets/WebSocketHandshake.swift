import Crypto
import NIOCore
import NIOHTTP1

/// The opening handshake of RFC 6455, section 4: what both sides compute and check.
enum WebSocketHandshake {
    /// What a server answers to `Sec-WebSocket-Key`.
    static func accept(key: String) -> String {
        let digest = Insecure.SHA1.hash(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Base64Text.encode(Array(digest))
    }

    /// A key of 16 random bytes.
    static func randomKey() -> String {
        Base64Text.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    /// Whether a request asks for a websocket at all.
    static func isAsked(by head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    /// Why a request that asks for a websocket cannot have one; nil when it can.
    static func problem(with head: HTTPRequestHead) -> String? {
        guard head.method == .GET, head.version == .http1_1 else { return "a websocket begins with GET and HTTP/1.1" }
        guard head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" }) else {
            return "the header Connection does not name Upgrade"
        }
        guard head.headers.first(name: "sec-websocket-version") == "13" else { return "only version 13 is spoken here" }
        let keys = head.headers["sec-websocket-key"]
        guard keys.count == 1, Base64Text.isKey(keys[0]) else { return "Sec-WebSocket-Key is not 16 bytes in base64" }
        return nil
    }

    /// Whether a browser's page of another host is behind the request. Clients that are no browsers send no origin.
    static func isForeignOrigin(_ head: HTTPRequestHead) -> Bool {
        guard let origin = head.headers.first(name: "origin") else { return false }
        guard let host = head.headers.first(name: "host"), let scheme = origin.firstRange(of: "://") else {
            return true
        }
        return origin[scheme.upperBound...].lowercased() != host.lowercased()
    }
}

/// Base64 (RFC 4648) for handshakes and credentials.
package enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32((3 - group.count) * 8)
            for place in 0..<4 {
                text.append(
                    place <= group.count ? alphabet[Int(bits >> UInt32(18 - place * 6) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a text is 16 bytes in base64.
    static func isKey(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasSuffix("==") && text.utf8.dropLast(2).allSatisfy { alphabet.contains($0) }
    }
}
