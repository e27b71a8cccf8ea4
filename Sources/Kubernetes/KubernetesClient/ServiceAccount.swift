/// The service account that a pod is given: address from the environment, token and authority from files.
public enum ServiceAccount {
    /// Where Kubernetes puts token, authority and namespace.
    static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The connection of this pod; nil when this is no pod.
    /// - Parameter folder: where the files lie.
    public static func connection(
        environment: [String: String], folder: String? = nil
    ) throws(KubeconfigError) -> ClusterConnection? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        let folder = folder ?? ServiceAccount.folder
        let address = host.contains(":") ? "[\(host)]" : host
        guard let server = ServerAddress("https://\(address):\(port)") else {
            throw .badServer(text: "\(address):\(port)", cluster: "of KUBERNETES_SERVICE_HOST")
        }
        let tokenFile = "\(folder)/token"
        _ = try read(tokenFile)
        let namespace = (try? read("\(folder)/namespace")).map { String(decoding: $0, as: UTF8.self) }
        return ClusterConnection(
            server: server, certificateAuthority: try read("\(folder)/ca.crt"),
            proxy: try ProxyAddress.fromEnvironment(environment, for: server),
            credential: .tokenFile(path: tokenFile),
            namespace: namespace.map { $0.filter { !$0.isWhitespace } } ?? "default", clusterName: "in-cluster")
    }

    private static func read(_ path: String) throws(KubeconfigError) -> [UInt8] {
        do throws(KubeconfigError) {
            return try KubeconfigFields.read(path, field: "", entry: "")
        } catch {
            guard case .unreadableFile(_, _, _, let why) = error else { throw error }
            throw .serviceAccount(path: path, why: why)
        }
    }
}
