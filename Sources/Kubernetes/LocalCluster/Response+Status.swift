import Documents
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An object of kind Status, with which API servers explain a failure.
    static func status(
        _ code: Int, _ reason: String, _ message: String, continueToken: String? = nil
    ) -> Response {
        let document = Document.build { arena in
            arena.object([
                "kind": arena.string("Status"), "apiVersion": arena.string("v1"),
                "metadata": arena.object(continueToken.map { ["continue": arena.string($0)] } ?? [:]),
                "status": arena.string("Failure"), "message": arena.string(message), "reason": arena.string(reason),
                "code": arena.number(code),
            ])
        }
        return .json(document, status: code)
    }

    static func json(_ document: Document, type: String = "application/json", status: Int = 200) -> Response {
        .bytes(
            withExtendedLifetime(document) { JSONWriter.compact.bytes(document.rootValue) }, type: type, status: status)
    }

    static func text(_ text: String, type: String, status: Int = 200) -> Response {
        .bytes(Array(text.utf8), type: type, status: status)
    }

    static func bytes(_ bytes: [UInt8], type: String = "application/json", status: Int = 200) -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
