/// Why a registry did not give or take what it was asked for. Each describes itself in a sentence for people.
public enum RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// 401 or 403, also after logging in.
    case denied(registry: String, what: String, message: String)
    /// 404.
    case notFound(what: String, registry: String)
    /// 429.
    case throttled(registry: String)
    case unexpectedStatus(registry: String, status: Int, what: String, message: String)
    case unreachable(registry: String, why: String)
    case timedOut(registry: String, what: String, limit: Duration)
    /// The bytes are not those that the digest stands for.
    case wrongDigest(what: String, wanted: Digest, got: Digest)
    case tooLarge(what: String, limit: Int)
    /// The answer is not what the protocol prescribes.
    case malformed(what: String, why: String)

    public var description: String {
        switch self {
        case .denied(let registry, let what, let message):
            "The registry \(registry) does not give access to \(what)\(RegistryError.bracketed(message)). Log in with "
                + "docker login \(registry), or name a user and a password that may."
        case .notFound(let what, let registry):
            "The registry \(registry) does not have \(what). Check the name and the tag."
        case .throttled(let registry):
            "The registry \(registry) asks to slow down (429). Try again later, or log in for a higher limit."
        case .unexpectedStatus(let registry, let status, let what, let message):
            "The registry \(registry) answered with status \(status) to the request for "
                + "\(what)\(RegistryError.bracketed(message))."
        case .unreachable(let registry, let why):
            "The registry \(registry) cannot be reached (\(why)). Check its name, the network and the proxy settings."
        case .timedOut(let registry, let what, let limit):
            "The registry \(registry) did not answer within \(limit) (\(what)). Check that it can be reached from here."
        case .wrongDigest(let what, let wanted, let got):
            "\(what) is not what its digest stands for: \(got) instead of \(wanted). Somebody changed it, or the "
                + "transfer was disturbed; nothing of it was used."
        case .tooLarge(let what, let limit):
            "\(what) has more than \(limit) bytes, the budget for it."
        case .malformed(let what, let why):
            "\(what) is not in the form that registries use: \(why)."
        }
    }

    private static func bracketed(_ message: String) -> String { message.isEmpty ? "" : " (\(message))" }
}
