import HTTPTypes
import Hummingbird
import NIOCore

/// Answers as agents expect them.
enum Answer {
    static func text(_ text: String, _ status: HTTPResponse.Status = .ok, type: String = "text/plain") -> Response {
        Response(
            status: status,
            headers: [.contentType: type + "; charset=utf-8", HTTPField.Name.noSniff: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ bytes: [UInt8], _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", HTTPField.Name.noSniff: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Without a body, as probes expect it.
    static func empty(_ status: HTTPResponse.Status) -> Response { Response(status: status) }

    /// The sentence of an error as text.
    static func error(_ error: ReceiverError) -> Response {
        var response = text(error.description + "\n", HTTPResponse.Status(code: error.status))
        if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if error.status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}

extension HTTPField.Name {
    /// `X-Content-Type-Options`; the name is a constant, so it is always valid.
    static let noSniff = HTTPField.Name("X-Content-Type-Options").unsafelyUnwrapped
}
