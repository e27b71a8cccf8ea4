import Documents
import NIOCore
import NIOHTTP1

/// A whole answer of an API server.
public struct APIAnswer: Sendable {
    public let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer

    init(status: Int, headers: HTTPHeaders, body: ByteBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header; nil when it is missing.
    public func header(_ name: String) -> String? { headers.first(name: name) }

    /// The body in memory of its own, for parsing in place.
    func source() -> SourceBytes {
        body.withUnsafeReadableBytes { bytes in
            SourceBytes(unsafeUninitializedCapacity: bytes.count) { memory in
                memory.copyMemory(from: bytes)
                return bytes.count
            }
        }
    }

    /// The body as JSON.
    func document(for request: APIRequest, connection: ClusterConnection) throws(KubernetesError) -> Document {
        if let page = webPage { throw .notKubernetes(server: connection.serverName, status: status, excerpt: page) }
        do throws(DocumentError) {
            return try JSONParser.parse(source(), name: request.path, budget: .data)
        } catch {
            throw .unreadable(what: request.what, error)
        }
    }

    /// What `Retry-After` asks for: seconds, as API servers write it. Dates are not understood and give nil.
    var retryAfter: Duration? {
        header("Retry-After").flatMap { Int($0.filter { $0 != " " }) }.map { .seconds($0) }
    }

    /// The beginning of the text when the answer is a web page.
    var webPage: String? {
        let type = header("Content-Type") ?? ""
        let first = body.readableBytesView.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        guard type.hasPrefix("text/html") || first == UInt8(ascii: "<") else { return nil }
        let text = excerpt
        return text.isEmpty ? "an empty page" : "a web page that begins with \"\(text)\""
    }

    /// The first words of the body on one line, without tags.
    var excerpt: String {
        var words = ""
        var isInTag = false
        for character in String(decoding: body.readableBytesView.prefix(2000), as: UTF8.self) {
            if character == "<" {
                isInTag = true
            } else if character == ">" {
                isInTag = false
                if words.last != " " && !words.isEmpty { words.append(" ") }
            } else if !isInTag {
                if character.isWhitespace {
                    if words.last != " " && !words.isEmpty { words.append(" ") }
                } else {
                    words.append(character)
                }
            }
            if words.count >= 80 { return words + "…" }
        }
        while words.last == " " { words.removeLast() }
        return words
    }
}

extension APIAnswer {
    /// The error that a status stands for; nil for success.
    func failure(
        of request: APIRequest, connection: ClusterConnection, authorization: Authorization
    ) -> KubernetesError? {
        if 200..<300 ~= status { return nil }
        let server = connection.serverName
        let note = StatusNote(self)
        if note == nil, let page = webPage { return .notKubernetes(server: server, status: status, excerpt: page) }
        let message = note?.message ?? excerpt
        switch status {
        case 401:
            return .unauthorized(server: server, credential: authorization.name, message: message)
        case 403:
            // What is not a Status comes from something in between.
            guard let note else { return .notKubernetes(server: server, status: status, excerpt: message) }
            return .forbidden(note.denial(of: request))
        case 404 where note == nil && !request.path.hasPrefix("/ap"):
            return .notKubernetes(server: server, status: status, excerpt: message)
        case 404: return .notFound(what: request.what)
        case 407: return .proxyFailed(proxy: connection.proxyName, why: "it wants a login")
        case 409: return .conflict(what: request.what, message: message)
        case 410: return .gone(what: request.what, continueToken: note?.continueToken)
        case 400 where message.contains("HTTP request to an HTTPS server"):
            return .notKubernetes(server: server, status: status, excerpt: "it wants https://")
        case 400, 422: return .invalid(what: request.what, status: status, message: message)
        case 429: return .throttled(server: server)
        case 500...599: return .serverFailure(server: server, status: status, what: request.what, message: message)
        default: return .unexpectedStatus(server: server, status: status, what: request.what, message: message)
        }
    }
}

/// The object of kind Status with which API servers explain a failure.
private struct StatusNote {
    let message: String
    let continueToken: String?

    init?(_ answer: APIAnswer) {
        guard let root = try? JSONParser.parse(answer.source(), name: "status", budget: .manifest).root,
            root["kind"]?.string == "Status"
        else { return nil }
        message = root["message"]?.string ?? root["reason"]?.string ?? ""
        continueToken = root["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Who may not do what: the message of the server has it as
    /// `secrets is forbidden: User "dev" cannot list resource "secrets" in API group "" in the namespace "shop"`.
    func denial(of request: APIRequest) -> KubernetesError.Denial {
        let group = quoted(after: "API group ")
        var resource = quoted(after: "resource ")
        if let group, !group.isEmpty { resource = resource.map { "\($0).\(group)" } }
        return KubernetesError.Denial(
            verb: word(after: "cannot ") ?? request.subject?.verb ?? request.method.rawValue.lowercased(),
            resource: resource ?? request.subject?.resource ?? quoted(after: "path ") ?? request.path,
            namespace: quoted(after: "in the namespace ") ?? request.subject?.namespace,
            user: quoted(after: "User ") ?? "", message: message)
    }

    private func quoted(after mark: String) -> String? {
        guard let rest = rest(after: mark), rest.first == "\"" else { return nil }
        return rest.dropFirst().firstIndex(of: "\"").map { String(rest.dropFirst()[..<$0]) }
    }

    private func word(after mark: String) -> String? {
        rest(after: mark)?.split(separator: " ").first.map(String.init)
    }

    private func rest(after mark: String) -> Substring? {
        var rest = message[...]
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
