public import Documents

/// Why an API server did not do what it was asked. Each describes itself in a sentence for people.
public enum KubernetesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// 401.
    case unauthorized(server: String, credential: String, message: String)
    /// 403: somebody may not do something.
    case forbidden(Denial)
    /// 404.
    case notFound(what: String)
    /// 409.
    case conflict(what: String, message: String)
    /// 410: a list can no longer be continued; the server may offer another place to go on from.
    case gone(what: String, continueToken: String?)
    /// 400 or 422.
    case invalid(what: String, status: Int, message: String)
    /// 429, also after several attempts.
    case throttled(server: String)
    /// 5xx.
    case serverFailure(server: String, status: Int, what: String, message: String)
    /// Any other status.
    case unexpectedStatus(server: String, status: Int, what: String, message: String)
    case timedOut(server: String, what: String, limit: Duration)
    /// The encrypted connection does not come about.
    case untrusted(server: String, TLSFault)
    /// Nothing listens there.
    case refused(server: String)
    /// The host name leads nowhere.
    case unknownHost(server: String)
    /// The connection broke before the answer was whole.
    case connectionLost(server: String, what: String, why: String)
    /// Whatever answered, it is no API server: a login page, a proxy.
    case notKubernetes(server: String, status: Int, excerpt: String)
    /// The proxy in between refused.
    case proxyFailed(proxy: String, why: String)
    /// The answer is no JSON.
    case unreadable(what: String, DocumentError)
    case tooLarge(what: String, limit: Int)
    /// A list that never ends.
    case endless(what: String, why: String)

    /// What somebody may not do, as the server says it.
    public struct Denial: Sendable, Hashable {
        public let verb: String
        /// The plural with its group: `deployments.apps`.
        public let resource: String
        /// Nil for the whole cluster.
        public let namespace: String?
        /// Who asked; empty when the server does not say.
        public let user: String
        /// The server's own words.
        public let message: String

        public init(verb: String, resource: String, namespace: String?, user: String, message: String) {
            self.verb = verb
            self.resource = resource
            self.namespace = namespace
            self.user = user
            self.message = message
        }
    }

    /// What is wrong with the encrypted connection.
    public enum TLSFault: Sendable, Hashable {
        case unknownAuthority(issuer: String)
        case expired(since: String)
        case notYetValid(until: String)
        case wrongName(asked: String, valid: [String])
        /// The certificate of the client is not accepted.
        case clientRefused(why: String)
        /// Whatever listens there does not encrypt.
        case noTLS
        case other(String)
    }

    public var description: String {
        switch self {
        case .unauthorized(let server, let credential, let message):
            "The API server \(server) does not accept \(credential) (401\(message.isEmpty ? "" : ": \(message)")). "
                + "Log in again, or choose another context."
        case .forbidden(let denial): denial.sentence
        case .notFound(let what):
            "The API server does not have \(what) (404). Check the name and the namespace."
        case .conflict(let what, let message):
            "\(what) was changed by somebody else meanwhile (409: \(message)). Read it again and repeat the change."
        case .gone(let what, _):
            "The list of \(what) changed too fast to be read to its end (410). Try again."
        case .invalid(let what, let status, let message):
            "The API server refuses the request for \(what) (\(status): \(message))."
        case .throttled(let server):
            "The API server \(server) asks to slow down (429), also after several attempts. Try again later, or with "
                + "fewer requests a second."
        case .serverFailure(let server, let status, let what, let message):
            "The API server \(server) failed with status \(status) on \(what)\(message.isEmpty ? "" : " (\(message))"). "
                + "Look at its health, then try again."
        case .unexpectedStatus(let server, let status, let what, let message):
            "The API server \(server) answered with status \(status) to the request for \(what)"
                + "\(message.isEmpty ? "" : " (\(message))"). Check the address of the server."
        case .timedOut(let server, let what, let limit):
            "The API server \(server) did not answer within \(KubernetesError.seconds(limit)) (\(what)). Check that it "
                + "can be reached from here."
        case .untrusted(let server, let fault): fault.sentence(server)
        case .refused(let server):
            "Nothing listens at \(server): the connection was refused. Check the server's address in the kubeconfig, "
                + "and that the cluster runs."
        case .unknownHost(let server):
            "The host name of \(server) cannot be resolved. Check the server's address in the kubeconfig."
        case .connectionLost(let server, let what, let why):
            "The connection to the API server \(server) broke while reading \(what) (\(why)), also after several "
                + "attempts. Check that the server still runs."
        case .notKubernetes(let server, let status, let excerpt):
            "What answers at \(server) is no Kubernetes API server (status \(status): \(excerpt)). A proxy or a login "
                + "page may stand in between; check the server's address and the proxy settings."
        case .proxyFailed(let proxy, let why):
            "The proxy \(proxy) does not let requests through (\(why)). Check proxy-url, HTTPS_PROXY and NO_PROXY."
        case .unreadable(let what, let error):
            "The answer of the API server for \(what) cannot be read: \(error)"
        case .tooLarge(let what, let limit):
            "The answer of the API server for \(what) has more than \(limit) bytes, the budget for one answer."
        case .endless(let what, let why):
            "The list of \(what) does not come to an end: \(why)."
        }
    }

    /// The first sentence without what to do about it, for lists of many such failures.
    public var reason: String {
        if case .forbidden(let denial) = self { return "403, \(denial.who) may not \(denial.verb) it \(denial.place)" }
        let text = description
        guard let end = text.firstRange(of: ". ") else { return String(text.dropLast(text.hasSuffix(".") ? 1 : 0)) }
        return String(text[..<end.lowerBound])
    }

    static func seconds(_ duration: Duration) -> String {
        let (seconds, rest) = duration.components
        return rest == 0 ? "\(seconds) s" : "\(seconds * 1000 + rest / 1_000_000_000_000_000) ms"
    }
}

extension KubernetesError.Denial {
    /// `The user "dev" may not list secrets in the cluster (403).`
    var sentence: String {
        "\(user.isEmpty ? "These credentials" : "The user \"\(user)\"") may not \(verb) \(resource) \(place) (403). Grant "
            + "it, or use credentials that may."
    }

    fileprivate var who: String { user.isEmpty ? "these credentials" : user }
    fileprivate var place: String { namespace.map { "in the namespace \($0)" } ?? "in the whole cluster" }
}

extension KubernetesError.TLSFault {
    fileprivate func sentence(_ server: String) -> String {
        switch self {
        case .unknownAuthority(let issuer):
            "The certificate of \(server) is signed by an authority that is not trusted here"
                + "\(issuer.isEmpty ? "" : " (\(issuer))"). Check certificate-authority in the kubeconfig."
        case .expired(let since):
            "The certificate of \(server) expired on \(since). It has to be renewed on the server."
        case .notYetValid(let until):
            "The certificate of \(server) is not valid before \(until). Check the clocks of both machines."
        case .wrongName(let asked, let valid):
            "The certificate of \(server) is not made out to \(asked)"
                + "\(valid.isEmpty ? "" : " but to \(valid.joined(separator: ", "))"). Check the server's address, or "
                + "set tls-server-name in the kubeconfig."
        case .clientRefused(let why):
            "The API server \(server) refuses the client certificate (\(why)). Renew it, or choose another context."
        case .noTLS:
            "What listens at \(server) does not speak TLS. Check the address and the port, or write http:// for a "
                + "server without encryption."
        case .other(let why):
            "No encrypted connection to \(server) comes about (\(why)). Check certificate-authority and the server's "
                + "address in the kubeconfig."
        }
    }
}
