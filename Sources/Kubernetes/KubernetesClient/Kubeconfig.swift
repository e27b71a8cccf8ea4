import Documents

/// The contexts, clusters and users of one or several kubeconfig files.
///
/// Files are merged as client-go does it: an entry, and the current context, of the first file that has it wins whole.
public struct Kubeconfig: Sendable {
    public private(set) var currentContext: String?
    private var contexts: [String: Entry] = [:]
    private var clusters: [String: Entry] = [:]
    private var users: [String: Entry] = [:]
    private let environment: [String: String]

    /// An entry with the folder that its relative paths start from.
    struct Entry: Sendable {
        let node: Node
        let folder: String
    }

    /// The names of all contexts, sorted.
    public var contextNames: [String] { contexts.keys.sorted() }

    /// Reads files in the order of their weight.
    /// - Parameters:
    ///   - files: missing ones among several are ignored when `mayMiss`.
    ///   - environment: where proxies and the environment of plugins come from.
    public init(files: [String], mayMiss: Bool = false, environment: [String: String]) throws(KubeconfigError) {
        self.environment = environment
        for path in files {
            let source: SourceBytes
            do throws(DocumentError) {
                source = try SourceBytes(path: path, budget: .manifest)
            } catch {
                if mayMiss, !FileAccess.exists(path) { continue }
                throw .unreadable(error)
            }
            try add(source, path: path)
        }
    }

    private mutating func add(_ source: SourceBytes, path: String) throws(KubeconfigError) {
        let documents: [Document]
        do throws(DocumentError) {
            documents = try YAMLParser.parse(source, name: path)
        } catch {
            throw .unreadable(error)
        }
        // An empty file is an empty kubeconfig.
        guard let root = documents.first?.root else { return }
        guard root.value.isObject else { throw .notAKubeconfig(path: path, why: "its top is no mapping") }
        if let kind = root["kind"]?.string, kind != "Config" {
            throw .notAKubeconfig(path: path, why: "it is of kind \(kind), not Config")
        }
        let folder = FileAccess.folder(of: FileAccess.absolute(path))
        Kubeconfig.add(root["contexts"], holding: "context", folder, to: &contexts)
        Kubeconfig.add(root["clusters"], holding: "cluster", folder, to: &clusters)
        Kubeconfig.add(root["users"], holding: "user", folder, to: &users)
        if currentContext == nil, let name = root["current-context"]?.string, !name.isEmpty { currentContext = name }
    }

    private static func add(
        _ list: Node?, holding field: String, _ folder: String, to entries: inout [String: Entry]
    ) {
        for element in list?.elements ?? [] {
            guard let name = element["name"]?.string, entries[name] == nil, let node = element[field] else { continue }
            entries[name] = Entry(node: node, folder: folder)
        }
    }

    /// Everything that the context says, with its files read.
    /// - Parameter context: nil for the current one.
    public func connection(context name: String? = nil) throws(KubeconfigError) -> ClusterConnection {
        guard let contextName = name ?? currentContext else { throw .noCurrentContext(contexts: contextNames) }
        guard let context = contexts[contextName] else {
            throw .unknownContext(name: contextName, contexts: contextNames)
        }
        let clusterName = context.node["cluster"]?.string ?? ""
        guard let cluster = clusters[clusterName] else {
            throw .incomplete(context: contextName, what: "cluster", name: clusterName)
        }
        let userName = context.node["user"]?.string ?? ""
        let user = users[userName]
        if user == nil && !userName.isEmpty { throw .incomplete(context: contextName, what: "user", name: userName) }
        let server = try Kubeconfig.server(cluster, clusterName)
        let fields = KubeconfigFields(entry: cluster, what: "the cluster \"\(clusterName)\"")
        var proxy: ProxyAddress?
        if let text = cluster.node["proxy-url"]?.string, !text.isEmpty {
            proxy = ProxyAddress(text)
            if proxy == nil { throw .badProxy(text: text, place: "proxy-url of \(fields.what)") }
        } else {
            proxy = try ProxyAddress.fromEnvironment(environment, for: server)
        }
        let isLoopback = server.host == "localhost" || server.host.hasPrefix("127.") || server.host == "::1"
        let authority = try fields.bytes("certificate-authority")
        let kubeconfigUser = try user.map { entry throws(KubeconfigError) in
            try KubeconfigUser(entry, name: userName, cluster: cluster, environment: environment)
        }
        return ClusterConnection(
            server: server, certificateAuthority: authority,
            isInsecure: cluster.node["insecure-skip-tls-verify"]?.boolean ?? false,
            tlsServerName: cluster.node["tls-server-name"]?.string.flatMap { $0.isEmpty ? nil : $0 }, proxy: proxy,
            credential: kubeconfigUser?.credential ?? .none, impersonation: kubeconfigUser?.impersonation ?? [],
            namespace: context.node["namespace"]?.string ?? "default", clusterName: contextName,
            contextName: contextName,
            allowsCompression: !isLoopback && !(cluster.node["disable-compression"]?.boolean ?? false))
    }

    private static func server(_ cluster: Entry, _ name: String) throws(KubeconfigError) -> ServerAddress {
        guard let text = cluster.node["server"]?.string, !text.isEmpty else { throw .noServer(cluster: name) }
        guard let server = ServerAddress(text) else { throw .badServer(text: text, cluster: name) }
        return server
    }
}

extension Kubeconfig {
    /// The cluster that the environment points to, in the order of kubectl: a named file; the files of `KUBECONFIG`;
    /// `~/.kube/config`; the service account of the pod that this is.
    /// - Parameters:
    ///   - file: the file that the user named.
    ///   - context: the context that the user named.
    public static func connection(
        file: String? = nil, context: String? = nil, environment: [String: String]
    ) throws(KubeconfigError) -> ClusterConnection {
        if let file {
            return try Kubeconfig(files: [file], environment: environment).connection(context: context)
        }
        var files = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if files.isEmpty, let home = environment["HOME"], !home.isEmpty { files = ["\(home)/.kube/config"] }
        let present = files.filter(FileAccess.exists)
        if present.isEmpty {
            if let account = try ServiceAccount.connection(environment: environment) { return account }
            throw .missing(looked: files.isEmpty ? ["~/.kube/config"] : files)
        }
        return try Kubeconfig(files: present, mayMiss: true, environment: environment).connection(context: context)
    }
}
