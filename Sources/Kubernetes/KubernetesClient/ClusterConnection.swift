/// Where a cluster is and who asks: everything that a client needs, read and checked.
public struct ClusterConnection: Sendable {
    /// The address: scheme, host, port and an optional path below which the API lies.
    public let server: ServerAddress
    /// Certificates that are trusted, as PEM; nil for those of the system.
    public let certificateAuthority: [UInt8]?
    /// Whether any certificate is accepted.
    public let isInsecure: Bool
    /// The name that the certificate must be made out to, when it is not the host's.
    public let tlsServerName: String?
    public let proxy: ProxyAddress?
    public let credential: Credential
    /// Headers that ask the server to act as somebody else.
    public let impersonation: [(name: String, value: String)]
    /// The namespace of the context; `default` when it names none.
    public let namespace: String
    /// What people call the cluster: the name of the context or cluster.
    public let clusterName: String
    /// The context it comes from; nil inside a cluster.
    public let contextName: String?
    /// Whether answers may come compressed. Not worth it on loopback and inside a cluster.
    public let allowsCompression: Bool

    public init(
        server: ServerAddress, certificateAuthority: [UInt8]? = nil, isInsecure: Bool = false,
        tlsServerName: String? = nil, proxy: ProxyAddress? = nil, credential: Credential = .none,
        impersonation: [(name: String, value: String)] = [], namespace: String = "default", clusterName: String,
        contextName: String? = nil, allowsCompression: Bool = false
    ) {
        self.server = server
        self.certificateAuthority = certificateAuthority
        self.isInsecure = isInsecure
        self.tlsServerName = tlsServerName
        self.proxy = proxy
        self.credential = credential
        self.impersonation = impersonation
        self.namespace = namespace
        self.clusterName = clusterName
        self.contextName = contextName
        self.allowsCompression = allowsCompression
    }

    /// The address for people.
    public var serverName: String { server.description }
    /// The proxy for people.
    var proxyName: String { proxy?.description ?? "in between" }
}

/// The address of a server: `https://10.0.0.1:6443`, perhaps with a path as Rancher has it.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    public let isEncrypted: Bool
    /// A name or an address; an IPv6 address without brackets.
    public let host: String
    public let port: Int
    /// Empty, or begins with a slash and ends without one.
    public let path: String

    /// Nil when the text is no address of a server. Without a scheme, `http://` is meant, as kubectl has it.
    public init?(_ text: String) {
        var rest = text[...]
        while rest.last == "/" { rest.removeLast() }
        var isEncrypted = false
        if let range = rest.firstRange(of: "://") {
            switch rest[..<range.lowerBound].lowercased() {
            case "https": isEncrypted = true
            case "http": isEncrypted = false
            default: return nil
            }
            rest = rest[range.upperBound...]
        }
        self.isEncrypted = isEncrypted
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[slash...])
        guard let (host, port) = ServerAddress.hostAndPort(rest[..<slash]),
            !path.contains(where: { "?# ".contains($0) })
        else { return nil }
        self.host = host
        self.port = port ?? (isEncrypted ? 443 : 80)
    }

    /// Takes `host`, `host:port`, `[::1]` and `[::1]:port` apart.
    static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var port: Int?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.first == ":", let number = Int(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = text.lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]) else { return nil }
            host = text[..<colon]
            port = number
        }
        guard !host.isEmpty, 1...65535 ~= port ?? 1, !host.contains(where: { "/@?# \t".contains($0) }) else {
            return nil
        }
        return (String(host), port)
    }

    /// The host as it stands in addresses.
    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    public var description: String { "\(isEncrypted ? "https" : "http")://\(bracketedHost):\(port)\(path)" }
}

/// Who asks.
public enum Credential: Sendable {
    case none
    case token(String)
    /// A file with a token, which is read again every minute because others renew it.
    case tokenFile(path: String)
    case basic(user: String, password: String)
    /// A certificate and its key, both as PEM.
    case certificate(ClientIdentity)
    /// A program that gives a token or a certificate.
    case exec(ExecPlugin)
}

/// A client certificate with its key, as PEM.
public struct ClientIdentity: Sendable, Hashable {
    public let certificate: [UInt8]
    public let key: [UInt8]

    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}
