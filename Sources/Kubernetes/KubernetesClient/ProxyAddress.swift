/// An HTTP or SOCKS proxy on the way to the API server.
public struct ProxyAddress: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// Tunnels by `CONNECT`.
        case http
        case socks5
    }

    public let kind: Kind
    public let host: String
    public let port: Int
    /// User and password, when the address has them.
    public let login: Login?

    public struct Login: Sendable, Hashable {
        public let user: String
        public let password: String
    }

    /// Nil when the text is no proxy that can be used: `http://[user:password@]host:port`, `socks5://host:port`.
    public init?(_ text: String) {
        var rest = text[...]
        var kind = Kind.http
        if let range = rest.firstRange(of: "://") {
            switch rest[..<range.lowerBound].lowercased() {
            case "http": kind = .http
            case "socks5", "socks5h": kind = .socks5
            default: return nil
            }
            rest = rest[range.upperBound...]
        }
        if let end = rest.firstIndex(of: "/") { rest = rest[..<end] }
        var login: Login?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            login = Login(
                user: ProxyAddress.unescape(parts[0]), password: parts.count > 1 ? ProxyAddress.unescape(parts[1]) : "")
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = ServerAddress.hostAndPort(rest) else { return nil }
        self.kind = kind
        self.host = host
        self.port = port ?? (kind == .http ? 80 : 1080)
        self.login = login
    }

    /// Without the login, which is secret.
    public var description: String {
        "\(kind == .http ? "http" : "socks5")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private static func unescape(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ProxyAddress {
    /// The proxy that the environment asks for: `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, in small letters
    /// too, unless `NO_PROXY` excludes the host. Loopback is never reached through a proxy.
    static func fromEnvironment(
        _ environment: [String: String], for server: ServerAddress
    ) throws(KubeconfigError) -> ProxyAddress? {
        let name = server.isEncrypted ? "HTTPS_PROXY" : "HTTP_PROXY"
        let found = [name, name.lowercased()].lazy.compactMap { name in
            environment[name].flatMap { $0.isEmpty ? nil : (name, $0) }
        }.first
        guard let (variable, text) = found, !isExcluded(server, environment) else { return nil }
        guard let proxy = ProxyAddress(text) else { throw .badProxy(text: text, place: "the variable \(variable)") }
        return proxy
    }

    private static func isExcluded(_ server: ServerAddress, _ environment: [String: String]) -> Bool {
        let host = server.host.lowercased()
        if host == "localhost" || host.hasPrefix("127.") || host == "::1" { return true }
        let list = environment["NO_PROXY"] ?? environment["no_proxy"] ?? ""
        return list.split(whereSeparator: { $0 == "," || $0 == " " }).contains {
            excludes($0.lowercased(), host, server.port)
        }
    }

    /// `*`, a host with everything below it, `.suffix`, `*.suffix`, an address, a range of addresses, each perhaps with a port.
    private static func excludes(_ pattern: String, _ host: String, _ port: Int) -> Bool {
        if pattern == "*" { return true }
        if pattern.contains("/") { return AddressRange(pattern)?.contains(host) ?? false }
        var name = pattern[...]
        if let (plain, wanted) = ServerAddress.hostAndPort(pattern[...]), let wanted {
            guard wanted == port else { return false }
            name = plain[...]
        }
        if host.contains(":") || AddressRange("\(host)/32") != nil { return host == name }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        if name.hasPrefix(".") { return host.hasSuffix(name) }
        return host == name || host.hasSuffix(".\(name)")
    }
}

/// A range of IPv4 addresses: `10.0.0.0/8`.
private struct AddressRange {
    private let base: UInt32
    private let mask: UInt32

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let base = AddressRange.number(String(parts[0])), let bits = Int(parts[1]),
            0...32 ~= bits
        else { return nil }
        mask = bits == 0 ? 0 : ~UInt32(0) << UInt32(32 - bits)
        self.base = base & mask
    }

    func contains(_ host: String) -> Bool { AddressRange.number(host).map { $0 & mask == base } ?? false }

    private static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return parts.reduce(UInt32?(0)) { sum, part in sum.flatMap { sum in part.map { sum << 8 | UInt32($0) } } }
    }
}
