import Documents
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// What all routes do with a request: claims, key, body.
struct IncomingMessage {
    let request: Request
    let source: String

    /// The key of `X-API-KEY`, or else of `Authorization: Bearer`.
    var key: String? {
        if let name = HTTPField.Name("X-API-KEY"), let key = request.headers[name], !key.isEmpty { return key }
        guard let text = request.headers[.authorization] else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// What the query says about the sender.
    var claims: Claims {
        let query = request.uri.queryParameters
        return Claims(
            account: query["customerGUID"].map(String.init) ?? "",
            cluster: query["clusterName"].map(String.init) ?? "")
    }

    /// The whole body.
    /// - Throws: a ``ReceiverError`` with 413 for too many bytes and 408 for too many seconds.
    func body(limit: Int, seconds: Int) async throws -> SourceBytes {
        let tooLarge = ReceiverError(413, "The body is larger than \(limit) bytes. Send smaller parts.")
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw tooLarge }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw ReceiverError(415, "The body is encoded as \(encoding.prefix(32)). Send it plain.")
        }
        let stream = request.body
        return try await withDeadline(seconds: seconds) {
            var pieces: [ByteBuffer] = []
            var count = 0
            for try await piece in stream {
                count += piece.readableBytes
                guard count <= limit else { throw tooLarge }
                pieces.append(piece)
            }
            if let declared, declared != count {
                throw ReceiverError(400, "The body has \(count) bytes, and \(declared) were announced.")
            }
            return SourceBytes(unsafeUninitializedCapacity: count) { target in
                var place = 0
                for piece in pieces {
                    piece.withUnsafeReadableBytes { bytes in
                        UnsafeMutableRawBufferPointer(rebasing: target[place...]).copyMemory(from: bytes)
                        place += bytes.count
                    }
                }
                return place
            }
        }
    }
}

/// Runs `body`, but not for longer than so many seconds.
/// - Throws: a ``ReceiverError`` with 408 when the time is over.
private func withDeadline<Result: Sendable>(
    seconds: Int, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else {
            throw ReceiverError(408, "The body did not arrive within \(seconds) seconds. Send it again.")
        }
        return result
    }
}
