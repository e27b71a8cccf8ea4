public import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import ServiceKit

/// Delivers parts by `POST`.
///
/// Each part says what it is: `X-Breakwater-Run`, `-Part` and `-Of`, `Idempotency-Key`, and `Content-Digest` (RFC 9530).
/// Receivers of the original ignore these.
public struct HTTPSender: SpoolSender {
    private let client: HTTPClient
    private let headers: @Sendable () async throws -> [(String, String)]

    /// A sender.
    /// - Parameter headers: asked before every attempt, so that rotated credentials are used.
    public init(
        client: HTTPClient = .shared, headers: @escaping @Sendable () async throws -> [(String, String)] = { [] }
    ) {
        self.client = client
        self.headers = headers
    }

    public func send(_ part: SpoolPart) async -> SpoolOutcome {
        do {
            var request = HTTPClientRequest(url: part.lane.destination + part.target)
            request.method = .POST
            request.headers = [
                "content-type": part.contentType, "idempotency-key": part.idempotencyKey,
                "x-breakwater-run": part.run, "x-breakwater-part": "\(part.number)", "x-breakwater-of": "\(part.of)",
                "content-digest": "sha-256=:\(Base64Text.encode(part.digest)):",
            ]
            for (name, value) in try await headers() { request.headers.replaceOrAdd(name: name, value: value) }
            request.body = .bytes(ByteBuffer(bytes: part.body))
            let response = try await client.execute(request, timeout: .seconds(60))
            // The answer's words are of use only in the log; a long one is not read to its end.
            var words = ""
            for try await bytes in response.body {
                words += String(buffer: bytes)
                if words.utf8.count > 1024 { break }
            }
            let retryAfter = response.headers.first(name: "retry-after").flatMap { Int($0) }.map {
                Duration.seconds($0)
            }
            return HTTPSender.outcome(Int(response.status.code), words, retryAfter)
        } catch {
            return .later(reason: "\(error)", after: nil)
        }
    }

    /// What a status means. Credentials and addresses can be put right, so 401, 403, 404 and 405 are tried again; what
    /// says that the message itself is wrong is not.
    static func outcome(_ status: Int, _ words: String, _ retryAfter: Duration?) -> SpoolOutcome {
        let reason = "status \(status)\(words.isEmpty ? "" : ": \(words.prefix(300))")"
        return switch status {
        case 200..<300: .accepted
        case 400, 409, 410, 411, 413, 414, 415, 422: .refused(reason: reason)
        default: .later(reason: reason, after: retryAfter)
        }
    }
}
