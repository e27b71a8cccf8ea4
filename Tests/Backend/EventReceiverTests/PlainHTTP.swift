import Foundation

/// HTTP over a plain blocking socket, so that tests say exactly which bytes go out.
enum PlainHTTP {
    struct Answer: Sendable, Equatable {
        var status: Int
        var head: String
        var body: String
    }

    struct Failure: Error { let reason: String }

    static func send(
        _ method: String, _ path: String, port: Int, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if headers["Transfer-Encoding"] == nil, headers["Content-Length"] == nil {
            lines.append("Content-Length: \(body.count)")
        }
        lines += headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n"
        return try await exchange(Array(text.utf8) + body, port: port)
    }

    /// Sends bytes as they are and reads until the server closes.
    static func exchange(_ bytes: [UInt8], port: Int) async throws -> Answer {
        try await blocking {
            let socket = try PlainSocket(port: port)
            try socket.write(bytes)
            return try answer(socket.readAll())
        }
    }

    static func answer(_ bytes: [UInt8]) throws -> Answer {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw Failure(reason: "no HTTP answer but \(bytes.count) bytes")
        }
        return Answer(status: status, head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
    }

    /// Runs blocking work on a thread of its own: the pools belong to the receiver and its database.
    static func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}

/// A connected TCP socket with deadlines of 20 seconds.
final class PlainSocket: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var deadline = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw PlainHTTP.Failure(reason: "connect: \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    /// Writes as much as the peer takes; a peer that has closed is no failure, its answer counts.
    func write(_ bytes: [UInt8]) throws {
        var place = 0
        while place < bytes.count {
            let written = bytes[place...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if written <= 0 { return }
            place += written
        }
    }

    /// Up to `count` bytes; fewer only at the end.
    func read(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count {
            var buffer = [UInt8](repeating: 0, count: min(count - result.count, 65536))
            let received = recv(descriptor, &buffer, buffer.count, 0)
            if received <= 0 { break }
            result += buffer[..<received]
        }
        return result
    }

    func readAll() -> [UInt8] { read(.max) }
}
