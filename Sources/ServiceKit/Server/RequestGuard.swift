import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The outermost middleware: gives every request an id, turns errors into answers, counts and logs.
///
/// This is the one place where errors become statuses.
struct RequestGuard: RouterMiddleware {
    typealias Context = ServiceContext

    let requests: Counter
    let durations: Histogram

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let id = RequestGuard.id(of: request)
        context.requestID = id
        context.logger[metadataKey: "requestID"] = .string(id)
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let told = ServiceError(mapping: error)
            if told.status.code >= 500 {
                context.logger.error(
                    "request failed", metadata: ["path": .string(request.uri.path), "error": "\(error)"])
            }
            response = RequestGuard.response(told, requestID: id)
        }
        response.headers[RequestGuard.header] = id
        let elapsed = ContinuousClock.now - start
        // The status alone: paths come from clients and would make labels without bound.
        requests.increment(["\(response.status.code)"])
        durations.observe(elapsed.seconds)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "path": .string(request.uri.path), "status": "\(response.status.code)",
                "milliseconds": "\(Int(elapsed.seconds * 1000))",
            ])
        return response
    }

    static let header = HTTPField.Name("X-Request-ID") ?? .date

    static func response(_ error: ServiceError, requestID: String) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let retryAfter = error.retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        if error.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        return Response(
            status: error.status, headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: error.json(requestID: requestID))))
    }

    /// The id that the client gave, when it is harmless in logs, or a new one.
    private static func id(of request: Request) -> String {
        if let given = request.headers[header], 1...64 ~= given.utf8.count,
            given.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\"") })
        {
            return given
        }
        return String(UInt64.random(in: 1...UInt64.max), radix: 16)
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
