import Documents
public import KubernetesClient
import PostureScan

/// One workload, named by the user and read from the cluster.
public struct WorkloadObject: Sendable {
    public let resource: APIResource
    public let namespace: String
    public let name: String
    let node: Node

    func page(order: UInt64) -> ObjectPage {
        ObjectPage([PageObject(node, plural: resource.plural)], order: order)
    }
}

/// How a user names a workload: `deployment/web`, `Deployment.v1.apps/web`.
public struct WorkloadName: Sendable, Hashable {
    /// A kind, plural or short name in small letters.
    public let kind: String
    public let version: String?
    public let group: String?
    public let name: String

    /// - Throws: ``ClusterSourceError/badWorkload(_:)``.
    public init(_ text: String) throws(ClusterSourceError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { throw .badWorkload(text) }
        let steps = parts[0].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard steps.allSatisfy({ !$0.isEmpty }) else { throw .badWorkload(text) }
        kind = steps[0].lowercased()
        // `deployments.apps` names the group alone; versions begin with v and a digit.
        let isVersion = steps.count > 1 && steps[1].first == "v" && steps[1].dropFirst().first?.isNumber == true
        if steps.count > 1, !isVersion {
            version = nil
            group = steps.dropFirst().joined(separator: ".")
        } else {
            version = steps.count > 1 ? steps[1] : nil
            group = steps.count > 2 ? steps[2] : nil
        }
        name = String(parts[1])
    }
}

extension WorkloadObject {
    /// Reads the workload that a user named.
    /// - Throws: ``ClusterSourceError`` when it is no workload, is not there, or belongs to another; ``KubernetesError``.
    public init(
        _ name: WorkloadName, namespace: String, discovery: Discovery, client: KubernetesClient
    ) async throws {
        let candidates = discovery.resources.filter { resource in
            resource.isNamed(name.kind) && (name.group == nil || name.group == resource.group)
                && (name.version == nil || name.version == resource.version)
        }
        if candidates.contains(where: { $0.group.isEmpty && $0.plural == "secrets" }) {
            throw ClusterSourceError.secretWorkload
        }
        let workloads = discovery.resources.filter {
            CommonKinds.workloads.contains($0.plural) && CommonKinds.group(of: $0.plural) == $0.group
        }
        guard
            let resource = candidates.filter({ workloads.contains($0) }).max(by: {
                APIVersionName($0.version) < APIVersionName($1.version)
            })
        else {
            throw ClusterSourceError.noWorkloadKind(name.kind, known: Array(Set(workloads.map(\.kind))).sorted())
        }
        let document: Document
        do {
            document = try await client.get(resource, namespace: namespace, name: name.name)
        } catch KubernetesError.notFound {
            throw ClusterSourceError.workloadNotFound(name: "\(resource.kind)/\(name.name)", namespace: namespace)
        }
        // A Pod without owners is its own master, whatever labels a template left on it.
        if let owner = document.root["metadata"]?["ownerReferences"]?[0], let kind = owner["kind"]?.string,
            let ownerName = owner["name"]?.string,
            withExtendedLifetime(document, { OwnedObjects.isLeftOut(document.rootValue) })
        {
            throw ClusterSourceError.ownedWorkload(
                name: "\(resource.kind)/\(name.name)", owner: "\(kind)/\(ownerName)")
        }
        self.init(resource: resource, namespace: namespace, name: name.name, node: document.root)
    }
}
