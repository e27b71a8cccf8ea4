import AsyncHTTPClient
import Documents
import NIOCore
import NIOHTTP1

/// What a token is good for, in the words of the token protocol: `repository:team/app:pull`.
struct RegistryScope: Sendable, Hashable {
    let text: String

    static func pull(_ repository: String) -> RegistryScope { RegistryScope(text: "repository:\(repository):pull") }
    static func push(_ repository: String) -> RegistryScope {
        RegistryScope(text: "repository:\(repository):pull,push")
    }
}

/// The headers that a registry has accepted, by what they are good for.
actor TokenCache {
    private var headers: [RegistryScope: String] = [:]

    func header(for scope: RegistryScope) -> String? { headers[scope] }

    func keep(_ header: String, for scope: RegistryScope) { headers[scope] = header }
}

/// How a registry wants to be asked (RFC 7235, section 4.1; the token scheme of the distribution project).
struct RegistryChallenge: Sendable, Hashable {
    let scheme: String
    let parameters: [String: String]

    /// Of several challenges the first that we can answer.
    init?(_ headers: [String]) {
        for header in headers {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard let scheme = parts.first?.lowercased(), scheme == "bearer" || scheme == "basic" else { continue }
            self.scheme = scheme
            parameters = parts.count > 1 ? RegistryChallenge.parameters(parts[1]) : [:]
            return
        }
        return nil
    }

    /// `realm="https://auth.example.com/token",service="registry"`.
    private static func parameters(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        var rest = text.utf8[...]
        func skip(_ bytes: Set<UInt8>) { while let first = rest.first, bytes.contains(first) { rest.removeFirst() } }
        let equals = UInt8(ascii: "=")
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        while !rest.isEmpty {
            skip([comma, 32, 9])
            let name = rest.prefix { $0 != equals && $0 != comma }
            rest = rest.dropFirst(name.count)
            guard rest.first == equals else { continue }
            rest.removeFirst()
            var value: [UInt8] = []
            if rest.first == quote {
                rest.removeFirst()
                while let byte = rest.popFirst(), byte != quote {
                    // A backslash takes the next byte as it is.
                    if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                        value.append(next)
                    } else {
                        value.append(byte)
                    }
                }
            } else {
                let plain = rest.prefix { $0 != comma }
                value = Array(plain)
                rest = rest.dropFirst(plain.count)
            }
            parameters[String(decoding: name, as: UTF8.self).lowercased()] = String(decoding: value, as: UTF8.self)
        }
        return parameters
    }
}

extension RegistryClient {
    /// The header that answers a challenge; nil when we have nothing to answer with.
    func logIn(_ challenge: RegistryChallenge, scope: RegistryScope) async throws -> String? {
        if challenge.scheme == "basic" {
            if case .login = credentials { return credentials.header }
            return nil
        }
        if case .token = credentials { return credentials.header }
        guard let realm = challenge.parameters["realm"], realm.hasPrefix("https://") || base.hasPrefix("http://")
        else {
            throw RegistryError.malformed(
                what: "The challenge of \(registry)", why: "it names no encrypted address for tokens")
        }
        var query = ["scope=\(RegistryClient.escaped(scope.text))"]
        if let service = challenge.parameters["service"] { query.append("service=\(RegistryClient.escaped(service))") }
        var request = HTTPClientRequest(
            url: "\(realm)\(realm.contains("?") ? "&" : "?")\(query.joined(separator: "&"))")
        if let header = credentials.header { request.headers.add(name: "Authorization", value: header) }
        request.headers.add(name: "User-Agent", value: "breakwater")
        let what = "a token for \(registry)"
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: .seconds(limits.timeout.components.seconds))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RegistryError.unreachable(registry: realm, why: "\(error)")
        }
        guard response.status == .ok else { throw await failure(response, what: what) }
        var bytes: [UInt8] = []
        try await read(response, what: what, limit: 1 << 20) { bytes += $0 }
        let root = try? JSONParser.parse(SourceBytes(bytes), name: what, budget: .manifest).root
        guard let token = root?["token"]?.string ?? root?["access_token"]?.string, !token.isEmpty else {
            throw RegistryError.malformed(what: "The answer of \(realm)", why: "it holds no token")
        }
        return "Bearer \(token)"
    }

    /// Percent-encoded for a query (RFC 3986, section 2.3).
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
