public import Documents

/// Why a kubeconfig does not lead to a cluster.
public enum KubeconfigError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is none, and this is no pod in a cluster.
    case missing(looked: [String])
    /// The file that was named is not there or is no YAML.
    case unreadable(DocumentError)
    case notAKubeconfig(path: String, why: String)
    case noCurrentContext(contexts: [String])
    case unknownContext(name: String, contexts: [String])
    case incomplete(context: String, what: String, name: String)
    case noServer(cluster: String)
    case badServer(text: String, cluster: String)
    case badProxy(text: String, place: String)
    case badBase64(field: String, entry: String)
    case unreadableFile(path: String, field: String, entry: String, why: String)
    case badCertificate(field: String, entry: String, why: String)
    case keyMissing(user: String)
    case authProvider(name: String, user: String)
    case badExec(user: String, why: String)
    case serviceAccount(path: String, why: String)

    public var description: String {
        switch self {
        case .missing(let looked):
            "There is no kubeconfig: \(looked.joined(separator: ", ")) does not exist, and this is no pod in a cluster. "
                + "Give --kubeconfig FILE or set KUBECONFIG; to scan manifests, give a path."
        case .unreadable(let error): "The kubeconfig cannot be read: \(error)"
        case .notAKubeconfig(let path, let why): "\(path) is no kubeconfig: \(why). Check --kubeconfig and KUBECONFIG."
        case .noCurrentContext(let contexts):
            "The kubeconfig has no current context. Choose one with --kube-context: \(KubeconfigError.list(contexts))."
        case .unknownContext(let name, let contexts):
            "The kubeconfig has no context \"\(name)\". It has: \(KubeconfigError.list(contexts))."
        case .incomplete(let context, let what, let name):
            name.isEmpty
                ? "The context \"\(context)\" names no \(what). Complete the kubeconfig."
                : "The context \"\(context)\" names the \(what) \"\(name)\", which the kubeconfig does not have."
        case .noServer(let cluster): "The cluster \"\(cluster)\" in the kubeconfig has no server address."
        case .badServer(let text, let cluster):
            "The server \"\(text)\" of the cluster \"\(cluster)\" is no address such as https://host:6443."
        case .badProxy(let text, let place):
            "The proxy \"\(text)\" in \(place) cannot be used. Write http://host:port or socks5://host:port."
        case .badBase64(let field, let entry): "\(field) of \(entry) in the kubeconfig is no Base64."
        case .unreadableFile(let path, let field, let entry, let why):
            "\(path), the \(field) of \(entry) in the kubeconfig, cannot be read (\(why))."
        case .badCertificate(let field, let entry, let why):
            "The \(field) of \(entry) in the kubeconfig cannot be used: \(why)."
        case .keyMissing(let user):
            "The user \"\(user)\" in the kubeconfig has a client certificate or a key, but not both."
        case .authProvider(let name, let user):
            "The user \"\(user)\" logs in with the auth-provider \"\(name)\", which Kubernetes removed in 1.26. Replace it "
                + "by an exec plugin (for GKE gke-gcloud-auth-plugin, for AKS kubelogin)."
        case .badExec(let user, let why):
            "The exec plugin of the user \"\(user)\" in the kubeconfig cannot be used: \(why)."
        case .serviceAccount(let path, let why):
            "The service account of this pod cannot be used: \(path) cannot be read (\(why)). Check "
                + "automountServiceAccountToken."
        }
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
