public import Documents

/// Who asks a registry.
public enum RegistryCredentials: Sendable, Hashable {
    case anonymous
    case login(user: String, password: String)
    /// A token that is sent as it is.
    case token(String)

    /// The login for a registry in a Docker configuration (`auths` in `config.json`); nil when there is none.
    ///
    /// Credential helpers are not asked.
    public static func inDockerConfiguration(_ root: Node, for registry: String) -> RegistryCredentials? {
        let names =
            registry == ImageReference.dockerHub
            ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io"]
            : [registry, "https://\(registry)", "https://\(registry)/v1/", "https://\(registry)/v2/"]
        for name in names {
            guard let entry = root["auths"]?[name] else { continue }
            if let token = entry["identitytoken"]?.string ?? entry["registrytoken"]?.string, !token.isEmpty {
                return .token(token)
            }
            if let user = entry["username"]?.string, let password = entry["password"]?.string {
                return .login(user: user, password: password)
            }
            guard let text = entry["auth"]?.string, let bytes = Base64.decode(text) else { continue }
            let parts = String(decoding: bytes, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { return .login(user: String(parts[0]), password: String(parts[1])) }
        }
        return nil
    }

    /// The value of the header `Authorization`; nil for nobody.
    var header: String? {
        switch self {
        case .anonymous: nil
        case .login(let user, let password): "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
        case .token(let token): "Bearer \(token)"
        }
    }
}
