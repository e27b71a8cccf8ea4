/// A request to an API server, before it is signed and sent.
public struct APIRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    public var method: Method
    /// The path below the server's address, escaped already (see ``escape(_:)``).
    public var path: String
    public var query: [(name: String, value: String)]
    /// The media types that the caller understands.
    public var accept: String
    public var body: [UInt8]?
    public var contentType: String
    /// Whether sending it twice does no harm.
    public var isRepeatable: Bool
    /// What is asked for, in words for errors; the path is named when there is none.
    public var subject: Subject?

    /// A verb and what it is applied to.
    public struct Subject: Sendable, Hashable {
        public let verb: String
        /// The plural with its group: `deployments.apps`.
        public let resource: String
        public let namespace: String?
        public let name: String?

        public init(verb: String, resource: APIResource, namespace: String?, name: String? = nil) {
            self.verb = verb
            self.resource = resource.qualifiedName
            self.namespace = namespace
            self.name = name
        }
    }

    public init(
        _ method: Method, _ path: String, query: [(name: String, value: String)] = [],
        accept: String = "application/json", body: [UInt8]? = nil, contentType: String = "application/json"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.accept = accept
        self.body = body
        self.contentType = contentType
        isRepeatable = method == .get
    }

    /// Path and query, as the request line has them.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(APIRequest.escape($0.value))" }.joined(separator: "&")
    }

    /// What is asked for, in words.
    var what: String {
        guard let subject else { return path }
        let name = subject.name.map { "\(subject.resource) \"\($0)\"" } ?? subject.resource
        return subject.namespace.map { "\(name) in the namespace \"\($0)\"" } ?? name
    }

    /// Text as a part of a path or query: everything but letters, digits and `-._~` as percent codes (RFC 3986).
    public static func escape(_ text: String) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
