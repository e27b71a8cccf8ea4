import Documents

/// A program of the kubeconfig that gives credentials (`user.exec`), versions v1 and v1beta1 of its interface.
public struct ExecPlugin: Sendable {
    public enum Interaction: String, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// The interface that the kubeconfig asks for: `client.authentication.k8s.io/v1`.
    let apiVersion: String
    /// A name to be found in `PATH`, or an absolute path.
    let command: String
    let arguments: [String]
    /// The whole environment of the program.
    let environment: [String: String]
    /// What to tell a person who lacks the program.
    let installHint: String
    let interaction: Interaction
    /// What the program is told about the cluster; nil unless it asked (`provideClusterInfo`).
    let cluster: Cluster?
    /// How long it may run.
    let timeout: Duration

    struct Cluster: Sendable {
        let server: String
        let tlsServerName: String?
        let isInsecure: Bool
        /// The authority as Base64.
        let authority: String?
        let proxy: String?
        /// The extension `client.authentication.k8s.io/exec` of the cluster.
        let config: Node?
    }

    static let interfaces = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    init(
        _ node: Node, user: String, folder: String, cluster: Kubeconfig.Entry, environment: [String: String],
        timeout: Duration = .seconds(60)
    ) throws(KubeconfigError) {
        let version = node["apiVersion"]?.string ?? ""
        guard ExecPlugin.interfaces.contains(version) else {
            throw .badExec(
                user: user,
                why: "its apiVersion \"\(version)\" is not supported; change it to client.authentication.k8s.io/v1 and "
                    + "update the plugin")
        }
        guard let command = node["command"]?.string, !command.isEmpty else {
            throw .badExec(user: user, why: "it has no command")
        }
        apiVersion = version
        // A path is relative to the kubeconfig, a plain name is looked for in PATH.
        self.command = command.contains("/") && !command.hasPrefix("/") ? "\(folder)/\(command)" : command
        arguments = (node["args"]?.elements ?? []).compactMap(\.string)
        var all = environment
        for entry in node["env"]?.elements ?? [] {
            guard let name = entry["name"]?.string else { continue }
            all[name] = entry["value"]?.string ?? ""
        }
        self.environment = all
        installHint = (node["installHint"]?.string ?? "").split(separator: "\n").joined(separator: " ")
        switch node["interactiveMode"]?.string {
        case let text?:
            guard let mode = Interaction(rawValue: text) else {
                throw .badExec(user: user, why: "its interactiveMode \"\(text)\" is none of Never, IfAvailable, Always")
            }
            interaction = mode
        case nil:
            // Required in v1, where kubectl refuses its absence; nothing is lost by taking the default of v1beta1.
            interaction = .ifAvailable
        }
        self.timeout = timeout
        guard node["provideClusterInfo"]?.boolean == true else {
            self.cluster = nil
            return
        }
        let fields = KubeconfigFields(entry: cluster, what: "the cluster")
        let config = (cluster.node["extensions"]?.elements ?? [])
            .first { $0["name"]?.string == "client.authentication.k8s.io/exec" }?["extension"]
        self.cluster = Cluster(
            server: fields.text("server") ?? "", tlsServerName: fields.text("tls-server-name"),
            isInsecure: cluster.node["insecure-skip-tls-verify"]?.boolean ?? false,
            authority: try fields.bytes("certificate-authority").map(Base64.encode), proxy: fields.text("proxy-url"),
            config: config)
    }

    /// The value of `KUBERNETES_EXEC_INFO`.
    func info(isInteractive: Bool) -> String {
        let document = Document.build { arena in
            var spec: [(key: Value, value: Value)] = [(arena.string("interactive"), Value(isInteractive))]
            if let cluster {
                var fields: [(key: Value, value: Value)] = [(arena.string("server"), arena.string(cluster.server))]
                func add(_ name: String, _ text: String?) {
                    if let text { fields.append((arena.string(name), arena.string(text))) }
                }
                add("tls-server-name", cluster.tlsServerName)
                if cluster.isInsecure { fields.append((arena.string("insecure-skip-tls-verify"), .true)) }
                add("certificate-authority-data", cluster.authority)
                add("proxy-url", cluster.proxy)
                if let config = cluster.config {
                    fields.append(
                        (arena.string("config"), withExtendedLifetime(config.document) { arena.copy(config.value) }))
                }
                spec.append((arena.string("cluster"), arena.object(fields)))
            }
            return arena.object([
                "apiVersion": arena.string(apiVersion), "kind": arena.string("ExecCredential"),
                "spec": arena.object(spec),
            ])
        }
        return withExtendedLifetime(document) { JSONWriter.compact.string(document.rootValue) }
    }
}
