import Foundation

/// A connection that sends one request after the other.
struct Connection {
    struct Failure: Error { let reason: String }

    private let descriptor: Int32
    private let key: String

    init(port: Int, key: String) throws {
        self.key = key
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(reason: String(cString: strerror(errno))) }
    }

    func close() { Foundation.close(descriptor) }

    /// Posts a part and waits for its acknowledgement.
    func post(_ body: [UInt8]) throws {
        let head =
            "POST /k8s/v2/postureReport HTTP/1.1\r\nHost: a\r\nX-API-KEY: \(key)\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        try write(Array(head.utf8))
        try write(body)
        var answer: [UInt8] = []
        while !answer.suffix(6).elementsEqual(Array("\r\n\r\nok".utf8)) {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(reason: String(decoding: answer, as: UTF8.self)) }
            answer += buffer[..<count]
            if !answer.starts(with: Array("HTTP/1.1 200".utf8)) {
                throw Failure(reason: String(decoding: answer, as: UTF8.self))
            }
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        var place = 0
        while place < bytes.count {
            let written = bytes[place...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
            guard written > 0 else { throw Failure(reason: String(cString: strerror(errno))) }
            place += written
        }
    }
}
