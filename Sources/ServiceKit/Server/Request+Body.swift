public import Hummingbird
import NIOCore

extension Request {
    /// The whole body, within the server's limits.
    public func body(within limits: HTTPLimits) async throws -> [UInt8] {
        try await body(upTo: limits.bodyBytes, within: .nanoseconds(limits.bodyTimeout.nanoseconds))
    }

    /// The whole body. Throws 413 when it is larger than `limit` and 408 when it does not arrive in time.
    public func body(upTo limit: Int, within time: Duration = .seconds(30)) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw ServiceError.tooLarge(limit)
        }
        let body = self.body
        return try await withDeadline(time, orThrow: ServiceError(.requestTimeout, "The body did not arrive in time."))
        {
            var bytes: [UInt8] = []
            for try await buffer in body {
                guard bytes.count + buffer.readableBytes <= limit else { throw ServiceError.tooLarge(limit) }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
            return bytes
        }
    }
}

extension ServiceError {
    static func tooLarge(_ limit: Int) -> ServiceError {
        ServiceError(.contentTooLarge, "The body is larger than the \(limit) bytes that are allowed here.")
    }
}

/// Runs `body` and throws `error` when it takes longer than `time`; `body` is cancelled then.
public func withDeadline<Result: Sendable>(
    _ time: Duration, orThrow error: any Error, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: time)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw error }
        return result
    }
}
