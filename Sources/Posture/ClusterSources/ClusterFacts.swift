import Documents
public import KubernetesClient
import PostureScan

/// What a scan has to know of a cluster before it begins.
public struct ClusterFacts: Sendable {
    public let version: ServerVersion
    /// Nodes that are not part of the control plane; nil when nodes cannot be read.
    public let workerNodes: Int?
    /// The cloud by the nodes' provider ids: `eks`, `gke`, `aks`, `digitalocean`…; nil when there is none, or none known.
    public let cloud: String?
    /// Why nothing is known of nodes.
    public let nodeProblem: String?

    public init(version: ServerVersion, workerNodes: Int?, cloud: String?, nodeProblem: String? = nil) {
        self.version = version
        self.workerNodes = workerNodes
        self.cloud = cloud
        self.nodeProblem = nodeProblem
    }

    /// The object of kind APIServerInfo that rules about the server look at.
    func page(order: UInt64) -> ObjectPage {
        let document = Document.build { arena in
            arena.retain(version.document)
            return arena.object([
                "apiVersion": arena.string("apiserverinfo.kubescape.cloud/v1beta0"),
                "kind": arena.string("APIServerInfo"),
                "metadata": arena.object(["name": arena.string("version")]), "data": version.document.rootValue,
            ])
        }
        return ObjectPage([PageObject(document.root)], order: order)
    }

    /// The cloud that a provider id names: `aws:///eu-west-1a/i-0abc`.
    static func cloud(ofProviderID id: String) -> String? {
        switch id.prefix(while: { $0 != ":" && $0 != "/" }) {
        case "aws": "eks"
        case "gce": "gke"
        case "azure": "aks"
        case "oci": "oracle"
        case "digitalocean", "openstack", "vsphere", "ibm", "linode": String(id.prefix { $0 != ":" && $0 != "/" })
        default: nil
        }
    }

    /// The labels and taints by which nodes of the control plane are known; `master` up to 1.23.
    private static let controlPlaneMarks = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"]

    /// Whether a node is part of the control plane.
    static func isControlPlane(_ node: Node) -> Bool {
        if controlPlaneMarks.contains(where: { node["metadata"]?["labels"]?[$0] != nil }) { return true }
        return (node["spec"]?["taints"]?.elements ?? []).contains { taint in
            taint["key"]?.string.map(controlPlaneMarks.contains) ?? false
        }
    }
}

extension ClusterFacts {
    /// Finds out the version of the server, and nodes and cloud as far as that is allowed.
    public init(reading client: KubernetesClient) async throws {
        let version = try await client.version()
        let nodes = APIResource(group: "", version: "v1", plural: "nodes", kind: "Node", isNamespaced: false)
        var pager = client.list(nodes)
        var workers = 0
        var clouds: [String: Int] = [:]
        do {
            while let page = try await pager.next() {
                for node in page.objects {
                    if !ClusterFacts.isControlPlane(node) { workers += 1 }
                    if let cloud = node["spec"]?["providerID"]?.string.flatMap(ClusterFacts.cloud) {
                        clouds[cloud, default: 0] += 1
                    }
                }
            }
        } catch let error as KubernetesError {
            self.init(version: version, workerNodes: nil, cloud: nil, nodeProblem: "\(error)")
            return
        }
        let most = clouds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first?.key
        self.init(version: version, workerNodes: workers, cloud: most)
    }
}
